import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { CancelScheduled, Clock } from '../../base/clock.ts';
import { spawnApart } from '../child-descriptors.ts';
import { failedStart, type JobEnd, type StartedJob, type StopCause } from './job-end.ts';
import type { JobLog } from './job-log.ts';
import { whenClosed } from './when-closed.ts';

export type { JobEnd } from './job-end.ts';

/** What a job's process is started with. */
export interface ProcessLaunch {
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
}

/**
 * One process of a job, leader of a process group that dies with it: whatever it started is killed when it ends.
 */
export class JobProcess implements StartedJob {
  readonly started: Promise<boolean>;
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
      this.started = Promise.resolve(false);
      this.ended = Promise.resolve(failedStart('CannotStartContainerError', error));
      return;
    }
    this.started = Promise.resolve(this.#child.pid !== undefined);
    this.ended = this.#watch(this.#child).finally(() => log.close());
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

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
        if (child.pid === undefined) resolve(failedStart('CannotStartContainerError', error));
      });
      child.once('exit', (code, signal) => {
        this.#signal('SIGKILL');
        this.#hasEnded = true;
        this.#cancelKill();
        const exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
        whenClosed(child, () =>
          resolve({ exitCode, startFailure: undefined, error: undefined, stopped: this.#stopped }),
        );
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
