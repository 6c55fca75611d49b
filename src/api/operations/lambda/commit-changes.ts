import type { Arn } from '../../../base/arn.ts';
import type { Store } from '../../../store/store.ts';
import { commitChanges as commit, type Decided } from '../commit-changes.ts';
import { updateInProgress } from './errors.ts';

/**
 * Reads and writes until nothing changed in between. Throws ResourceConflictException where others change `functionArn`
 * all the time.
 */
export function commitChanges<Result>(
  store: Store,
  functionArn: Arn,
  decide: () => Promise<Decided<Result>>,
): Promise<Result> {
  return commit({ store, decide, giveUp: () => updateInProgress(functionArn) });
}
