import { decodeTurn } from '../engine/event-log.ts';
import type { ExecutionSummary, Store } from '../store/store.ts';
import type { ReadRequest, RecordedTurn } from './runtime.ts';

/** Turns that are read from the store at a time. */
const turnsPerRead = 64;

/** The turns of an execution's log in order, or in reverse with their events in reverse, read as they are asked for. */
export async function* readTurns(
  store: Store,
  summary: ExecutionSummary,
  { reverse = false, fromTurn = reverse ? summary.turnCount : 1, isOnlyOne = false }: ReadRequest,
): AsyncGenerator<RecordedTurn> {
  const countMax = isOnlyOne ? 1 : turnsPerRead;
  let next = fromTurn;
  while (next >= 1 && next <= summary.turnCount) {
    const first = reverse ? Math.max(1, next - countMax + 1) : next;
    const count = reverse ? next - first + 1 : Math.min(countMax, summary.turnCount - next + 1);
    const bodies = await store.executions.readTurns(summary, first, count);
    const turns = bodies.map((body, index) => ({ turn: first + index, body }));
    if (reverse)
      for (const { turn, body } of turns.reverse()) yield { turn, events: decodeTurn(body).toReversed() };
    else for (const { turn, body } of turns) yield { turn, events: decodeTurn(body) };
    if (isOnlyOne) return;
    next = reverse ? first - 1 : first + count;
  }
}
