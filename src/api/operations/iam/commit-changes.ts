import type { Store } from '../../../store/store.ts';
import { commitChanges as commit, type Decided } from '../commit-changes.ts';
import { ConcurrentModification } from './errors.ts';

/** Reads and writes until nothing changed in between. Throws ConcurrentModification where that never happens. */
export function commitChanges<Result>(store: Store, decide: () => Promise<Decided<Result>>): Promise<Result> {
  return commit({ store, decide, giveUp: () => new ConcurrentModification() });
}
