/**
 * Map Runs: the children of Maps in Distributed mode. What they promise:
 *
 * - A Map Run's row is written with the turn that starts it, and with each group of children that it starts: after a crash it
 *   goes on behind the last of them, no child is started twice and no item is lost.
 * - Items are read as there is room for children; neither all of them nor all results are ever in memory.
 * - Of one account and region so many are open; others wait for room, and nothing but their names is in memory.
 * - A Map Run that its execution waits for no more stops its children, also after a crash.
 */

import type { Logger } from 'pino';
import type { Surroundings } from '../../asl/compiled.ts';
import type { Arn } from '../../base/arn.ts';
import type { Clock } from '../../base/clock.ts';
import type { Failure } from '../../base/failure.ts';
import type { Json, JsonObject } from '../../base/json.ts';
import type { Session } from '../../connectors/connector.ts';
import type { MapRunCommand } from '../../engine/command.ts';
import { findMapRunPlan } from '../../engine/map-run-items.ts';
import type { MapRunSettings, StoredMapRun } from '../../store/map-runs.ts';
import { type ExecutionKey, type ExecutionSummary, type Store, StoreUnavailable } from '../../store/store.ts';
import type { Executions } from '../executions.ts';
import type { ExpressExecutions } from '../express.ts';
import type { Caller, Identity } from '../identity/identity.ts';
import type { Revisions } from '../revisions.ts';
import { type Patience, untilAvailable } from '../until-available.ts';
import { countsJson, createCounts } from './child-counts.ts';
import { type ChildrenParts, expressChildrenOf, standardChildren } from './children.ts';
import { createExpressChildren } from './express-children.ts';
import { createMapRun, type MapRunInProgress, pendingOf } from './map-run.ts';
import { createMapRunServices } from './map-run-services.ts';
import { type Admission, createOpenMapRuns, openMapRunsMax } from './open-map-runs.ts';
import { patientStore } from './patient-store.ts';

export interface MapRuns {
  perform(command: MapRunCommand): void;
  /** An execution ended. */
  executionEnded(summary: ExecutionSummary): void;
  /** Takes up the Map Runs that an earlier process left. */
  recover(): Promise<void>;
  /** The members `itemCounts` and `executionCounts` of the API. */
  countsOf(mapRun: StoredMapRun): Promise<JsonObject>;
  /** Durable once it resolves. */
  change(mapRun: StoredMapRun, settings: MapRunSettings): Promise<void>;
  /** From now on no child is started. */
  beginClosing(): void;
  /** Waits for what is under way in this process. */
  close(): Promise<void>;
}

export interface MapRunsParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random: () => number;
  readonly newId: () => string;
  readonly identity: Identity;
  readonly openSession: (caller: Caller) => Session;
  readonly revisions: Revisions;
  readonly executions: Pick<Executions, 'nextId' | 'startChildren' | 'deliverSurely' | 'load'>;
  readonly express: Pick<ExpressExecutions, 'start'>;
  /** Of an account and region; AWS's quota by default. */
  readonly openMapRunsMax?: number;
}

const mapRunsPerRead = 64;

/** A Map Run that this process sees to. */
interface Entry {
  /** Undefined while it waits for room or is opened. */
  run: MapRunInProgress | undefined;
  admission: Admission | undefined;
  /** What came before it was opened. */
  isStopped: boolean;
  changed: MapRunSettings | undefined;
  /** It is to be run although it is under way: it was redriven before its end was stored, or recovery found it first. */
  isAskedAgain: boolean;
  done: Promise<void>;
}

export function createMapRuns(parts: MapRunsParts): MapRuns {
  const { store, clock, log, executions } = parts;
  const entries = new Map<Arn, Entry>();
  /** By the ids of children that run. */
  const byChild = new Map<number, MapRunInProgress>();
  /** Those that do not know yet which children they have. */
  const opening = new Set<MapRunInProgress>();
  const openMapRuns = createOpenMapRuns(parts.openMapRunsMax ?? openMapRunsMax);
  const isClosing = () => closing;
  let closing = false;
  const expressChildren = createExpressChildren({ store, clock, log, express: parts.express, isClosing });
  const childrenParts: ChildrenParts = { ...parts, expressChildren, nextId: executions.nextId };
  const surroundings = (): Surroundings => ({
    at: clock.now(),
    random: parts.random,
    newId: parts.newId,
  });

  /** Has the Map Run conducted until nothing is left to do for it; one whose children run waits for no room. */
  function keep(mapRunArn: Arn, waitsForRoom = true): void {
    const known = entries.get(mapRunArn);
    if (known !== undefined) {
      known.isAskedAgain = true;
      return;
    }
    const entry: Entry = {
      run: undefined,
      admission: undefined,
      isStopped: false,
      changed: undefined,
      isAskedAgain: true,
      done: Promise.resolve(),
    };
    entries.set(mapRunArn, entry);
    entry.done = conductAsAsked(entry, mapRunArn, waitsForRoom);
  }

  async function conductAsAsked(entry: Entry, mapRunArn: Arn, waitsForRoom: boolean): Promise<void> {
    for (let isFirst = true; entry.isAskedAgain && !closing; isFirst = false) {
      entry.isAskedAgain = false;
      entry.isStopped = false;
      entry.changed = undefined;
      const admission = openMapRuns.admit(mapRunArn, { waits: waitsForRoom || !isFirst });
      entry.admission = admission;
      await admission.opened;
      if (!closing) await conduct(entry, mapRunArn);
      admission.leave();
    }
    entries.delete(mapRunArn);
  }

  async function conduct(entry: Entry, mapRunArn: Arn): Promise<void> {
    const patience = patienceFor(mapRunArn);
    try {
      const run = await untilAvailable(() => open(mapRunArn, patience), patience);
      if (run === undefined) return;
      entry.run = run;
      if (entry.changed !== undefined) run.change(entry.changed);
      if (entry.isStopped) run.stop();
      await run.conduct();
    } catch (error) {
      // The server closes; a restart takes it up.
      if (error instanceof StoreUnavailable && closing) return;
      log.error({ err: error, mapRunArn }, 'a Map Run was given up; a restart takes it up');
    } finally {
      if (entry.run !== undefined) opening.delete(entry.run);
      entry.run = undefined;
    }
  }

  function patienceFor(mapRunArn: Arn): Patience {
    return {
      clock,
      isClosing,
      onUnavailable: (err) => log.warn({ err, mapRunArn }, 'the store is unavailable; keeping a Map Run'),
    };
  }

  /** Undefined where there is nothing left to do. */
  async function open(mapRunArn: Arn, patience: Patience): Promise<MapRunInProgress | undefined> {
    const mapRun = await store.mapRuns.find(mapRunArn);
    if (mapRun === undefined || !mapRun.isOpen) return undefined;
    const parentKey = parentOf(mapRun);
    const parent = await executions.load(parentKey);
    if (parent === undefined) return undefined;
    const { execution } = parent;
    const plan = findMapRunPlan(execution, mapRun.eventId);
    const revision = await parts.revisions.get(mapRun.stateMachineArn, parent.summary.revisionName);
    const isStandard = revision.body.type === 'STANDARD';
    const { facts, traceHeader } = execution;
    const patient = patientStore(store, patience);
    const services = createMapRunServices({ ...parts, store: patient, patience, surroundings }, mapRun, {
      facts,
      isStandard,
    });
    const of = { mapRun, revision, traceHeader, onEnded: executionEnded };
    const children = isStandard ? standardChildren(childrenParts, of) : expressChildrenOf(childrenParts, of);
    const run: MapRunInProgress = createMapRun(
      {
        ...services,
        store: patient,
        patience,
        log,
        surroundings,
        watch: (id) => byChild.set(id, run),
        unwatch: (id) => byChild.delete(id),
        onLoaded: () => opening.delete(run),
        async deliverEnd(result: Json | Failure) {
          await executions.deliverSurely(parentKey, { type: 'MapRunEnded', eventId: mapRun.eventId, result });
        },
      },
      { mapRun, plan, children },
    );
    opening.add(run);
    return run;
  }

  function executionEnded(summary: ExecutionSummary): void {
    const run = byChild.get(summary.id);
    if (run !== undefined) run.childEnded(summary);
    else if (opening.size > 0 && summary.stateMachineArn.includes('/'))
      for (const each of opening) each.childEnded(summary);
  }

  return {
    executionEnded,
    perform({ type, mapRunArn }) {
      const entry = entries.get(mapRunArn);
      if (type === 'RunMap' || entry === undefined) {
        keep(mapRunArn);
        return;
      }
      entry.isStopped = true;
      entry.admission?.letPass();
      entry.run?.stop();
    },
    async recover() {
      let after: StoredMapRun | undefined;
      for (;;) {
        const page = await store.mapRuns.listOpen(after, mapRunsPerRead);
        for (const mapRun of page)
          if (!entries.has(mapRun.mapRunArn)) keep(mapRun.mapRunArn, !isUnderWay(mapRun));
        after = page.at(-1);
        if (page.length < mapRunsPerRead) return;
      }
    },
    async countsOf(mapRun) {
      if (mapRun.counts !== undefined) return mapRun.counts;
      const run = entries.get(mapRun.mapRunArn)?.run;
      if (run !== undefined) return run.counts();
      const counts = createCounts(await store.mapRuns.countChildren(mapRun));
      const parent = await executions.load(parentOf(mapRun));
      const plan = parent && findMapRunPlan(parent.execution, mapRun.eventId);
      const none = { items: 0, executions: 0 };
      return countsJson(counts, {
        ...pendingOf(plan, mapRun),
        resultsWritten: none,
        failuresNotRedrivable: none,
      });
    },
    async change(mapRun, settings) {
      await store.mapRuns.changeSettings(mapRun, settings);
      const entry = entries.get(mapRun.mapRunArn);
      if (entry === undefined) return;
      entry.changed = settings;
      entry.run?.change(settings);
    },
    beginClosing() {
      closing = true;
      for (const { run } of entries.values()) run?.wake();
    },
    async close() {
      this.beginClosing();
      await Promise.allSettled([...entries.values()].map(({ done }) => done));
    },
  };
}

/** Whether it has children that may run, or only its end to come to. */
function isUnderWay({ childCount, status }: StoredMapRun): boolean {
  return childCount > 0 || status !== 'RUNNING';
}

function parentOf({ shard, executionId }: StoredMapRun): ExecutionKey {
  return { shard, id: executionId };
}
