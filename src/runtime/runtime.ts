/**
 * Takes turns and carries out what they decide. What it promises:
 *
 * - One turn at a time per execution; messages that arrive meanwhile share the next one.
 * - Commit before effect: no call leaves, no answer is given, before the events that caused it are durable.
 * - A turn whose commit fails has not happened: the execution is read from its log again, and what the world had to
 *   say is said again once the store recovers.
 * - An execution that only waits is dropped from memory and woken by its row.
 * - None of this holds for Express executions, which live in memory alone (`express.ts`).
 */

import type { Arn } from '../base/arn.ts';
import type { Failure } from '../base/failure.ts';
import type { Json, JsonObject } from '../base/json.ts';
import type { Answer, OnExchange } from '../connectors/connector.ts';
import type { CallTask, Command } from '../engine/command.ts';
import type { ExecutionEvent } from '../engine/event.ts';
import type { Execution } from '../engine/execution.ts';
import { type RedriveOutcome, redriveOutcome } from '../engine/redrive.ts';
import type { ExecutionKey, ExecutionSummary, Store } from '../store/store.ts';
import { type Activities, createActivities } from './activities.ts';
import { createAlarm } from './alarm.ts';
import { findWithEnds, readTurns } from './execution-log.ts';
import { createExecutions, type Delivery, ExecutionPurged } from './executions.ts';
import { createExpressExecutions, type ExpressStart, expressShard } from './express.ts';
import { createJobEvents, type JobEventSources } from './job-events.ts';
import { createMapRuns, type MapRuns } from './map-runs/map-runs.ts';
import { recover } from './recovery.ts';
import { createRevisions, type Revision, type Revisions } from './revisions.ts';
import type { TaskOwner } from './task-roles.ts';
import { createTaskRunner, type TaskRunnerParts } from './task-runner.ts';
import { createTaskTokens } from './task-token.ts';
import type { TurnObserver } from './turn-observer.ts';

export interface Runtime {
  /** Takes up what an earlier process left: timers, tasks under way, jobs to cancel. Call once, before anything else. */
  start(): Promise<void>;
  /**
   * Wakes executions no more and begins no state; resolves once every call under way was answered, its answer is durable
   * and Express executions have ended, or at `until` (epoch milliseconds).
   */
  drain(until: number): Promise<Undrained>;
  /** Waits for the turns under way and gives up Express executions. Calls that are not answered are left for recovery. */
  close(): Promise<void>;
  /** Durable once it resolves. */
  startExecution(request: StartExecutionRequest): Promise<StartOutcome>;
  /** Runs in memory and is lost with the process. Throws ThrottlingException where too many run. */
  startExpressExecution(request: StartExecutionRequest): ExpressStart;
  /** Resolves with false where the execution had ended before. */
  stopExecution(key: ExecutionKey, failure: Failure): Promise<boolean>;
  /** Durable once it resolves. A request that was made before, by its token, is answered as it was. */
  redriveExecution(summary: ExecutionSummary, clientToken: string | undefined): Promise<RedriveOutcome>;
  reportTask(token: string, account: string, report: TaskReport): Promise<ReportOutcome>;
  /** Activities' tasks, for the workers that ask for them. */
  readonly activities: Pick<Activities, 'poll' | 'endPolls' | 'close' | 'polledCount'>;
  readonly mapRuns: Pick<MapRuns, 'countsOf' | 'change'>;
  /** Makes a task's call as the role of `owner`, for a task that no execution waits for. */
  callTask(command: CallTask, owner: TaskOwner, onExchange?: OnExchange): Promise<Answer>;
  /** The execution of that ARN with the events of its first turn, and of its last where it has ended. */
  findWithEnds(executionArn: Arn): Promise<RecordedEnds | undefined>;
  /** The turns of the execution's log, in order or in reverse. */
  readTurns(summary: ExecutionSummary, request?: ReadRequest): AsyncIterable<RecordedTurn>;
  /** Takes an event that a managed rule of Step Functions matched. */
  hearJobEvent(event: JsonObject): void;
  readonly revisions: Revisions;
  /** How many executions are in memory now. */
  readonly loadedCount: number;
  /** How many tasks wait for jobs that can neither be looked at nor are heard of. */
  readonly unheardTaskCount: number;
}

/** What was still under way when the time to wait for it was over. */
export interface Undrained {
  readonly calls: number;
  readonly expressExecutions: number;
}

export interface StartExecutionRequest {
  readonly revision: Revision;
  readonly executionArn: string;
  readonly input: Json;
  /** The trace it belongs to, as an X-Ray trace header. */
  readonly traceHeader?: string | undefined;
  /** The version's number and the alias's name that it is started with, if any. */
  readonly version?: string | undefined;
  readonly alias?: string | undefined;
}

export type StartOutcome =
  | { readonly type: 'started'; readonly summary: ExecutionSummary }
  /** The name is taken. */
  | { readonly type: 'exists'; readonly summary: ExecutionSummary };

export type TaskReport = { readonly result: Json | Failure } | 'heartbeat';

/** `late`: the task has ended. `unknown`: no token of this installation, or not this account's. */
export type ReportOutcome = 'accepted' | 'late' | 'unknown';

export interface ReadRequest {
  readonly reverse?: boolean;
  /** Start with this turn (from 1). */
  readonly fromTurn?: number;
}

export interface RecordedTurn {
  /** From 1. */
  readonly turn: number;
  readonly events: readonly ExecutionEvent[];
}

export interface RecordedEnds {
  readonly summary: ExecutionSummary;
  readonly firstEvents: readonly ExecutionEvent[];
  /** Undefined while the execution runs. */
  readonly lastEvents?: readonly ExecutionEvent[];
}

export interface RuntimeParts extends Omit<TaskRunnerParts, 'deliver' | 'finishOutbox' | 'isAnnounced'> {
  readonly store: Store;
  readonly secret: Buffer;
  readonly random: () => number;
  readonly newId: () => string;
  /** The last id that an earlier process has given; none by default. */
  readonly lastId?: number;
  /** Map Runs of an account and region that are open at once; AWS's quota by default. */
  readonly openMapRunsMax?: number;
  /** Undefined: no event tells that a job has ended, and polling alone finds it. */
  readonly jobEventSources?: JobEventSources;
  readonly onTurn?: TurnObserver | undefined;
}

export function createRuntime(parts: RuntimeParts): Runtime {
  const { store, clock, log, secret } = parts;
  const tokens = createTaskTokens(secret);
  const revisions = createRevisions(store);
  const alarm = createAlarm({
    store,
    clock,
    log,
    wake: async ({ shard, id }, wakeAt) => {
      await executions.deliver({ shard, id }, { type: 'TimersDue', wakeAt });
    },
  });
  const tasks = createTaskRunner({
    ...parts,
    async deliver(key, message) {
      if (key.shard !== expressShard) return executions.deliverSurely(key, message);
      express.deliver(key, message);
      return undefined;
    },
    finishOutbox: (key, eventId) => store.executions.deleteOutbox(key, eventId),
    isAnnounced: (job) => jobEvents.isAnnounced(job),
  });
  const executions = createExecutions({
    ...parts,
    tokens,
    revisions,
    perform,
    describeJob: tasks.describeJob,
    forgetTask: tasks.forget,
    jobEvents: {
      executionEnded: (ended, waiters) => jobEvents.executionEnded(ended, waiters),
      catchUp: (key, awaited) => jobEvents.catchUp(key, awaited),
    },
    expectWake: alarm.expect,
    onEnded: (summary) => mapRuns.executionEnded(summary),
  });
  const jobEvents = createJobEvents({
    store,
    log,
    sources: parts.jobEventSources ?? noSources,
    deliver: executions.deliverSurely,
    load: executions.load,
  });
  const express = createExpressExecutions({ ...parts, perform });
  const activities = createActivities({ ...parts, tokens, executions });
  const mapRuns = createMapRuns({ ...parts, revisions, executions, express });
  let isClosing = false;

  function perform(command: Command, execution: Execution, key: ExecutionKey): void {
    if (command.type === 'OfferTask') void activities.offer(command, key);
    else if (command.type === 'RunMap' || command.type === 'StopMapRun') mapRuns.perform(command);
    else tasks.perform(command, execution, key);
  }

  return {
    revisions,
    activities,
    mapRuns,
    get loadedCount() {
      return executions.loadedCount + express.runningCount;
    },
    get unheardTaskCount() {
      return tasks.unheardCount;
    },
    hearJobEvent: jobEvents.hear,
    startExecution: executions.start,
    callTask: tasks.call,
    startExpressExecution: express.start,
    async start() {
      await mapRuns.recover();
      const patience = { clock, isClosing: () => isClosing };
      await recover({ store, executions, jobEvents, tasks, activities, log, patience });
      await alarm.start();
    },
    async drain(until) {
      isClosing = true;
      alarm.close();
      activities.close();
      executions.beginClosing();
      mapRuns.beginClosing();
      let cancel = () => {};
      const timeIsUp = new Promise<'time is up'>((resolve) => {
        cancel = clock.schedule(until, () => resolve('time is up'));
      });
      // Either may give the other something to do: a task starts an Express execution, which calls a task.
      while (tasks.callCount + express.runningCount > 0) {
        const idle = express.whenIdle().then(tasks.whenIdle);
        if ((await Promise.race([idle, timeIsUp])) === 'time is up') break;
      }
      cancel();
      return { calls: tasks.callCount, expressExecutions: express.runningCount };
    },
    async close() {
      isClosing = true;
      alarm.close();
      activities.close();
      express.close();
      tasks.close();
      // Until the executions close, a Map Run may wait for the store to take its end.
      await Promise.all([mapRuns.close(), executions.close()]);
    },
    async stopExecution(key, { error, cause }) {
      return !(await isLate(executions.deliver(key, { type: 'Stop', error, cause })));
    },
    async redriveExecution({ shard, id }, clientToken) {
      const message = { type: 'Redrive', clientToken } as const;
      const { isLate, execution } = await executions.deliver({ shard, id }, message);
      return redriveOutcome(execution, message, { isLate, at: clock.now() });
    },
    async reportTask(token, account, report) {
      const task = tokens.open(token);
      if (task === undefined || task.account !== account) return 'unknown';
      const { shard, id, eventId } = task;
      const message =
        report === 'heartbeat'
          ? ({ type: 'TokenHeartbeat', eventId } as const)
          : ({ type: 'TokenReport', eventId, result: report.result } as const);
      return (await isLate(executions.deliver({ shard, id }, message))) ? 'late' : 'accepted';
    },
    findWithEnds: (executionArn) => findWithEnds(store, executionArn),
    readTurns: (summary, request = {}) => readTurns(store, summary, request),
  };
}

/** What was deleted is over as well. */
async function isLate(delivery: Promise<Delivery>): Promise<boolean> {
  try {
    return (await delivery).isLate;
  } catch (error) {
    if (error instanceof ExecutionPurged) return true;
    throw error;
  }
}

const noSources: JobEventSources = {
  isRuleEnabled: async () => false,
  describeEnd: () => ({}),
  findJobEnd: () => undefined,
};
