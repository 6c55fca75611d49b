/**
 * Express executions: the same engine, in memory and without the log. What it promises:
 *
 * - Nothing is stored, so an execution is lost with the process and is never run a second time.
 * - Turns of one execution do not overlap: a turn waits for nothing.
 * - Every execution ends within five minutes, and only so many run at once.
 */

import type { Logger } from 'pino';
import type { CompiledStateMachine } from '../asl/compiled.ts';
import { AssertionError } from '../base/assert.ts';
import { AwsError } from '../base/aws-error.ts';
import type { CancelScheduled, Clock } from '../base/clock.ts';
import { createExecution } from '../engine/apply.ts';
import type { Command } from '../engine/command.ts';
import { type Decision, decide } from '../engine/decide.ts';
import { type Execution, isTerminal } from '../engine/execution.ts';
import type { Message } from '../engine/message.ts';
import { wakeAt } from '../engine/timers.ts';
import type { TurnSurroundings } from '../engine/turn.ts';
import type { ExecutionKey } from '../store/store.ts';
import { factsOf } from './execution-facts.ts';
import type { Qualifiers } from './qualifiers.ts';
import type { Revision } from './revisions.ts';
import type { StartExecutionRequest } from './runtime.ts';
import type { TurnObserver } from './turn-observer.ts';

/** The shard of every Express execution's key, which is none of the store's. */
export const expressShard = -1;

/** How long an Express execution may run. Source: Developer Guide, "Choosing workflow type". */
const executionSecondsMax = 5 * 60;
/** Express executions that run at once: each may hold its payloads several times over. */
const runningExecutionsMax = 10_000;

export interface ExpressExecutions {
  /** Throws ThrottlingException where too many run. */
  start(request: StartExecutionRequest): ExpressStart;
  /** Gives the execution a turn. One that has ended takes no notice. */
  deliver(key: ExecutionKey, message: Message): void;
  /** Resolves once none runs. */
  whenIdle(): Promise<void>;
  /** Starts no more, and gives up those that run. */
  close(): void;
  readonly runningCount: number;
}

export interface ExpressStart {
  readonly startedAt: number;
  /** Resolves with the execution once it has ended; rejects where the server gives it up. */
  readonly ended: Promise<Execution>;
  /** As StopExecution does, which an Express execution does not answer to. */
  readonly stop: () => void;
}

export interface ExpressParts {
  readonly clock: Clock;
  readonly log: Logger;
  readonly random: () => number;
  readonly newId: () => string;
  /** Carries a command out; what comes of it arrives through `deliver`. */
  readonly perform: (command: Command, execution: Execution, key: ExecutionKey) => void;
  readonly onTurn?: TurnObserver | undefined;
}

export class ThrottlingException extends AwsError {
  readonly code = 'ThrottlingException';

  constructor() {
    super('Rate exceeded');
  }
}

/** The server closes. */
class ServiceUnavailable extends AwsError {
  readonly code = 'ServiceUnavailable';
  override readonly status = 503;

  constructor() {
    super('The server is shutting down.');
  }
}

interface Running {
  readonly key: ExecutionKey;
  readonly revision: Revision;
  readonly qualifiers: Qualifiers;
  readonly resolve: (execution: Execution) => void;
  readonly reject: (error: unknown) => void;
  execution: Execution;
  /** When the timer rings that is set; infinite where none is. */
  armedFor: number;
  cancelTimer: CancelScheduled | undefined;
}

export function createExpressExecutions({
  clock,
  log,
  random,
  newId,
  perform,
  onTurn,
}: ExpressParts): ExpressExecutions {
  const running = new Map<number, Running>();
  let lastId = 0;
  let isClosed = false;
  let onIdle: (() => void)[] = [];

  function start(request: StartExecutionRequest): ExpressStart {
    const { revision, executionArn, input, traceHeader } = request;
    if (isClosed) throw new ServiceUnavailable();
    if (running.size >= runningExecutionsMax) throw new ThrottlingException();
    const execution = createExecution(
      { isExpress: true, ...factsOf(executionArn, revision) },
      endingInTime(revision.machine),
    );
    lastId += 1;
    const key = { shard: expressShard, id: lastId };
    const startedAt = clock.now();
    const ended = new Promise<Execution>((resolve, reject) => {
      const started = {
        key,
        revision,
        qualifiers: request,
        resolve,
        reject,
        execution,
        armedFor: Number.POSITIVE_INFINITY,
        cancelTimer: undefined,
      };
      running.set(key.id, started);
      takeTurn(started, { type: 'Start', input, traceHeader }, startedAt);
    });
    // Nobody waits for the end of an asynchronous execution; why it was given up is in the log.
    ended.catch(() => {});
    return { startedAt, ended, stop: () => deliver(key, stop) };
  }

  function takeTurn(current: Running, message: Message, at = clock.now()): void {
    const { key } = current;
    let decision: Decision;
    try {
      decision = decide(current.execution, message, surroundingsAt(at));
    } catch (error) {
      const { executionArn } = current.execution.facts;
      log.error(
        { err: error, executionArn, message: message.type },
        'a turn failed; its Express execution is lost',
      );
      forget(current);
      current.reject(error);
      return;
    }
    const { execution, events } = decision;
    if (events.length > 0)
      onTurn?.({
        revision: current.revision,
        qualifiers: current.qualifiers,
        before: current.execution,
        after: execution,
        events,
        messageCount: 1,
      });
    current.execution = execution;
    for (const command of decision.commands) perform(command, execution, key);
    if (isTerminal(execution)) {
      forget(current);
      current.resolve(execution);
      return;
    }
    // Whatever else waits for this process has its turn first.
    if (decision.isCutShort) setImmediate(deliver, key, { type: 'Continue' });
    setTimer(current, at);
  }

  /** A timer that rings too early does no harm, so one is set only where those set are too late. */
  function setTimer(current: Running, now: number): void {
    const at = wakeAt(current.execution, now) ?? Number.POSITIVE_INFINITY;
    if (at >= current.armedFor) return;
    current.cancelTimer?.();
    current.armedFor = at;
    current.cancelTimer = clock.schedule(at, () => {
      current.armedFor = Number.POSITIVE_INFINITY;
      current.cancelTimer = undefined;
      takeTurn(current, { type: 'TimersDue', wakeAt: at });
    });
  }

  function surroundingsAt(at: number): TurnSurroundings {
    return { at, random, newId, taskToken: refuseToken };
  }

  function deliver({ id }: ExecutionKey, message: Message): void {
    const current = running.get(id);
    if (current !== undefined) takeTurn(current, message);
  }

  function forget(current: Running): void {
    current.cancelTimer?.();
    running.delete(current.key.id);
    if (running.size > 0) return;
    for (const resolve of onIdle) resolve();
    onIdle = [];
  }

  return {
    start,
    deliver,
    get runningCount() {
      return running.size;
    },
    whenIdle() {
      if (running.size === 0) return Promise.resolve();
      return new Promise((resolve) => {
        onIdle.push(resolve);
      });
    },
    close() {
      isClosed = true;
      if (running.size > 0)
        log.warn({ executions: running.size }, 'gave up Express executions that were under way');
      for (const current of [...running.values()]) {
        forget(current);
        current.reject(new ServiceUnavailable());
      }
    },
  };
}

const stop: Message = { type: 'Stop', error: undefined, cause: undefined };

/** Definitions of type EXPRESS have no state that waits for a token. */
function refuseToken(eventId: number): never {
  throw new AssertionError(`no task of an Express execution to wait for a token, as ${eventId} does`);
}

function endingInTime(machine: CompiledStateMachine): CompiledStateMachine {
  const { timeoutSeconds = executionSecondsMax } = machine;
  return { ...machine, timeoutSeconds: Math.min(timeoutSeconds, executionSecondsMax) };
}
