import type { Clock } from '../base/clock.ts';
import { StoreUnavailable } from '../store/store.ts';

export interface Patience {
  readonly clock: Clock;
  /** Whether nobody waits for the store any more. */
  readonly isClosing: () => boolean;
  /** Told once that the store is waited for, however long that takes. */
  readonly onUnavailable: (error: StoreUnavailable) => void;
}

/** Until work is tried again. */
const unavailableMilliseconds = 500;

/**
 * Does `work` over and over until the store is there for it; only for what may be done again from its beginning. Once
 * nobody waits any more it is not begun again, and rejects with StoreUnavailable.
 */
export async function untilAvailable<Result>(
  work: () => Promise<Result>,
  { clock, isClosing, onUnavailable }: Patience,
): Promise<Result> {
  for (let isNews = true; ; isNews = false) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || isClosing()) throw error;
      if (isNews) onUnavailable(error);
      await new Promise<void>((resolve) => clock.schedule(clock.now() + unavailableMilliseconds, resolve));
      if (isClosing()) throw error;
    }
  }
}
