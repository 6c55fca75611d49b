import type { CompiledState, Outcome, Scope, Surroundings } from '../asl/compiled.ts';
import { EvaluationFailure } from '../asl/evaluation-failure.ts';
import { AssertionError } from '../base/assert.ts';
import { Failure } from '../base/failure.ts';
import { apply } from './apply.ts';
import type { Command } from './command.ts';
import { contextObject } from './context-object.ts';
import type { ExecutionEvent, ShownEvent } from './event.ts';
import { type Execution, type Frame, type FramePath, findFrame, type InState } from './execution.ts';
import { historyEventsMax } from './limits.ts';

/** All of the world that one turn may see. */
export interface TurnSurroundings extends Surroundings {
  /** The token that names the task scheduled as event `eventId` to the outside. */
  taskToken(eventId: number): string;
  /** The server closes, so no state is entered any more: what that would begin, the next process begins. */
  readonly isClosing?: boolean;
}

/** A turn while it is being taken: the only thing in this room that changes. Nobody sees it before it is done. */
export interface Turn {
  execution: Execution;
  readonly events: ExecutionEvent[];
  readonly commands: Command[];
  /** Frames that may be able to go on. */
  readonly ready: FramePath[];
  readonly surroundings: TurnSurroundings;
}

/** What a state's behavior says comes next for its frame. */
export type Step =
  | { readonly type: 'Wait' }
  | { readonly type: 'Exit'; readonly outcome: Outcome; readonly next: string | undefined }
  | { readonly type: 'Fail'; readonly failure: Failure; readonly failedEvent?: FailedEvent };

/** The event that says a Parallel or Map failed, recorded only once no Retrier takes the failure on. */
export interface FailedEvent {
  readonly type: 'ParallelStateFailed' | 'MapStateFailed';
  readonly previousId: number;
}

export const wait: Step = { type: 'Wait' };

export function fail(failure: Failure): Step {
  return { type: 'Fail', failure };
}

/** A frame whose state was entered, and what the definition says of that state. */
export interface Entered<State extends CompiledState = CompiledState> {
  readonly frame: Frame;
  readonly position: InState;
  readonly state: State;
}

type DistributiveOmit<T, Keys extends PropertyKey> = T extends unknown ? Omit<T, Keys> : never;
type NewShownEvent = DistributiveOmit<ShownEvent, 'id' | 'at'>;
type NewOwnEvent = DistributiveOmit<Exclude<ExecutionEvent, ShownEvent>, 'at'>;

/** Ends a turn early: the next event would be one more than a history holds. Only `decide` catches it. */
export class HistoryIsFull extends Error {}

/** Records an event that the API shows; gives its id. */
export function record(turn: Turn, event: NewShownEvent): number {
  const id = turn.execution.lastEventId + 1;
  const isFull = id >= historyEventsMax && turn.execution.facts.isExpress !== true;
  if (isFull && !event.type.startsWith('Execution')) throw new HistoryIsFull();
  complete(turn, Object.assign(event, { id }));
  return id;
}

/** Records an event of our own. */
export function note(turn: Turn, event: NewOwnEvent): void {
  complete(turn, event);
}

/** Callers hand over an object of their own, which becomes the event itself: there are too many to copy each. */
function complete(turn: Turn, event: object): void {
  const recorded = Object.assign(event, { at: turn.surroundings.at }) as ExecutionEvent;
  turn.execution = apply(turn.execution, recorded);
  turn.events.push(recorded);
}

/** The frame at `path`, as it now stands. */
export function frameAt(turn: Turn, path: FramePath): Frame {
  const frame = findFrame(turn.execution, path);
  if (frame === undefined) throw new AssertionError(`a frame at ${path.join('.')}`);
  return frame;
}

/** The state that the frame at `path` is in. */
export function enteredAt(turn: Turn, path: FramePath): Entered {
  const frame = frameAt(turn, path);
  const { position } = frame;
  if (position.type !== 'InState') throw new AssertionError(`frame ${path.join('.')} to be in a state`);
  const state = frame.states.states.get(position.stateName);
  if (state === undefined) throw new AssertionError(`the definition to have state ${position.stateName}`);
  return { frame, position, state };
}

/** What the expressions of the state `entered` may see; `item` overrides the frame's own `Map.Item`. */
export function scopeOf(
  turn: Pick<Turn, 'execution' | 'surroundings'>,
  { frame, position, state }: Entered,
  item = frame.item,
): Scope {
  const { execution, surroundings } = turn;
  return {
    input: position.input,
    variables: frame.variables,
    surroundings,
    context: () =>
      contextObject({
        execution,
        position,
        state,
        item,
        taskToken: () => surroundings.taskToken(execution.lastEventId + 1),
      }),
  };
}

/**
 * The Failure of an expression, led by the words that say which state it belongs to.
 *
 * A result that cannot be put where ResultPath says has no such lead (recorded).
 */
export function evaluationFailure({ position }: Entered, failure: Failure): Failure {
  if (failure.error === 'States.ReferencePathConflict') return failure;
  const lead = `An error occurred while executing the state '${position.stateName}' (entered at the event id #${position.enteredEventId}).`;
  const cause = `${lead} ${failure.cause ?? ''}`.trimEnd();
  if (failure instanceof EvaluationFailure) return new EvaluationFailure(cause, failure.location);
  return new Failure(failure.error, cause);
}

/** Leaves the state with `outcome`, or fails it where there is none. */
export function exitOrFail(entered: Entered, outcome: Outcome | Failure, next: string | undefined): Step {
  if (outcome instanceof Failure) return fail(evaluationFailure(entered, outcome));
  return { type: 'Exit', outcome, next };
}
