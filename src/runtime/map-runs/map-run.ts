import type { Logger } from 'pino';
import type { Surroundings } from '../../asl/compiled.ts';
import { Failure } from '../../base/failure.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import type { OpenedItems } from '../../connectors/map-run/map-run-data.ts';
import type { MapRunPlan } from '../../engine/map-run-items.ts';
import type { MapRunProgress, MapRunSettings, StoredMapRun } from '../../store/map-runs.ts';
import { type ExecutionSummary, StoreUnavailable } from '../../store/store.ts';
import { type Patience, untilAvailable } from '../until-available.ts';
import {
  countsJson,
  createCounts,
  exceedsThreshold,
  type MapRunTotals,
  moveChild,
  sumOf,
} from './child-counts.ts';
import { readChildInputs } from './child-inputs.ts';
import type { Children } from './children.ts';
import type { PatientStore } from './patient-store.ts';
import { redriveChildren } from './redrive-children.ts';
import { loadChildren } from './stored-children.ts';

/** Children at once where a Map does not say how many. Source: Developer Guide, "Service quotas". */
const concurrencyMax = 10_000;
/** Express children are in memory, with all they work on, for as long as they run. */
const expressConcurrencyMax = 1_000;
/** Children that are started with one commit. */
const childrenPerWave = 256;
/** Children that are stopped at a time. */
const stopsAtOnce = 64;

export interface MapRunParts {
  readonly store: PatientStore;
  readonly patience: Patience;
  readonly log: Logger;
  readonly surroundings: () => Surroundings;
  /** Says which Map Run is to be told of a child's end. */
  readonly watch: (childId: number) => void;
  readonly unwatch: (childId: number) => void;
  /** From now on it is only told of children that it watches. */
  readonly onLoaded: () => void;
  /** Rejects with a Failure where the execution's role must not start children, or redrive them. */
  readonly checkPermissions: () => Promise<void>;
  /** Opens the source again at the same version, if it was read before. Rejects with a Failure. */
  readonly openItems: (plan: MapRunPlan, expectedVersion: string | undefined) => Promise<OpenedItems>;
  /** The result of a Map Run whose children have ended; `onResult` is told of each that becomes part of it. Rejects with a Failure. */
  readonly collect: (plan: MapRunPlan, from: Collection) => Promise<Json>;
  /** Tells the execution that waits. */
  readonly deliverEnd: (result: Json | Failure) => Promise<void>;
}

/** What results are made of. */
export interface Collection {
  /** What children were not given any more is part of them, too. */
  readonly progress: MapRunProgress;
  /** Told of each child that becomes part of them. */
  readonly onResult: () => void;
}

/** One Map Run under way. */
export interface MapRunInProgress {
  /** Resolves once nothing is left to do for it, or nothing this process may begin any more. */
  conduct(): Promise<void>;
  /** The API's counts. */
  counts(): JsonObject;
  change(settings: MapRunSettings): void;
  childEnded(summary: ExecutionSummary): void;
  /** The execution waits for it no more. */
  stop(): void;
  /** The server closes. */
  wake(): void;
}

/** Items that were not handed to children yet, where they need not be read to be counted. */
export function pendingOf(
  plan: MapRunPlan | undefined,
  { itemCount }: MapRunProgress,
): Pick<MapRunTotals, 'pendingItems' | 'pendingExecutions'> {
  const pendingItems = plan?.items === undefined ? 0 : plan.items.length - itemCount;
  const isBatched = plan?.request.itemBatcher !== undefined;
  return { pendingItems, pendingExecutions: isBatched ? 0 : pendingItems };
}

const thresholdExceeded = new Failure(
  'States.ExceedToleratedFailureThreshold',
  'The specified tolerated failure threshold was exceeded',
);

/** `plan` is undefined where the execution waits for the Map Run no more, so that its children are to be stopped. */
export function createMapRun(
  parts: MapRunParts,
  { mapRun, plan, children }: { mapRun: StoredMapRun; plan: MapRunPlan | undefined; children: Children },
): MapRunInProgress {
  const { store, log, patience } = parts;
  const { isClosing } = patience;
  const key = { shard: mapRun.shard, id: mapRun.id };
  /** By the ids of children that run, how many items they were given. */
  const running = new Map<number, number>();
  const notRedrivable = { items: 0, executions: 0 };
  let settings: MapRunSettings = mapRun;
  let progress: MapRunProgress = mapRun;
  let counts = createCounts();
  let resultCount = 0;
  let ending: Failure | 'stopped' | undefined = plan === undefined ? 'stopped' : undefined;
  let wakeUps: (() => void)[] = [];
  /** Ends of children that came before it was known that they run. */
  let endedEarly: Map<number, ExecutionSummary> | undefined = new Map();

  function wake(): void {
    const waiting = wakeUps;
    wakeUps = [];
    for (const resume of waiting) resume();
  }

  async function until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        wakeUps.push(resolve);
      });
    }
  }

  const mustEnd = () => ending !== undefined || isClosing();

  function end(reason: Failure | 'stopped'): void {
    // A Map Run that nobody waits for has no use for the reason why it failed.
    if (ending === undefined || reason === 'stopped') ending = reason;
    wake();
  }

  function concurrency(): number {
    const most = plan?.executionType === 'EXPRESS' ? expressConcurrencyMax : concurrencyMax;
    return settings.maxConcurrency === 0 ? most : Math.min(settings.maxConcurrency, most);
  }

  function checkThreshold(): void {
    const itemTotal = plan?.items?.length ?? (progress.isExhausted ? progress.itemCount : undefined);
    if (exceedsThreshold(counts.items, settings, itemTotal)) end(thresholdExceeded);
  }

  function add(id: number, itemCount: number): void {
    running.set(id, itemCount);
    parts.watch(id);
  }

  function childEnded({ id, status }: ExecutionSummary): void {
    const itemCount = running.get(id);
    if (itemCount === undefined) return;
    running.delete(id);
    parts.unwatch(id);
    moveChild(counts, itemCount, { from: 'RUNNING', to: status });
    if (ending === undefined && status !== 'SUCCEEDED') checkThreshold();
    wake();
  }

  /** Takes over the children that an earlier process, or a Map Run before its redrive, has left. */
  async function load(): Promise<void> {
    if (mapRun.childCount > 0) {
      const stored = await loadChildren(store, mapRun);
      counts = createCounts(stored.counts);
      for (const child of stored.running) {
        add(child.id, child.itemCount);
        if (plan === undefined) children.abandon(child);
        else children.resume(child);
      }
    }
    const early = endedEarly;
    endedEarly = undefined;
    parts.onLoaded();
    for (const summary of early?.values() ?? []) childEnded(summary);
  }

  async function startWave(batches: Parameters<Children['start']>[0]['batches'], next: MapRunProgress) {
    const onStarted = (summaries: readonly ExecutionSummary[]) => {
      progress = next;
      for (const [index, { id, status }] of summaries.entries()) {
        const itemCount = batches[index]?.itemCount ?? 0;
        moveChild(counts, itemCount, { to: status });
        if (status === 'RUNNING') add(id, itemCount);
        else if (status !== 'SUCCEEDED') checkThreshold();
      }
    };
    await untilAvailable(() => children.start({ progress: next, batches, onStarted }), patience);
  }

  /** Starts children until there are no more items. */
  async function feed(run: MapRunPlan): Promise<void> {
    const opened = await parts.openItems(run, progress.sourceVersion);
    const { surroundings } = parts;
    const inputs = readChildInputs(run, opened, { skipped: progress.itemCount, surroundings });
    try {
      while (!progress.isExhausted) {
        await until(() => running.size < concurrency() || mustEnd());
        if (mustEnd()) return;
        const next = await inputs.next(Math.min(concurrency() - running.size, childrenPerWave));
        if (next instanceof Failure) throw next;
        if (mustEnd()) return;
        const { batches, isExhausted } = next;
        await startWave(batches, {
          itemCount: batches.reduce((sum, { itemCount }) => sum + itemCount, progress.itemCount),
          childCount: progress.childCount + batches.length,
          isExhausted,
          sourceVersion: opened.version,
        });
      }
    } finally {
      await inputs.close();
    }
  }

  /** Rejects with the Failure of the Map Run. */
  async function runChildren(run: MapRunPlan): Promise<void> {
    await parts.checkPermissions();
    if (mapRun.redrivenAt !== undefined) {
      await redriveChildren({
        store,
        mapRun,
        counts,
        children,
        hasRoom: () => running.size < concurrency(),
        waitForRoom: () => until(() => running.size < concurrency() || mustEnd()),
        mustEnd,
        add,
        remove(id) {
          running.delete(id);
          parts.unwatch(id);
        },
        notRedrivable,
      });
    }
    checkThreshold();
    if (!progress.isExhausted && !mustEnd()) await feed(run);
    await until(() => running.size === 0 || mustEnd());
    if (!mustEnd()) checkThreshold();
  }

  async function stopChildren(): Promise<void> {
    const ids = [...running.keys()];
    for (let from = 0; from < ids.length && !isClosing(); from += stopsAtOnce) {
      const stops = ids.slice(from, from + stopsAtOnce).map((id) => children.stop(id));
      for (const outcome of await Promise.allSettled(stops)) {
        if (outcome.status === 'rejected')
          log.warn({ err: outcome.reason, mapRunArn: mapRun.mapRunArn }, 'could not stop a child');
      }
    }
    await until(() => running.size === 0 || isClosing());
  }

  async function resultOf(run: MapRunPlan): Promise<Json | Failure> {
    const failure = ending instanceof Failure ? ending : undefined;
    const isWritten = run.request.resultWriter?.resource !== undefined;
    // What there is of results is written of a Map Run that failed, too.
    if (failure !== undefined && !(isWritten && progress.childCount > 0)) return failure;
    try {
      const result = await parts.collect(run, {
        progress,
        onResult: () => {
          resultCount += 1;
        },
      });
      return failure ?? result;
    } catch (thrown) {
      return failure ?? failureOf(thrown);
    }
  }

  async function conduct(): Promise<void> {
    await load();
    if (plan !== undefined) {
      try {
        await runChildren(plan);
      } catch (thrown) {
        end(failureOf(thrown));
      }
    }
    if (ending !== undefined && !isClosing()) await stopChildren();
    if (isClosing()) return;
    if (plan !== undefined && ending !== 'stopped') {
      await parts.deliverEnd(await resultOf(plan));
    }
    if (isClosing()) return;
    await store.mapRuns.close(key, countsNow());
  }

  /** What the Map Run fails for. A store that is unavailable, which nobody waits for any more, is no reason to. */
  function failureOf(error: unknown): Failure {
    if (error instanceof Failure) return error;
    if (error instanceof StoreUnavailable) throw error;
    log.error({ err: error, mapRunArn: mapRun.mapRunArn }, 'a Map Run failed');
    return new Failure('States.Runtime', 'The service that runs this state machine met an internal error.');
  }

  function countsNow(): JsonObject {
    const isWhole = resultCount === sumOf(counts.executions) || mapRun.status === 'SUCCEEDED';
    return countsJson(counts, {
      ...pendingOf(plan, progress),
      resultsWritten: isWhole
        ? { items: sumOf(counts.items), executions: sumOf(counts.executions) }
        : { items: resultCount, executions: resultCount },
      failuresNotRedrivable: notRedrivable,
    });
  }

  return {
    conduct,
    wake,
    counts: countsNow,
    childEnded(summary) {
      if (endedEarly !== undefined) endedEarly.set(summary.id, summary);
      else childEnded(summary);
    },
    change(changed) {
      settings = changed;
      if (ending === undefined) checkThreshold();
      wake();
    },
    stop: () => end('stopped'),
  };
}
