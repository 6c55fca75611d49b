/**
 * Logs executions as their state machine's loggingConfiguration asks for, Standard and Express alike. What it promises:
 *
 * - A turn waits for no write: records are queued in bounded memory and written behind it.
 * - The records of an execution are written in the order of its events.
 * - Best effort, as AWS's logging is: records that cannot be written in time are left out, and the server's log says so.
 */

import type { Logger } from 'pino';
import { isJsonArray, isJsonObject } from '../../base/json.ts';
import type { ExecutionEvent, ShownEvent } from '../../engine/event.ts';
import type { HistoryRequest } from '../../engine/history.ts';
import type { StateMachineRevisionBody } from '../../store/resources/states.ts';
import { qualifierArns } from '../qualifiers.ts';
import type { Revision } from '../revisions.ts';
import type { TurnObserver } from '../turn-observer.ts';
import { type LogGroup, parseLogGroupArn } from './log-group.ts';
import { logRecord } from './log-record.ts';
import { type LogLevel, loggedAt } from './logged-events.ts';
import { createRecordQueue, type RecordSink } from './record-queue.ts';

export interface ExecutionLogging {
  readonly onTurn: TurnObserver;
  /** Resolves once what was logged is written. */
  close(): Promise<void>;
}

export interface ExecutionLoggingParts {
  readonly sink: RecordSink;
  readonly log: Pick<Logger, 'warn'>;
}

/** What is logged of the executions of one revision, and where. */
interface LoggingPlan {
  readonly destination: string;
  readonly isLogged: (event: ExecutionEvent) => event is ShownEvent;
  readonly history: HistoryRequest;
}

export function createExecutionLogging({ sink, log }: ExecutionLoggingParts): ExecutionLogging {
  const queue = createRecordQueue({ sink, log });
  const plans = new WeakMap<Revision, LoggingPlan | 'silent'>();

  function planOf(revision: Revision): LoggingPlan | 'silent' {
    const known = plans.get(revision);
    if (known !== undefined) return known;
    const plan = makePlan(revision.body, sink) ?? 'silent';
    plans.set(revision, plan);
    return plan;
  }

  return {
    onTurn({ revision, qualifiers, before, events }) {
      const plan = planOf(revision);
      if (plan === 'silent') return;
      const { destination, isLogged } = plan;
      const { executionArn, stateMachineArn } = before.facts;
      const isFirst = before.lastEventId === 0;
      const history = isFirst
        ? { ...plan.history, qualifiers: qualifierArns(stateMachineArn, qualifiers) }
        : plan.history;
      let redriveCount = before.redrives.length;
      for (const event of events) {
        if (event.type === 'ExecutionRedriven') redriveCount = event.redriveCount;
        if (isLogged(event) && queue.admit())
          queue.append(destination, logRecord(event, { executionArn, redriveCount, history }));
      }
    },
    close: queue.close,
  };
}

/** Undefined where nothing is to be logged. */
function makePlan(body: StateMachineRevisionBody, sink: RecordSink): LoggingPlan | undefined {
  const { loggingConfiguration = {}, roleArn } = body;
  const { level, includeExecutionData, destinations } = loggingConfiguration;
  const group = isJsonArray(destinations) ? findLogGroup(destinations[0]) : undefined;
  if (group === undefined || typeof level !== 'string' || !isLogLevel(level)) return undefined;
  return {
    destination: sink.destinationOf(group),
    isLogged: loggedAt[level],
    history: { roleArn, includeExecutionData: includeExecutionData === true },
  };
}

function findLogGroup(destination: unknown): LogGroup | undefined {
  const { cloudWatchLogsLogGroup } = isJsonObject(destination) ? destination : {};
  const { logGroupArn } = isJsonObject(cloudWatchLogsLogGroup) ? cloudWatchLogsLogGroup : {};
  return typeof logGroupArn === 'string' ? parseLogGroupArn(logGroupArn) : undefined;
}

function isLogLevel(level: string): level is LogLevel {
  return Object.hasOwn(loggedAt, level);
}
