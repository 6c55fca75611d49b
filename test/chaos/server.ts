import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../bin/stepwell', import.meta.url));
const clockModule = new URL('shifted-clock.mjs', import.meta.url).href;
/** Well above what recovery takes on a busy machine. */
const startMillisecondsMax = 60_000;

export interface ServerFiles {
  readonly data: string;
  readonly log: string;
  readonly clock: string;
}

/** The server as it is found, killed and started anew. At most one process of it runs. */
export class TormentedServer {
  /** 0 while none listens. */
  port = 0;
  lives = 0;
  kills = 0;
  readonly #files: ServerFiles;
  readonly #onUnexpectedEnd: (message: string) => void;
  #child: ChildProcess | undefined;
  #isEndExpected = false;

  constructor(files: ServerFiles, onUnexpectedEnd: (message: string) => void) {
    this.#files = files;
    this.#onUnexpectedEnd = onUnexpectedEnd;
    this.setClock(0);
  }

  /** Whether it listens in the end; `told` is what it said if it does not. */
  async start(): Promise<{ readonly isUp: boolean; readonly told: string }> {
    const { data, log, clock } = this.#files;
    const child = spawn(process.execPath, [program, 'dev', '--data', data, '--port', '0'], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
      env: {
        ...process.env,
        NODE_NO_WARNINGS: '1',
        NODE_OPTIONS: `--import ${clockModule}`,
        CHAOS_CLOCK_FILE: clock,
      },
    });
    this.lives += 1;
    this.#child = child;
    this.#isEndExpected = false;
    const logStream = createWriteStream(log, { flags: 'a' });
    logStream.write(`== life ${this.lives}, pid ${child.pid}, ${new Date().toISOString()}\n`);
    let told = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      logStream.write(chunk);
      if (this.port === 0 || this.#child !== child) told = (told + chunk.toString()).slice(-2_000);
    });
    const isUp = await new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => {
        this.#onUnexpectedEnd(`did not listen within ${startMillisecondsMax} ms: ${told}`);
        this.#signal('SIGKILL');
      }, startMillisecondsMax);
      let output = '';
      child.stdout?.on('data', (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-2_000);
        const listening = /listens on http:\/\/[^:]+:(\d+)/.exec(output)?.[1];
        if (listening === undefined || this.#child !== child) return;
        clearTimeout(timer);
        this.port = Number(listening);
        resolve(true);
      });
      child.once('exit', (code, signal) => {
        clearTimeout(timer);
        logStream.end(`== ended with ${code ?? signal}\n`);
        if (this.#child === child) {
          if (this.port !== 0 && !this.#isEndExpected)
            this.#onUnexpectedEnd(`ended by itself with ${code ?? signal}: ${told}`);
          this.#child = undefined;
          this.port = 0;
        }
        resolve(false);
      });
    });
    return { isUp, told };
  }

  /** `kill -9`: of the process alone, which leaves its functions to themselves, or of all that it started. */
  async kill({ withFunctions }: { readonly withFunctions: boolean }): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined) return;
    this.kills += 1;
    this.#isEndExpected = true;
    const gone = once(child, 'exit');
    if (withFunctions) killGroup(child.pid);
    else child.kill('SIGKILL');
    await gone;
  }

  /** SIGTERM; the exit status. */
  async stop(): Promise<number | null> {
    const child = this.#child;
    if (child === undefined) return 0;
    this.#isEndExpected = true;
    const gone = once(child, 'exit') as Promise<[number | null]>;
    child.kill('SIGTERM');
    return (await gone)[0];
  }

  async pause(milliseconds: number): Promise<void> {
    this.#signal('SIGSTOP');
    await sleep(milliseconds);
    this.#signal('SIGCONT');
  }

  /** Moves the server's wall clock to `aheadMilliseconds` from the true time, now and in every life to come. */
  setClock(aheadMilliseconds: number): void {
    writeFileSync(this.#files.clock, String(aheadMilliseconds));
    if (this.port !== 0) this.#signal('SIGUSR2');
  }

  /** Ends whatever still runs, when the program itself does. */
  dispose(): void {
    if (this.#child?.pid !== undefined) killGroup(this.#child.pid);
  }

  #signal(signal: NodeJS.Signals): void {
    this.#child?.kill(signal);
  }
}

export function serverFiles(directory: string): ServerFiles {
  return {
    data: join(directory, 'data'),
    log: join(directory, 'server.log'),
    clock: join(directory, 'clock'),
  };
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The whole group has ended already.
  }
}
