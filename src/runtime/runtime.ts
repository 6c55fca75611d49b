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

import type { Clock } from '../base/clock.ts';
import type { Failure } from '../base/failure.ts';
import type { Json } from '../base/json.ts';
import type { Answer } from '../connectors/connector.ts';
import type { CallTask } from '../engine/command.ts';
import type { ExecutionEvent } from '../engine/event.ts';
import type { ExecutionKey, ExecutionSummary, Store } from '../store/store.ts';
import { createAlarm } from './alarm.ts';
import { readTurns } from './execution-log.ts';
import { createExecutions } from './executions.ts';
import { createExpressExecutions, type ExpressStart, expressShard } from './express.ts';
import { recover } from './recovery.ts';
import { createRevisions, type Revision, type Revisions } from './revisions.ts';
import { createTaskRunner, type TaskOwner, type TaskRunnerParts } from './task-runner.ts';
import { createTaskTokens } from './task-token.ts';
import type { TurnObserver } from './turn-observer.ts';

export interface Runtime {
  /** Takes up what an earlier process left: timers, tasks under way, jobs to cancel. Call once, before anything else. */
  start(): Promise<void>;
  /** Stops waking executions and waits for the turns under way. Tasks under way are left for recovery. */
  close(): Promise<void>;
  /** Durable once it resolves. */
  startExecution(request: StartExecutionRequest): Promise<StartOutcome>;
  /** Runs in memory and is lost with the process. Throws ThrottlingException where too many run. */
  startExpressExecution(request: StartExecutionRequest): ExpressStart;
  /** Resolves with false where the execution had ended before. */
  stopExecution(key: ExecutionKey, failure: Failure): Promise<boolean>;
  reportTask(token: string, account: string, report: TaskReport): Promise<ReportOutcome>;
  /** Makes a task's call as the role of `owner`, for a task that no execution waits for. */
  callTask(command: CallTask, owner: TaskOwner): Promise<Answer>;
  /** The turns of the execution's log, in order or in reverse. */
  readTurns(summary: ExecutionSummary, request?: ReadRequest): AsyncIterable<RecordedTurn>;
  readonly revisions: Revisions;
  /** How many executions are in memory now. */
  readonly loadedCount: number;
}

export interface StartExecutionRequest {
  readonly revision: Revision;
  readonly executionArn: string;
  readonly input: Json;
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

export interface RuntimeParts extends Omit<TaskRunnerParts, 'deliver' | 'finishOutbox'> {
  readonly store: Store;
  readonly clock: Clock;
  readonly secret: Buffer;
  readonly random: () => number;
  readonly newId: () => string;
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
    deliver: async (key, message) =>
      key.shard === expressShard ? express.deliver(key, message) : executions.deliverSurely(key, message),
    finishOutbox: (key, eventId) => store.executions.deleteOutbox(key, eventId),
  });
  const executions = createExecutions({
    ...parts,
    tokens,
    revisions,
    perform: tasks.perform,
    describeJob: tasks.describeJob,
    expectWake: alarm.expect,
  });
  const express = createExpressExecutions({ ...parts, perform: tasks.perform });

  return {
    revisions,
    get loadedCount() {
      return executions.loadedCount + express.runningCount;
    },
    startExecution: executions.start,
    callTask: tasks.call,
    startExpressExecution: express.start,
    async start() {
      await recover({ store, executions, tasks, log });
      await alarm.start();
    },
    async close() {
      alarm.close();
      await Promise.all([executions.close(), express.close()]);
    },
    async stopExecution(key, { error, cause }) {
      const { isLate } = await executions.deliver(key, { type: 'Stop', error, cause });
      return !isLate;
    },
    async reportTask(token, account, report) {
      const task = tokens.open(token);
      if (task === undefined || task.account !== account) return 'unknown';
      const { shard, id, eventId } = task;
      const message =
        report === 'heartbeat'
          ? ({ type: 'TokenHeartbeat', eventId } as const)
          : ({ type: 'TokenReport', eventId, result: report.result } as const);
      const { isLate } = await executions.deliver({ shard, id }, message);
      return isLate ? 'late' : 'accepted';
    },
    readTurns: (summary, request = {}) => readTurns(store, summary, request),
  };
}
