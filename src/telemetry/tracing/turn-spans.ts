import type { Failure } from '../../base/failure.ts';
import type { StateEntered } from '../../engine/event.ts';
import {
  type Execution,
  type FramePath,
  findFrame,
  type InState,
  walkFrames,
} from '../../engine/execution.ts';
import type { TurnNotice } from '../../runtime/turn-observer.ts';
import type { OpenRetries, RetryNotice } from './open-retries.ts';
import { stateSpanId, traceOf } from './trace-of.ts';

/** A span that has ended: an execution, or its stay in one state. */
export interface EndedSpan {
  readonly spanId: string;
  /** Undefined for an execution that was not started from a span. */
  readonly parentSpanId: string | undefined;
  readonly name: string;
  /** Whether it stands for calls to others. */
  readonly isCall: boolean;
  /** Epoch milliseconds, as everywhere. */
  readonly startedAt: number;
  readonly endedAt: number;
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly failure: Pick<Failure, 'error'> | undefined;
  readonly retries: readonly RetryNotice[];
}

/** A state that was entered and not left, as far as its span goes. */
interface OpenState {
  readonly frame: FramePath;
  readonly stateName: string;
  readonly stateType: StateEntered['stateType'] | undefined;
  readonly enteredAt: number;
  readonly enteredEventId: number;
  /** By which the state around it was entered; undefined where there is none. */
  readonly aroundEventId: number | undefined;
  retryCount: number;
  failure: Pick<Failure, 'error'> | undefined;
}

/**
 * The spans that ended in a turn. What a span needs is read from the execution before the turn, so that nothing is kept
 * from turn to turn but the retries, of which an execution knows only how many there were.
 */
export function turnSpans(
  { before, after, events }: TurnNotice,
  openRetries: OpenRetries,
): readonly EndedSpan[] {
  const opened = new Map<string, OpenState>();
  const spans: EndedSpan[] = [];
  let mayHaveAborted = false;
  let lastFailure: OpenState['failure'];

  const openAt = (frame: FramePath): OpenState | undefined => {
    const key = frame.join('.');
    const known = opened.get(key);
    if (known !== undefined) return known;
    const found = openStateAt(before, frame);
    if (found !== undefined) opened.set(key, found);
    return found;
  };
  const end = (state: OpenState, endedAt: number, status: StateStatus): void => {
    const spanId = stateSpanId(after, state.enteredEventId);
    spans.push({
      spanId,
      parentSpanId:
        state.aroundEventId === undefined ? traceOf(after).spanId : stateSpanId(after, state.aroundEventId),
      name: state.stateName,
      isCall: state.stateType === 'Task',
      startedAt: state.enteredAt,
      endedAt,
      attributes: stateAttributes(after, state, status),
      failure: state.failure,
      retries: openRetries.take(spanId),
    });
  };

  const left = new Set<number>();
  for (const event of events) {
    switch (event.type) {
      case 'StateEntered':
        opened.set(event.frame.join('.'), openStateOf(event, openAt(event.frame.slice(0, -1))));
        break;
      case 'StateExited': {
        const state = openAt(event.frame);
        if (state === undefined) break;
        end(state, event.at, state.failure === undefined ? 'SUCCEEDED' : 'CAUGHT');
        left.add(state.enteredEventId);
        break;
      }
      case 'TaskFailed':
      case 'TaskTimedOut':
      case 'TaskScheduleFailed':
      case 'EvaluationFailed': {
        const state = openAt(event.frame);
        lastFailure = { error: event.error };
        if (state !== undefined) state.failure = lastFailure;
        break;
      }
      case 'TaskScheduled': {
        // The next attempt: what the last one failed of is told by its retry.
        const state = openAt(event.frame);
        if (state !== undefined) state.failure = undefined;
        break;
      }
      case 'RetryScheduled': {
        const state = openAt(event.frame);
        if (state === undefined) break;
        const { at, retryAt } = event;
        openRetries.add(stateSpanId(after, state.enteredEventId), {
          at,
          retryAt,
          error: (state.failure ?? lastFailure)?.error,
        });
        state.retryCount += 1;
        state.failure = undefined;
        mayHaveAborted = true;
        break;
      }
      case 'MapStateFailed':
      case 'ParallelStateFailed': {
        // It fails of what failed inside of it.
        const state = openAt(event.frame);
        if (state !== undefined) state.failure ??= lastFailure ?? { error: undefined };
        mayHaveAborted = true;
        break;
      }
      case 'MapIterationFailed':
      case 'MapIterationAborted':
      case 'StateAborted':
        mayHaveAborted = true;
        break;
      case 'ExecutionFailed':
      case 'ExecutionTimedOut':
      case 'ExecutionAborted':
      case 'ExecutionSucceeded':
        mayHaveAborted ||= event.type !== 'ExecutionSucceeded';
        spans.push(executionSpan(after, event.at));
    }
  }
  if (mayHaveAborted) endAborted();
  return spans;

  /** Ends the states that were not left and are open no more: those that failed, and those around and beside them. */
  function endAborted(): void {
    walkFrames(before.root, ({ path }) => openAt(path));
    const stillOpen = new Set<number>();
    if (after.status === 'RUNNING') {
      walkFrames(after.root, ({ position }) => {
        if (position.type === 'InState') stillOpen.add(position.enteredEventId);
      });
    }
    const endedAt = events.at(-1)?.at ?? 0;
    for (const state of [...opened.values()]) {
      if (left.has(state.enteredEventId) || stillOpen.has(state.enteredEventId)) continue;
      if (after.status === 'FAILED' && (state.frame.length === 0 || state.stateType === 'Fail'))
        state.failure ??= after.failure;
      end(state, endedAt, state.failure === undefined ? 'ABORTED' : 'FAILED');
    }
  }
}

type StateStatus = 'SUCCEEDED' | 'CAUGHT' | 'FAILED' | 'ABORTED';

function executionSpan(execution: Execution, endedAt: number): EndedSpan {
  const { facts, status, failure, redrives } = execution;
  const startedAt = redrives.at(-1)?.at ?? execution.startedAt;
  const { spanId, parent } = traceOf(execution);
  return {
    spanId,
    parentSpanId: parent?.spanId,
    name: facts.stateMachineName,
    isCall: false,
    startedAt,
    endedAt,
    attributes: { ...executionAttributes(execution), 'aws.step_functions.execution.status': status },
    failure: status === 'SUCCEEDED' ? undefined : { error: failure?.error ?? status },
    retries: [],
  };
}

function executionAttributes({ facts }: Execution): Readonly<Record<string, string>> {
  return {
    'aws.step_functions.state_machine.arn': facts.stateMachineArn,
    'aws.step_functions.execution.arn': facts.executionArn,
  };
}

function stateAttributes(execution: Execution, state: OpenState, status: StateStatus) {
  const { stateName, stateType, frame, retryCount } = state;
  return {
    ...executionAttributes(execution),
    'aws.step_functions.state.name': stateName,
    ...(stateType !== undefined && { 'aws.step_functions.state.type': stateType }),
    'aws.step_functions.state.status': status,
    ...(retryCount > 0 && { 'aws.step_functions.state.retry_count': retryCount }),
    // Which branch or iteration, for each level down.
    ...(frame.length > 0 && { 'aws.step_functions.state.branch': frame.join('.') }),
  };
}

function openStateOf(
  { frame, stateName, stateType, at, id }: StateEntered,
  around: OpenState | undefined,
): OpenState {
  return {
    frame,
    stateName,
    stateType,
    enteredAt: at,
    enteredEventId: id,
    aroundEventId: frame.length === 0 ? undefined : around?.enteredEventId,
    retryCount: 0,
    failure: undefined,
  };
}

function openStateAt(execution: Execution, path: FramePath): OpenState | undefined {
  const frame = findFrame(execution, path);
  if (frame?.position.type !== 'InState') return undefined;
  const { stateName, enteredAt, enteredEventId, attempts } = frame.position satisfies InState;
  return {
    frame: path,
    stateName,
    stateType: frame.states.states.get(stateName)?.type,
    enteredAt,
    enteredEventId,
    aroundEventId: path.length === 0 ? undefined : enteredEventIdAt(execution, path.slice(0, -1)),
    retryCount: attempts.reduce((sum, count) => sum + count, 0),
    failure: undefined,
  };
}

function enteredEventIdAt(execution: Execution, path: FramePath): number | undefined {
  const position = findFrame(execution, path)?.position;
  return position?.type === 'InState' ? position.enteredEventId : undefined;
}
