import type { AwsError } from '../../base/aws-error.ts';
import type { ResourceChange, Store } from '../../store/store.ts';

/** What a write does, and what the operation answers once it is done. */
export interface Decided<Result> {
  readonly changes: readonly ResourceChange[];
  readonly result: Result;
}

export interface CommitRequest<Result> {
  readonly store: Store;
  /** Reads what it rests on and names the revisions it saw; asked again after a conflict. */
  readonly decide: () => Promise<Decided<Result>>;
  /** The answer where others change the same resources all the time. */
  readonly giveUp: () => AwsError;
}

/** Attempts before a write that always meets a conflict is given back to the caller. */
const attemptsMax = 32;

/** Reads and writes until nothing changed in between. */
export async function commitChanges<Result>({
  store,
  decide,
  giveUp,
}: CommitRequest<Result>): Promise<Result> {
  for (let attemptCount = 0; attemptCount < attemptsMax; attemptCount += 1) {
    const { changes, result } = await decide();
    if (changes.length === 0 || (await store.resources.write(changes)) === 'written') return result;
  }
  throw giveUp();
}
