import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

const bin = fileURLToPath(new URL('../../bin/stepwell', import.meta.url));

/** The `stepwell` command at work, as whoever types it has it. */
export interface StepwellProcess {
  /** What it said so far, on standard output and on standard error. */
  readonly said: { readonly output: string; readonly errors: string };
  /** Where it listens. Rejects where it ends instead. */
  readonly endpoint: Promise<string>;
  /** Its exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>;
  send(signal: NodeJS.Signals): void;
}

/** Starts the command; a test that ends takes it along. */
export function stepwell(...words: readonly string[]): StepwellProcess {
  const environment = { PATH: process.env.PATH, HOME: process.env.HOME };
  const child = spawn(process.execPath, [bin, ...words], { env: environment, stdio: 'pipe' });
  const said = { output: '', errors: '' };
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.errors += text;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const endpoint = new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said.output += text;
      const [, found] = /listens on (http:\S+)\s/.exec(said.output) ?? [];
      if (found !== undefined) resolve(found);
    });
    void ended.then((code) => reject(new Error(`stepwell ended with ${code}: ${said.errors}`)));
  });
  // Those who do not ask where it listens need not hear that it does not.
  endpoint.catch(() => {});
  onTestFinished(() => end(child, ended));
  return { said, endpoint, ended, send: (signal) => child.kill(signal) };
}

async function end(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  child.kill('SIGKILL');
  await ended;
}

/** A folder that is gone after the test. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-start-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
