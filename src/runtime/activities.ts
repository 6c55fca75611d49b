/**
 * Activities: hands tasks to the workers that ask for them. What it promises:
 *
 * - A task that waits for a worker is a row, written with the turn that scheduled it, and costs no memory.
 * - Tasks of an activity are given in the order they were scheduled in, each to one worker.
 * - A worker is answered once it is durable that it has the task. Should it have hung up, the next one gets the task.
 * - A worker that waits costs an entry and a timer; giving it a task takes one turn of the task's execution.
 */

import type { Logger } from 'pino';
import { type Arn, parseArn } from '../base/arn.ts';
import { AwsError } from '../base/aws-error.ts';
import type { Clock } from '../base/clock.ts';
import { jsonText } from '../base/json.ts';
import { LeastRecentlyUsed } from '../base/least-recently-used.ts';
import type { OfferTask } from '../engine/command.ts';
import { findTask, isTerminal } from '../engine/execution.ts';
import { activityDoesNotExist } from '../engine/schedule-failure.ts';
import { type ExecutionKey, type Store, StoreUnavailable, type WaitingTask } from '../store/store.ts';
import { ActivityQueue, type ActivityTask, type Poller } from './activity-queue.ts';
import type { Executions } from './executions.ts';
import type { TaskTokens } from './task-token.ts';

export interface Activities {
  /**
   * The activity's next task as soon as there is one, or undefined when the poll's time is up, its polls are ended or the
   * server closes. Throws ActivityWorkerLimitExceeded.
   */
  poll(request: PollRequest): Promise<ActivityTask | undefined>;
  /** Lets a worker have the task, or fails it where its activity does not exist. */
  offer(command: OfferTask, key: ExecutionKey): Promise<void>;
  /** Fails the tasks that an earlier process queued, and that it had no time to fail, for activities that do not exist. */
  recover(): Promise<void>;
  /** Answers the polls of an activity that was deleted with nothing, at once. */
  endPolls(activityArn: Arn): void;
  /** Answers every poll with nothing, now and from now on. */
  close(): void;
  /** Activities that are polled now. */
  readonly polledCount: number;
}

export interface PollRequest {
  readonly activityArn: Arn;
  readonly workerName: string | undefined;
  /** Takes whom to tell when nobody is there to get the answer, whether it was given already or not. */
  readonly onHangUp?: ((hangUp: () => void) => void) | undefined;
}

export interface ActivitiesParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly tokens: TaskTokens;
  readonly executions: Pick<Executions, 'deliver' | 'deliverSurely'>;
}

/** How long a poll waits for a task. Source: API Reference, "GetActivityTask". */
const pollMilliseconds = 60_000;
/** Polls of one activity that wait at once. Source: Developer Guide, "Service quotas". */
const pollersMax = 1_000;
/** Queues that nobody polls right now, kept because their workers are likely to be back soon. */
const idleQueuesKept = 1_000;
/** Queued tasks that are read at once, to fail them. */
const tasksPerRead = 256;
/** Until it is looked again whether an activity exists, where the store could not say. */
const lookAgainMilliseconds = 500;

type TaskName = ExecutionKey & { readonly eventId: number };

/** The words are ours; no answer of AWS is recorded. */
export class ActivityWorkerLimitExceeded extends AwsError {
  readonly code = 'ActivityWorkerLimitExceeded';

  constructor(activityArn: Arn) {
    super(`Activity Worker Limit Exceeded: '${activityArn}'`);
  }
}

export function createActivities({ store, clock, log, tokens, executions }: ActivitiesParts): Activities {
  const polled = new Map<Arn, ActivityQueue>();
  const idle = new LeastRecentlyUsed<Arn, ActivityQueue>(idleQueuesKept);
  let isClosed = false;

  function openQueue(activityArn: Arn): ActivityQueue {
    const queue = polled.get(activityArn) ?? idle.get(activityArn) ?? createQueue(activityArn);
    idle.delete(activityArn);
    polled.set(activityArn, queue);
    return queue;
  }

  function createQueue(activityArn: Arn): ActivityQueue {
    const queue: ActivityQueue = new ActivityQueue({
      read: (position, limit) => store.executions.listQueued(activityArn, position, limit),
      take,
      onIdle() {
        if (polled.get(activityArn) !== queue) return;
        polled.delete(activityArn);
        idle.set(activityArn, queue);
      },
    });
    return queue;
  }

  async function take(
    { shard, id, eventId }: WaitingTask,
    workerName: string | undefined,
  ): Promise<ActivityTask | undefined> {
    const key = { shard, id };
    try {
      const { isLate, execution } = await executions.deliver(key, {
        type: 'TaskPickup',
        eventId,
        workerName,
      });
      const task = isLate || isTerminal(execution) ? undefined : findTask(execution, eventId)?.task;
      if (task?.submitted === undefined) return undefined;
      const { account = '' } = parseArn(execution.facts.executionArn) ?? {};
      return { taskToken: tokens.issue({ shard, id, eventId, account }), input: jsonText(task.parameters) };
    } catch (error) {
      if (error instanceof StoreUnavailable) throw error;
      // What one execution cannot do must not keep a worker from the tasks of others.
      log.error({ err: error, execution: id, eventId }, 'a turn failed; nothing was appended');
      return undefined;
    }
  }

  async function giveBack(activityArn: Arn, task: WaitingTask): Promise<void> {
    const { shard, id, eventId } = task;
    log.info({ activityArn, execution: id, eventId }, 'a worker hung up; another gets its task');
    await executions.deliverSurely({ shard, id }, { type: 'TaskReturn', eventId });
    openQueue(activityArn).putBack(task);
  }

  async function offer({ eventId, resource }: OfferTask, key: ExecutionKey): Promise<void> {
    if (await exists(resource.arn)) {
      (polled.get(resource.arn) ?? idle.get(resource.arn))?.noticeTask();
      return;
    }
    await failSchedule({ ...key, eventId }, resource.arn);
  }

  async function failSchedule({ shard, id, eventId }: TaskName, activityArn: Arn): Promise<void> {
    const failure = activityDoesNotExist(activityArn);
    await executions.deliverSurely({ shard, id }, { type: 'ScheduleFailure', eventId, failure });
  }

  async function recover(): Promise<void> {
    let activityArn = await store.executions.findNextQueued(undefined);
    while (activityArn !== undefined) {
      if (!(await isStored(activityArn))) await failQueued(activityArn);
      activityArn = await store.executions.findNextQueued(activityArn);
    }
  }

  async function failQueued(activityArn: Arn): Promise<void> {
    let position = -1;
    for (;;) {
      const tasks = await store.executions.listQueued(activityArn, position, tasksPerRead);
      await Promise.all(tasks.map((task) => failSchedule(task, activityArn)));
      position = tasks.at(-1)?.position ?? position;
      if (tasks.length < tasksPerRead) return;
    }
  }

  /** Looks for as long as the store cannot say. */
  async function exists(activityArn: Arn): Promise<boolean> {
    while (!isClosed) {
      try {
        return await isStored(activityArn);
      } catch (error) {
        log.warn({ err: error, activityArn }, 'could not look whether an activity exists; looking again');
      }
      await new Promise<void>((resolve) => clock.schedule(clock.now() + lookAgainMilliseconds, resolve));
    }
    // The next process looks.
    return true;
  }

  async function isStored(activityArn: Arn): Promise<boolean> {
    const { account = '', region = '', resource = '' } = parseArn(activityArn) ?? {};
    const name = resource.slice('activity:'.length);
    return (await store.resources.get({ kind: 'Activity', account, region, name })) !== undefined;
  }

  return {
    get polledCount() {
      return polled.size;
    },
    poll({ activityArn, workerName, onHangUp }) {
      if (isClosed) return Promise.resolve(undefined);
      const queue = openQueue(activityArn);
      if (queue.pollerCount >= pollersMax) throw new ActivityWorkerLimitExceeded(activityArn);
      return new Promise((resolve, reject) => {
        let given: WaitingTask | undefined;
        let isGone = false;
        let isOver = false;
        const poller: Poller = {
          workerName,
          isOver: () => isOver,
          answer(taken) {
            cancelTimer();
            given = taken?.task;
            if (isGone && given !== undefined) void giveBack(activityArn, given);
            resolve(taken?.answer);
          },
          refuse(error) {
            cancelTimer();
            reject(error);
          },
        };
        const endWait = () => {
          isOver = true;
          if (queue.delete(poller)) poller.answer(undefined);
        };
        const cancelTimer = clock.schedule(clock.now() + pollMilliseconds, endWait);
        onHangUp?.(() => {
          isGone = true;
          if (given !== undefined) void giveBack(activityArn, given);
          else endWait();
        });
        queue.add(poller);
      });
    },
    offer,
    recover,
    endPolls(activityArn) {
      polled.get(activityArn)?.end();
      polled.delete(activityArn);
      idle.delete(activityArn);
    },
    close() {
      isClosed = true;
      for (const queue of polled.values()) queue.end();
    },
  };
}
