/**
 * Tells tasks that their jobs have ended, as AWS does: by the events that the managed rules of Step Functions match. What
 * it promises:
 *
 * - Only jobs of the execution's own account and region are told of, and only while their managed rule is there and enabled.
 * - An end is told although the server ended between it and its telling, wherever this server itself knows the job: who
 *   waits for which job is in a table, written before the wait begins and read when the job has ended.
 * - An event that nobody waits for costs one look at an index, and the end of an execution not even that.
 */

import type { Logger } from 'pino';
import { type Arn, type Place, parseArn } from '../base/arn.ts';
import { isJsonArray, isJsonObject, type JsonObject } from '../base/json.ts';
import { type ManagedRule, ruleAnnouncing } from '../connectors/managed-rules.ts';
import type { Message } from '../engine/message.ts';
import type { AwaitedJob, ExecutionKey, Store, Waiter } from '../store/store.ts';
import type { Loaded } from './executions.ts';

export interface JobEvents {
  /** Takes an event that a managed rule matched. */
  hear(event: JsonObject): void;
  /** Takes that an execution has ended for which tasks wait. */
  executionEnded(ended: Loaded, waiters: readonly Waiter[]): void;
  /** Tells a task whose job may have ended before anybody knew that the task waits for it, or before this process began. */
  catchUp(key: ExecutionKey, awaited: AwaitedJob): Promise<void>;
  /** Whether the end of the job would be told now. */
  isAnnounced(job: Arn): Promise<boolean>;
}

/** What the runtime asks of those who know more of rules and jobs. */
export interface JobEventSources {
  /** Whether the managed rule is there and enabled. */
  isRuleEnabled(rule: ManagedRule, place: Place): Promise<boolean>;
  /** What the event of the execution's end says of it. */
  describeEnd(ended: Loaded): JsonObject;
  /** What the event of a job's end says of it, for a job of another service of this server that has ended. */
  findJobEnd(job: Arn): JsonObject | undefined;
}

export interface JobEventsParts {
  readonly store: Pick<Store, 'executions'>;
  readonly log: Logger;
  readonly sources: JobEventSources;
  readonly deliver: (key: ExecutionKey, message: Message) => Promise<unknown>;
  readonly load: (key: ExecutionKey) => Promise<Loaded | undefined>;
}

export function createJobEvents({ store, log, sources, deliver, load }: JobEventsParts): JobEvents {
  async function isAnnounced(job: Arn): Promise<boolean> {
    const place = parseArn(job);
    const rule = place && ruleAnnouncing(place.service);
    return rule !== undefined && sources.isRuleEnabled(rule, place as Place);
  }

  function tell(waiters: readonly Waiter[], detail: JsonObject): void {
    for (const { shard, id, eventId } of waiters)
      void deliver({ shard, id }, { type: 'JobEnded', eventId, detail });
  }

  async function tellOfJob(job: Arn, detail: JsonObject): Promise<void> {
    try {
      tell(await store.executions.findWaiters(job), detail);
    } catch (error) {
      log.warn({ err: error, job }, 'could not look who waits for a job that has ended; polling will tell');
    }
  }

  async function tellOfExecution(ended: Loaded, waiters: readonly Waiter[]): Promise<void> {
    const { executionArn } = ended.summary;
    try {
      if (await isAnnounced(executionArn)) tell(waiters, sources.describeEnd(ended));
    } catch (error) {
      log.warn({ err: error, job: executionArn }, 'could not tell that an execution ended; polling will');
    }
  }

  async function findEnd(job: Arn): Promise<JsonObject | undefined> {
    if (parseArn(job)?.service !== 'states') return sources.findJobEnd(job);
    const found = await store.executions.find(job);
    if (found === undefined || found.status === 'RUNNING') return undefined;
    const ended = await load(found);
    return ended && sources.describeEnd(ended);
  }

  return {
    hear({ resources, detail }) {
      if (!isJsonArray(resources) || detail === undefined || !isJsonObject(detail)) return;
      for (const job of resources) if (typeof job === 'string') void tellOfJob(job, detail);
    },
    executionEnded(ended, waiters) {
      if (waiters.length > 0) void tellOfExecution(ended, waiters);
    },
    async catchUp(key, { eventId, job }) {
      try {
        const detail = await findEnd(job);
        if (detail === undefined || !(await isAnnounced(job))) return;
        await deliver(key, { type: 'JobEnded', eventId, detail });
      } catch (error) {
        log.warn({ err: error, job }, 'could not look whether a job has ended; polling will tell');
      }
    },
    isAnnounced,
  };
}
