import type { TurnObserver } from '../../runtime/turn-observer.ts';
import { type CommitNotice, CommitTally } from './commit-tally.ts';
import { executionMetrics } from './execution-metrics.ts';
import { overloadMetrics, type WatchedOverload } from './overload-metrics.ts';
import { type AnsweredRequest, RequestTally } from './request-tally.ts';
import { serverMetrics } from './server-metrics.ts';
import { storageMetrics, type WatchedStorage } from './storage-metrics.ts';
import { registerTallied } from './tallied-metric.ts';
import { TurnTally } from './turn-tally.ts';

/** What the server counts, and the page that Prometheus reads. */
export interface Metrics {
  readonly onTurn: TurnObserver;
  readonly onRequest: (request: AnsweredRequest) => void;
  readonly onCommit: (commit: CommitNotice) => void;
  /** Whose executions they are. Until this is called, none are in memory and none ran before. */
  watch(runtime: WatchedRuntime): void;
  /** Where they are kept. */
  watchStorage(storage: WatchedStorage): void;
  /** What lets requests in. */
  watchOverload(overload: WatchedOverload): void;
  page(): Promise<MetricsPage>;
}

export interface WatchedRuntime {
  /** Standard executions that ran when the server started. */
  readonly openAtStart: number;
  /** Executions in memory now. */
  readonly loadedCount: () => number;
  /** Tasks that wait for jobs that can neither be looked at nor are heard of. */
  readonly unheardTaskCount: () => number;
}

export interface MetricsPage {
  readonly contentType: string;
  readonly text: string;
}

export function createMetrics(): Metrics {
  const turns = new TurnTally();
  const requests = new RequestTally();
  const commits = new CommitTally();
  let loadedCount = () => 0;
  let unheardTaskCount = () => 0;
  let storage: WatchedStorage | undefined;
  let overload: WatchedOverload | undefined;

  /** What the process itself tells is measured from here on, and costs a timer; so it begins with the first reader. */
  async function createPage(): Promise<() => Promise<MetricsPage>> {
    const { Registry, collectDefaultMetrics } = await import('prom-client');
    const registry = new Registry();
    for (const metric of [
      ...executionMetrics(turns),
      ...serverMetrics({
        turns,
        requests,
        commits,
        loadedCount: () => loadedCount(),
        unheardTaskCount: () => unheardTaskCount(),
      }),
      ...storageMetrics(() => storage),
      ...overloadMetrics(() => overload),
    ]) {
      registerTallied(registry, metric);
    }
    collectDefaultMetrics({ register: registry });
    return async () => ({ contentType: registry.contentType, text: await registry.metrics() });
  }

  let reading: Promise<() => Promise<MetricsPage>> | undefined;
  return {
    onTurn: turns.onTurn,
    onRequest: requests.onRequest,
    onCommit: commits.onCommit,
    watch(runtime) {
      turns.openExecutions += runtime.openAtStart;
      loadedCount = runtime.loadedCount;
      unheardTaskCount = runtime.unheardTaskCount;
    },
    watchStorage(watched) {
      storage = watched;
    },
    watchOverload(watched) {
      overload = watched;
    },
    async page() {
      reading ??= createPage();
      return (await reading)();
    },
  };
}
