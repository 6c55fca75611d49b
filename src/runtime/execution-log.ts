import type { Arn } from '../base/arn.ts';
import { decodeTurn } from '../engine/event-log.ts';
import type { ExecutionSummary, Store } from '../store/store.ts';
import type { ReadRequest, RecordedEnds, RecordedTurn } from './runtime.ts';

/** Turns that are read from the store at a time. */
const turnsPerRead = 64;

/** The execution of that ARN with the events of its first turn, and of its last where it has ended. */
export async function findWithEnds(store: Store, executionArn: Arn): Promise<RecordedEnds | undefined> {
  const found = await store.executions.findWithEnds(executionArn);
  if (found === undefined) return undefined;
  const { summary, first, last } = found;
  const firstEvents = decodeTurn(first);
  if (summary.status === 'RUNNING') return { summary, firstEvents };
  return { summary, firstEvents, lastEvents: last === undefined ? firstEvents : decodeTurn(last) };
}

/** The turns of an execution's log in order, or in reverse with their events in reverse, read as they are asked for. */
export async function* readTurns(
  store: Store,
  summary: ExecutionSummary,
  { reverse = false, fromTurn = reverse ? summary.turnCount : 1 }: ReadRequest,
): AsyncGenerator<RecordedTurn> {
  let next = fromTurn;
  while (next >= 1 && next <= summary.turnCount) {
    const first = reverse ? Math.max(1, next - turnsPerRead + 1) : next;
    const count = reverse ? next - first + 1 : Math.min(turnsPerRead, summary.turnCount - next + 1);
    const bodies = await store.executions.readTurns(summary, first, count);
    const turns = bodies.map((body, index) => ({ turn: first + index, body }));
    if (reverse)
      for (const { turn, body } of turns.reverse()) yield { turn, events: decodeTurn(body).toReversed() };
    else for (const { turn, body } of turns) yield { turn, events: decodeTurn(body) };
    next = reverse ? first - 1 : first + count;
  }
}
