import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What a process that loads the server is told. */
export interface PartSettings {
  readonly proxyPort: number;
  readonly journalPath: string;
  readonly queueUrl: string;
  readonly seed: number;
  readonly rate: number;
  /** The longest that an execution waits, and the latest that one is stopped. */
  readonly waitSecondsMax: number;
}

/** What it tells when it has finished. */
export interface PartReport {
  readonly counts: Readonly<Record<string, number>>;
  readonly troubles: Readonly<Record<string, number>>;
}

/** A process of its own that loads the server until it is told to finish. */
export interface Part {
  /** Begins nothing more and settles once all that was begun is known, or rejects after `milliseconds`. */
  finish(milliseconds: number): Promise<PartReport>;
  dispose(): void;
}

/** `file` exports `run(settings, finished)`, where `finished` settles when it shall begin nothing more. */
export function startPart(file: string, settings: PartSettings): Part {
  const module = JSON.stringify(fileURLToPath(new URL(file, import.meta.url)));
  // Node 20 runs no TypeScript; Vite, which the tests bring along, does.
  const code = `import('vite').then(async ({ runnerImport }) => {
    const { module } = await runnerImport(${module});
    const finished = new Promise((resolve) => process.once('message', resolve));
    process.once('disconnect', () => process.exit(1));
    const report = await module.run(${JSON.stringify(settings)}, finished);
    process.send(report, () => process.exit(0));
  })`;
  const part: ChildProcess = spawn(process.execPath, ['-e', code], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let reported: PartReport | undefined;
  part.on('message', (report) => {
    reported = report as PartReport;
  });
  return {
    async finish(milliseconds) {
      const ended = part.exitCode === null ? once(part, 'exit') : Promise.resolve([part.exitCode]);
      if (part.connected) part.send('finish');
      const timer = setTimeout(() => part.kill('SIGKILL'), milliseconds);
      const [status] = await ended;
      clearTimeout(timer);
      if (reported === undefined) throw new Error(`${file} ended with ${status} and without a report`);
      return reported;
    },
    dispose: () => part.kill('SIGKILL'),
  };
}
