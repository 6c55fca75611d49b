import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { CancelScheduled, Clock } from '../../base/clock.ts';
import { spawnApart } from '../child-descriptors.ts';
import type { JobLog } from './job-log.ts';

/** What a job's process is started with. */
export interface ProcessLaunch {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
}

/** Who ended a process before it ended by itself. */
export type StopCause = 'timeout' | 'asked' | 'closing';

/** How a job's process ended. */
export interface JobEnd {
  /** As a shell tells it: 128 and the signal's number where a signal ended it. Undefined where it never started. */
  readonly exitCode: number | undefined;
  /** Why it never started, in the operating system's words. */
  readonly startFailure: string | undefined;
  readonly stopped: StopCause | undefined;
}

/** How long output is waited for once every process of the group has been killed. */
const outputMillisecondsMax = 1_000;

/**
 * One process of a job, leader of a process group that dies with it: whatever it started is killed when it ends.
 */
export class JobProcess {
  /** Settles when the process has ended and its output is in the log. */
  readonly ended: Promise<JobEnd>;
  readonly #child: ChildProcess | undefined;
  readonly #clock: Clock;
  #stopped: StopCause | undefined;
  #hasEnded = false;
  #cancelKill: CancelScheduled = () => {};

  constructor(launch: ProcessLaunch, { clock, log }: { readonly clock: Clock; readonly log: JobLog }) {
    this.#clock = clock;
    try {
      this.#child = start(launch, log);
    } catch (error) {
      this.ended = Promise.resolve(failedStart(error));
      return;
    }
    this.ended = this.#watch(this.#child).finally(() => log.close());
  }

  /** Undefined where it could not be started. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Asks the process group to end, and kills what is left of it after `graceMilliseconds`. */
  stop(cause: StopCause, graceMilliseconds: number): void {
    if (this.#hasEnded || this.#stopped !== undefined) {
      if (graceMilliseconds === 0) this.#signal('SIGKILL');
      return;
    }
    this.#stopped = cause;
    if (graceMilliseconds === 0) {
      this.#signal('SIGKILL');
      return;
    }
    this.#signal('SIGTERM');
    const killAt = this.#clock.now() + graceMilliseconds;
    this.#cancelKill = this.#clock.schedule(killAt, () => this.#signal('SIGKILL'));
  }

  #watch(child: ChildProcess): Promise<JobEnd> {
    return new Promise((resolve) => {
      child.once('error', (error) => {
        if (child.pid === undefined) resolve(failedStart(error));
      });
      child.once('exit', (code, signal) => {
        this.#signal('SIGKILL');
        this.#hasEnded = true;
        this.#cancelKill();
        const exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
        whenClosed(child, () => resolve({ exitCode, startFailure: undefined, stopped: this.#stopped }));
      });
    });
  }

  #signal(signal: NodeJS.Signals): void {
    const pid = this.#child?.pid;
    // The number of a process that has ended may belong to another one by now.
    if (pid === undefined || this.#hasEnded) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // Every process of the group has ended already.
    }
  }
}

function start({ command, environment, workingDirectory }: ProcessLaunch, log: JobLog): ChildProcess {
  const [program, ...parameters] = command;
  if (program === undefined || program === '') throw new Error('no command specified');
  const child = spawnApart(['ignore', 'pipe', 'pipe'], (stdio) =>
    spawn(program, parameters, { cwd: workingDirectory, env: environment, detached: true, stdio }),
  );
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => log.append(chunk));
    stream?.on('error', () => {});
  }
  return child;
}

/** A process that left the group may hold the pipes for as long as it likes. */
function whenClosed(child: ChildProcess, proceed: () => void): void {
  const giveUp = setTimeout(() => {
    for (const stream of child.stdio) stream?.destroy();
  }, outputMillisecondsMax);
  child.once('close', () => {
    clearTimeout(giveUp);
    proceed();
  });
}

function failedStart(error: unknown): JobEnd {
  const startFailure = error instanceof Error ? error.message : String(error);
  return { exitCode: undefined, startFailure, stopped: undefined };
}
