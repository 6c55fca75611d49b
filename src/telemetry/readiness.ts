import type { Clock } from '../base/clock.ts';

/** Whether the server can be given work, for whoever routes requests to it. */
export interface Readiness {
  /** What earlier processes left is taken up. */
  started(): void;
  /** The server begins to shut down. */
  closing(): void;
  /** The store's writes fail for `reason`; undefined once they succeed again. */
  storeIs(reason: string | undefined): void;
  check(): Promise<ReadinessAnswer>;
}

export interface ReadinessAnswer {
  readonly isReady: boolean;
  /** Why not. */
  readonly reason?: string;
}

export interface ReadinessParts {
  readonly clock: Pick<Clock, 'now'>;
  /** Writes something, and rejects where the store does not take it. */
  readonly tryWrite: () => Promise<unknown>;
}

/** A store that failed gets requests again only once it is found to be well, so asking tries it, this long after it failed. */
const tryMilliseconds = 1_000;

export function createReadiness({ clock, tryWrite }: ReadinessParts): Readiness {
  let phase: 'starting' | 'ready' | 'closing' = 'starting';
  let outage: string | undefined;
  let lastTriedAt = 0;

  async function tryStore(): Promise<void> {
    if (outage === undefined || clock.now() - lastTriedAt < tryMilliseconds) return;
    lastTriedAt = clock.now();
    try {
      await tryWrite();
      outage = undefined;
    } catch (error) {
      outage = error instanceof Error ? error.message : String(error);
    }
  }

  return {
    started() {
      if (phase === 'starting') phase = 'ready';
    },
    closing() {
      phase = 'closing';
    },
    storeIs(reason) {
      outage = reason;
      // A small write may find room where those that failed did not, so it is not tried at once.
      if (reason !== undefined) lastTriedAt = clock.now();
    },
    async check() {
      if (phase === 'starting') return { isReady: false, reason: 'The server is starting.' };
      if (phase === 'closing') return { isReady: false, reason: 'The server is shutting down.' };
      await tryStore();
      return outage === undefined ? { isReady: true } : { isReady: false, reason: outage };
    },
  };
}
