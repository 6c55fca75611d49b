import type { ResourceChange, Store } from '../../../store/store.ts';
import { ConcurrentModification } from './errors.ts';

/** What a write does, and what the operation answers once it is done. */
export interface Decided<Result> {
  readonly changes: readonly ResourceChange[];
  readonly result: Result;
}

/** Attempts before a write that always meets a conflict is given back to the caller. */
const attemptsMax = 32;

/**
 * Reads and writes until nothing changed in between: `decide` reads what it rests on and names the revisions it saw,
 * and is asked again after a conflict.
 */
export async function commitChanges<Result>(
  store: Store,
  decide: () => Promise<Decided<Result>>,
): Promise<Result> {
  for (let attemptCount = 0; attemptCount < attemptsMax; attemptCount += 1) {
    const { changes, result } = await decide();
    if (changes.length === 0 || (await store.resources.write(changes)) === 'written') return result;
  }
  throw new ConcurrentModification();
}
