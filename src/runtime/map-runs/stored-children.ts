import type { ChildCount, ChildSummary, StoredMapRun } from '../../store/map-runs.ts';
import type { PatientStore } from './patient-store.ts';

const childrenPerRead = 512;

export interface StoredChildren {
  readonly counts: readonly ChildCount[];
  readonly running: readonly ChildSummary[];
}

/** The children that a Map Run has: counted, and those that run. Both are of one moment, though children may end meanwhile. */
export async function loadChildren(store: PatientStore, mapRun: StoredMapRun): Promise<StoredChildren> {
  for (;;) {
    const running = await listRunning(store, mapRun);
    const counts = await store.mapRuns.countChildren(mapRun);
    const runningCount = counts.find(({ status }) => status === 'RUNNING')?.childCount ?? 0;
    if (runningCount === running.length) return { counts, running };
  }
}

async function listRunning(store: PatientStore, mapRun: StoredMapRun): Promise<readonly ChildSummary[]> {
  const running: ChildSummary[] = [];
  for (;;) {
    const after = running.at(-1)?.id;
    const query = {
      mapRun,
      status: 'RUNNING',
      order: 'first to last',
      after,
      limit: childrenPerRead,
    } as const;
    const page = await store.mapRuns.listChildren(query);
    running.push(...page);
    if (page.length < childrenPerRead) return running;
  }
}

/** Each child with one of the statuses of those that did not succeed; only some are in memory at a time. */
export async function* unsuccessfulChildren(
  store: PatientStore,
  mapRun: StoredMapRun,
): AsyncGenerator<ChildSummary> {
  for (const status of ['FAILED', 'TIMED_OUT', 'ABORTED'] as const) {
    let after: number | undefined;
    for (;;) {
      const query = { mapRun, status, order: 'first to last', after, limit: childrenPerRead } as const;
      const page = await store.mapRuns.listChildren(query);
      yield* page;
      if (page.length < childrenPerRead) break;
      after = page.at(-1)?.id;
    }
  }
}
