import type { Arn, Place } from '../../../base/arn.ts';
import type { ContainerSpec } from '../../../compute/jobs/containers/container-spec.ts';
import { type JobEnd, reasonOfEnd } from '../../../compute/jobs/job-end.ts';
import type { RunningJob } from '../../../compute/jobs/job-runner.ts';
import type { EcsContainer, EcsTaskBody } from '../../../store/resources/ecs.ts';
import type { JobParts } from '../jobs/job-parts.ts';
import { RecordTable } from '../jobs/record-table.ts';
import { roleEnvironment, taskRoleRefusal } from '../jobs/role-environment.ts';
import { clusterArn, type TaskCounts } from './clusters.ts';
import { taskIdIn } from './names.ts';
import { taskContainers } from './task-containers.ts';
import { taskEventDetail } from './task-json.ts';

/** Tasks that have not stopped, over all clusters; a bound of ours. */
const openTasksMax = 100;

/** How long tasks that have stopped can be described. Source: API Reference, "DescribeTasks". */
const keptMilliseconds = 3600 * 1000;

/** Why a task stops, in the API's words. */
export interface StopReason {
  readonly stopCode: 'TaskFailedToStart' | 'EssentialContainerExited' | 'UserInitiated' | 'TerminationNotice';
  readonly stoppedReason: string;
}

/**
 * The tasks of ECS, from RunTask to their end: a process or container for each of theirs, which end together once an essential one has.
 *
 * A status is on disk before anything follows from it.
 */
export class EcsTasks {
  readonly #parts: JobParts;
  readonly #table: RecordTable<'EcsTask'>;
  /** The processes of tasks that run, by task. */
  readonly #running = new Map<string, readonly RunningContainer[]>();
  /** What an earlier server left. */
  #left: readonly EcsTaskBody[] = [];
  #isClosing = false;

  constructor(parts: JobParts) {
    this.#parts = parts;
    this.#table = new RecordTable(parts, {
      kind: 'EcsTask',
      endedAt: ({ lastStatus, stoppedAt }) => (lastStatus === 'STOPPED' ? stoppedAt : undefined),
      keptMilliseconds,
    });
  }

  /** Reads what there is. Call before any request. */
  async load(): Promise<void> {
    await this.#table.load();
    this.#left = [...this.#table.all()].filter(({ lastStatus }) => lastStatus !== 'STOPPED');
  }

  /** Takes up what an earlier server left: tasks whose processes went with it have stopped. */
  begin(): void {
    for (const { taskId } of this.#left) {
      const task = this.#table.get(taskId);
      if (task !== undefined) void this.#stopped(task, hostTerminated, task.containers);
    }
    this.#left = [];
  }

  /** Begins nothing more. What runs is left to the runner, and to the next start to tell of. */
  beginClosing(): void {
    this.#isClosing = true;
  }

  close(): void {
    this.#isClosing = true;
    this.#table.close();
  }

  /** Whether `count` more tasks can be run. */
  hasRoomFor(count: number): boolean {
    return !this.#isClosing && this.#table.openCount + count <= openTasksMax;
  }

  /** The task of a cluster that `text`, an id or an ARN, names. */
  findAt(place: Place, clusterName: string, text: string): EcsTaskBody | undefined {
    const task = this.#table.find(taskIdIn(text, place) ?? '');
    const isHere = task?.place.account === place.account && task.place.region === place.region;
    return isHere && task.clusterName === clusterName ? task : undefined;
  }

  /** The tasks of a cluster, in the order in which they were made. */
  *tasksOf(cluster: Arn): IterableIterator<EcsTaskBody> {
    for (const task of this.#table.all()) {
      if (clusterArn(task.place, task.clusterName) === cluster) yield task;
    }
  }

  countTasks(cluster: Arn): TaskCounts {
    let runningTasksCount = 0;
    let pendingTasksCount = 0;
    for (const { lastStatus } of this.tasksOf(cluster)) {
      if (lastStatus === 'RUNNING') runningTasksCount += 1;
      else if (lastStatus !== 'STOPPED') pendingTasksCount += 1;
    }
    return { runningTasksCount, pendingTasksCount };
  }

  /** Settles once the tasks are on disk; then they start. */
  async run(tasks: readonly EcsTaskBody[]): Promise<void> {
    await this.#table.insert(tasks.map((task) => [task.taskId, task]));
    for (const task of tasks) {
      this.#announce(task);
      void this.#run(task).catch((error: unknown) => {
        if (!this.#isClosing) this.#parts.log.error({ err: error }, `the task ${task.arn} could not be run`);
      });
    }
  }

  /** Tells a task to stop and answers it as it is then; one that has stopped stays as it is. */
  async stop({ taskId }: EcsTaskBody, reason: StopReason): Promise<EcsTaskBody | undefined> {
    const task = this.#table.get(taskId);
    if (task === undefined || task.desiredStatus === 'STOPPED') return task;
    return this.#beginStopping(task, reason);
  }

  async #run(made: EcsTaskBody): Promise<void> {
    const { taskId } = made;
    if (made.lastStatus === 'PROVISIONING') await this.#change(made, { lastStatus: 'PENDING' });
    const pending = this.#table.get(taskId);
    if (pending === undefined || this.#isClosing) return;
    const environment = await roleEnvironment(this.#parts, {
      roleArn: pending.taskRoleArn,
      sourceArn: pending.arn,
      service: 'ecs-tasks',
      region: pending.place.region,
    });
    const containers = this.#parts.runner.runsImages ? await taskContainers(this.#parts.store, pending) : [];
    const task = this.#table.get(taskId);
    if (task === undefined || this.#isClosing) return;
    if (environment === undefined) {
      await this.#stopped(task, roleRefused(task), task.containers);
      return;
    }
    if (task.desiredStatus === 'STOPPED') {
      await this.#stopped(task, reasonOf(task), task.containers);
      return;
    }
    await this.#runContainers(task, environment, containers);
  }

  /** `specs` are of its containers, in order, where images run. */
  async #runContainers(
    task: EcsTaskBody,
    role: Readonly<Record<string, string>>,
    specs: readonly ContainerSpec[],
  ): Promise<void> {
    const { runner } = this.#parts;
    const containers = task.containers.map((container, index): RunningContainer => {
      const { command, workingDirectory } = container;
      const environment = {
        AWS_EXECUTION_ENV: `AWS_ECS_${task.launchType}`,
        ...container.environment,
        ...role,
      };
      const id = `ecs-${task.taskId}-${index}`;
      return {
        container,
        job: runner.start({ id, command, environment, workingDirectory, container: specs[index] }),
      };
    });
    this.#running.set(task.taskId, containers);
    void Promise.all(containers.map(({ job }) => job.started)).then((started) => {
      if (started.every(Boolean)) this.#nowRuns(task.taskId);
    });
    const ends = containers.map(async ({ container, job }) => {
      const end = await job.ended;
      // An essential container takes the others with it, and so does one that cannot start.
      const isFatal = container.isEssential || end.startFailure !== undefined;
      const current = this.#table.get(task.taskId);
      if (isFatal && end.stopped !== 'closing' && current?.desiredStatus === 'RUNNING') {
        void this.#beginStopping(current, stopReasonOfEnd(container, end));
      }
      return { container, end };
    });
    const ended = await Promise.all(ends);
    this.#running.delete(task.taskId);
    if (ended.some(({ end }) => end.stopped === 'closing')) return;
    const current = this.#table.get(task.taskId);
    if (current === undefined) return;
    await this.#stopped(
      current,
      reasonOf(current),
      ended.map(({ container, end }) => endedContainer(container, end)),
    );
  }

  /** A task that stops before all of its containers have started was never RUNNING. */
  #nowRuns(taskId: string): void {
    const task = this.#table.get(taskId);
    if (task === undefined || task.desiredStatus === 'STOPPED' || this.#isClosing) return;
    void this.#change(task, {
      lastStatus: 'RUNNING',
      startedAt: this.#parts.clock.now(),
      containers: task.containers.map((container) => ({ ...container, lastStatus: 'RUNNING' })),
    });
  }

  async #beginStopping(task: EcsTaskBody, { stopCode, stoppedReason }: StopReason): Promise<EcsTaskBody> {
    const changed = this.#change(task, {
      desiredStatus: 'STOPPED',
      stopCode,
      stoppedReason,
      stoppingAt: this.#parts.clock.now(),
    });
    for (const { container, job } of this.#running.get(task.taskId) ?? [])
      job.stop(container.stopTimeoutSeconds);
    return changed;
  }

  async #stopped(
    task: EcsTaskBody,
    { stopCode, stoppedReason }: StopReason,
    containers: readonly EcsContainer[],
  ): Promise<void> {
    const now = this.#parts.clock.now();
    await this.#change(task, {
      lastStatus: 'STOPPED',
      desiredStatus: 'STOPPED',
      stopCode,
      stoppedReason,
      stoppingAt: task.stoppingAt ?? now,
      stoppedAt: now,
      containers: containers.map((container) => ({ ...container, lastStatus: 'STOPPED' })),
    });
  }

  async #change(task: EcsTaskBody, changes: Partial<EcsTaskBody>): Promise<EcsTaskBody> {
    const changed = { ...task, ...changes, version: task.version + 1 };
    await this.#table.replace(task.taskId, changed);
    this.#announce(changed);
    return changed;
  }

  #announce(task: EcsTaskBody): void {
    const { account, region } = task.place;
    const at = this.#parts.clock.now();
    this.#parts.onJobEvent({
      service: 'ecs',
      detailType: 'ECS Task State Change',
      source: 'aws.ecs',
      account,
      region,
      at,
      resources: [task.arn],
      detail: taskEventDetail(task, at),
    });
  }
}

interface RunningContainer {
  readonly container: EcsContainer;
  readonly job: RunningJob;
}

const hostTerminated: StopReason = {
  stopCode: 'TerminationNotice',
  stoppedReason: 'Host EC2 (instance stepwell) terminated.',
};

const essentialExited: StopReason = {
  stopCode: 'EssentialContainerExited',
  stoppedReason: 'Essential container in task exited',
};

/** What a task that stops was told to stop for. */
function reasonOf({ stopCode, stoppedReason }: EcsTaskBody): StopReason {
  if (stopCode === undefined || stoppedReason === undefined) return essentialExited;
  return { stopCode: stopCode as StopReason['stopCode'], stoppedReason };
}

function stopReasonOfEnd({ name }: EcsContainer, { error, startFailure }: JobEnd): StopReason {
  if (startFailure === undefined) return essentialExited;
  return { stopCode: 'TaskFailedToStart', stoppedReason: `${error}: ${name}: ${startFailure}` };
}

function roleRefused({ taskRoleArn }: EcsTaskBody): StopReason {
  return {
    stopCode: 'TaskFailedToStart',
    stoppedReason: taskRoleRefusal(String(taskRoleArn)),
  };
}

function endedContainer(container: EcsContainer, end: JobEnd): EcsContainer {
  return { ...container, exitCode: end.exitCode, reason: reasonOfEnd(end) };
}
