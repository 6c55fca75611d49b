import { writeFile } from 'node:fs/promises';
import type { CancelScheduled, Clock } from '../../../base/clock.ts';
import { failedStart, type JobEnd, type StartedJob, type StopCause } from '../job-end.ts';
import type { JobLog } from '../job-log.ts';
import type { ContainerEngine } from './container-engine.ts';
import type { ContainerSpec } from './container-spec.ts';
import { type ContainerState, findContainerState } from './container-state.ts';
import { planVariables } from './container-variables.ts';
import { refusalIn, runEngine } from './engine-command.ts';
import type { ImagePulls } from './image-pulls.ts';
import { removeContainers } from './own-containers.ts';
import { type ContainerRun, runArguments } from './run-arguments.ts';
import type { SharedVolumes } from './shared-volumes.ts';

export interface ContainerLaunch {
  readonly jobId: string;
  readonly folderId: string;
  readonly spec: ContainerSpec;
  readonly environment: Readonly<Record<string, string>>;
  /** A path that nobody else reads. */
  readonly variablesFile: string;
}

export interface ContainerParts {
  readonly engine: ContainerEngine;
  readonly pulls: ImagePulls;
  readonly volumes: SharedVolumes;
  readonly clock: Clock;
  readonly log: JobLog;
}

/** Between looks at whether a container runs: the first, and the longest of those that follow. */
const lookMilliseconds = 50;
const lookMillisecondsMax = 1_000;

/** How long an engine may take to tell of a container, or to do to it what needs no waiting. */
const askMillisecondsMax = 60_000;

/** Of a container that goes on until it is removed. */
const killedExitCode = 137;

/** One container of a job, which is gone when it has ended. */
export class ContainerJob implements StartedJob {
  readonly pid = undefined;
  readonly started: Promise<boolean>;
  readonly ended: Promise<JobEnd>;
  readonly #launch: ContainerLaunch;
  readonly #parts: ContainerParts;
  readonly #name: string;
  readonly #stopAsked: Promise<void>;
  #tellStopAsked: () => void = () => {};
  #tellStarted: (isStarted: boolean) => void = () => {};
  #stopped: StopCause | undefined;
  #killAt: number | undefined;
  #endCommand: () => void = () => {};
  #hasStarted = false;
  #hasEnded = false;
  #cancelKill: CancelScheduled = () => {};
  #cancelLook: CancelScheduled = () => {};

  constructor(launch: ContainerLaunch, parts: ContainerParts) {
    this.#launch = launch;
    this.#parts = parts;
    this.#name = `stepwell-${launch.jobId}`;
    this.started = new Promise((resolve) => {
      this.#tellStarted = resolve;
    });
    this.#stopAsked = new Promise((resolve) => {
      this.#tellStopAsked = resolve;
    });
    this.ended = this.#run();
  }

  /** A container that closing ends is removed by whoever closes, with all others. */
  stop(cause: StopCause, graceMilliseconds: number): void {
    if (this.#hasEnded) return;
    const killAt = this.#parts.clock.now() + graceMilliseconds;
    if (this.#killAt !== undefined && this.#killAt <= killAt) return;
    this.#killAt = killAt;
    this.#stopped ??= cause;
    this.#tellStopAsked();
    if (cause === 'closing') return;
    this.#carryOutStop();
  }

  async #run(): Promise<JobEnd> {
    const { log, volumes } = this.#parts;
    const shared = this.#launch.spec.mounts.flatMap(({ source }) =>
      'shared' in source ? source.shared : [],
    );
    const end = await this.#runWith(shared);
    this.#hasEnded = true;
    this.#cancelKill();
    this.#cancelLook();
    this.#tellStarted(false);
    await log.close();
    if (this.#stopped !== 'closing') await removeContainers(this.#parts.engine, [this.#name]);
    await volumes.release(shared);
    return { ...end, stopped: this.#stopped };
  }

  async #runWith(sharedVolumes: readonly string[]): Promise<JobEnd> {
    const { pulls, volumes } = this.#parts;
    const { spec } = this.#launch;
    if (spec.refusal !== undefined) return failedStart('CannotCreateContainerError', spec.refusal);
    try {
      await Promise.race([pulls.need(spec.image), this.#stopAsked]);
    } catch (error) {
      return failedStart('CannotPullContainerError', error);
    }
    if (this.#stopped !== undefined) return endedAs(undefined);
    try {
      await volumes.use(sharedVolumes);
      return await this.#runContainer();
    } catch (error) {
      return failedStart('CannotCreateContainerError', error);
    }
  }

  async #runContainer(): Promise<JobEnd> {
    const { engine, log } = this.#parts;
    const { environment, variablesFile, ...launch } = this.#launch;
    const plan = planVariables(environment);
    await writeFile(variablesFile, plan.file, { mode: 0o600 });
    if (this.#stopped !== undefined) return endedAs(undefined);
    const variableNames = Object.keys(plan.environment);
    const run: ContainerRun = { ...launch, name: this.#name, variablesFile, variableNames };
    const command = runEngine(engine.program, runArguments(engine, run), {
      environment: plan.environment,
      onOutput: (chunk) => {
        this.#nowRuns();
        log.append(chunk);
      },
      onErrors: (chunk) => log.append(chunk),
    });
    this.#endCommand = command.end;
    this.#lookAfter(lookMilliseconds);
    const { code, errors } = await command.ended;
    this.#cancelLook();
    if (this.#stopped === 'closing') return endedAs(undefined);
    if (code === 0) {
      this.#nowRuns();
      return endedAs(0);
    }
    return this.#conclude(await this.#findState(), { code, errors });
  }

  /** Tells a program that ended with 125, 126 or 127 from an engine that could not start it. */
  async #conclude(
    state: ContainerState | undefined,
    { code, errors }: { readonly code: number | undefined; readonly errors: string },
  ): Promise<JobEnd> {
    if (state === undefined) {
      if (this.#hasStarted) return endedAs(code);
      return this.#stopped === undefined
        ? failedStart('CannotCreateContainerError', refusalIn(errors))
        : endedAs(undefined);
    }
    if (!state.hasStarted) {
      return this.#stopped === undefined
        ? failedStart('CannotStartContainerError', refusalIn(errors))
        : endedAs(undefined);
    }
    this.#nowRuns();
    if (state.isRunning && this.#stopped !== undefined) return endedAs(killedExitCode);
    const exitCode = state.isRunning ? await this.#exitCode() : state.exitCode;
    return { ...endedAs(exitCode), error: state.isOutOfMemory ? 'OutOfMemoryError' : undefined };
  }

  /** Of a container that goes on though the engine has lost its output. */
  async #exitCode(): Promise<number | undefined> {
    const { code, output } = await runEngine(this.#parts.engine.program, ['wait', this.#name]).ended;
    return code === 0 ? Number(output.trim()) : undefined;
  }

  #findState(): Promise<ContainerState | undefined> {
    return findContainerState(this.#parts.engine.program, this.#name);
  }

  #lookAfter(milliseconds: number): void {
    const { clock } = this.#parts;
    this.#cancelLook = clock.schedule(clock.now() + milliseconds, async () => {
      const state = await this.#findState();
      if (this.#hasEnded || this.#hasStarted) return;
      if (state?.hasStarted === true) this.#nowRuns();
      else this.#lookAfter(Math.min(milliseconds * 2, lookMillisecondsMax));
    });
  }

  #nowRuns(): void {
    if (this.#hasStarted) return;
    this.#hasStarted = true;
    this.#cancelLook();
    this.#tellStarted(true);
    // A container that was not there could not be told to stop.
    if (this.#stopped !== undefined && this.#stopped !== 'closing') this.#carryOutStop();
  }

  #carryOutStop(): void {
    const { clock, engine } = this.#parts;
    const killAt = this.#killAt ?? clock.now();
    const secondsLeft = Math.ceil((killAt - clock.now()) / 1000);
    this.#cancelKill();
    if (secondsLeft <= 0) {
      this.#kill();
      return;
    }
    // The image says which signal asks it to end; the engine's own kill is the second chance of ours.
    runEngine(engine.program, ['stop', `--time=${secondsLeft}`, this.#name]);
    this.#cancelKill = clock.schedule(killAt, () => this.#kill());
  }

  #kill(): void {
    if (this.#hasEnded) return;
    if (!this.#hasStarted) this.#endCommand();
    runEngine(this.#parts.engine.program, ['kill', this.#name], { millisecondsMax: askMillisecondsMax });
  }
}

function endedAs(exitCode: number | undefined): JobEnd {
  return { exitCode, startFailure: undefined, error: undefined, stopped: undefined };
}
