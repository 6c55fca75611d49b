import type { ExecutionEvent } from '../engine/event.ts';
import type { Execution } from '../engine/execution.ts';
import type { ExecutionSummary } from '../store/store.ts';
import type { Qualifiers } from './qualifiers.ts';
import type { Revision } from './revisions.ts';

/** A turn that was taken: for a Standard execution it is durable, for an Express one it happened in memory. */
export interface TurnNotice {
  readonly revision: Revision;
  readonly qualifiers: Qualifiers;
  /** The execution without `events`, and with them. */
  readonly before: Execution;
  readonly after: Execution;
  readonly events: readonly ExecutionEvent[];
  /** Messages that the turn handled. */
  readonly messageCount: number;
  /** After the turn; an Express execution has none. */
  readonly summary?: ExecutionSummary | undefined;
}

/** Told of every turn that has events, in the order of each execution's turns; must neither throw nor hold up the turn. */
export type TurnObserver = (notice: TurnNotice) => void;

/** Tells each of `observers`. Undefined where nobody observes, so that turns nobody observes cost nothing. */
export function joinTurnObservers(observers: readonly TurnObserver[]): TurnObserver | undefined {
  if (observers.length <= 1) return observers[0];
  return (notice) => {
    for (const observer of observers) observer(notice);
  };
}
