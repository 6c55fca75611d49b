import { type Arn, formatArn, parseArn } from '../../base/arn.ts';
import { assert } from '../../base/assert.ts';
import type { Batch } from '../../engine/map-run-items.ts';
import type { MapRunKey, MapRunProgress, StoredMapRun } from '../../store/map-runs.ts';
import type { ExecutionSummary, Store } from '../../store/store.ts';
import type { Executions } from '../executions.ts';
import type { Revision } from '../revisions.ts';
import type { ExpressChildren } from './express-children.ts';

/** How a Map Run starts, stops and redrives its children: one way for Standard executions, another for Express. */
export interface Children {
  /** All or none; `onStarted` is told of them once they are durable. */
  start(wave: Wave): Promise<void>;
  stop(id: number): Promise<void>;
  /** Lets a child go on that did not succeed; false where it cannot. */
  redrive(child: ExecutionSummary): Promise<boolean>;
  /** Takes up a child that an earlier process had running. */
  resume(child: ExecutionSummary): void;
  /** The same, of a Map Run that nobody waits for: what would have to be begun again ends. */
  abandon(child: ExecutionSummary): void;
}

export interface Wave {
  readonly progress: MapRunProgress;
  readonly batches: readonly Batch[];
  readonly onStarted: (summaries: readonly ExecutionSummary[]) => void;
}

export interface ChildrenParts {
  readonly store: Store;
  readonly executions: Pick<Executions, 'startChildren' | 'deliverSurely'>;
  readonly expressChildren: ExpressChildren;
  readonly nextId: () => number;
  readonly newId: () => string;
}

export interface ChildrenOfMapRun {
  readonly mapRun: StoredMapRun;
  /** What the children run. */
  readonly revision: Revision;
  readonly traceHeader: string | undefined;
  /** Told of every Express child that ended; Standard ones tell by their turns. */
  readonly onEnded: (summary: ExecutionSummary) => void;
}

export function standardChildren(parts: ChildrenParts, of: ChildrenOfMapRun): Children {
  const { executions, newId } = parts;
  const { mapRun, revision, traceHeader } = of;
  const key = keyOf(mapRun);
  return {
    start: ({ progress, batches, onStarted }) =>
      executions.startChildren({
        mapRun: key,
        progress,
        children: batches.map(({ input, itemCount }) => ({
          revision,
          executionArn: childArn(mapRun.stateMachineArn, 'execution', newId()),
          input,
          traceHeader,
          itemCount,
        })),
        onStarted,
      }),
    async stop(id) {
      await executions.deliverSurely(
        { shard: key.shard, id },
        { type: 'Stop', error: undefined, cause: undefined },
      );
    },
    async redrive({ shard, id }) {
      const delivery = await executions.deliverSurely(
        { shard, id },
        { type: 'Redrive', clientToken: undefined },
      );
      return delivery !== undefined && !delivery.isLate;
    },
    // Its own recovery does.
    resume: () => {},
    abandon: () => {},
  };
}

export function expressChildrenOf(parts: ChildrenParts, of: ChildrenOfMapRun): Children {
  const { store, expressChildren, nextId, newId } = parts;
  const { mapRun, revision, traceHeader } = of;
  const key = keyOf(mapRun);
  const stops = new Map<number, () => void>();
  /** Those that are to stop once they have started. */
  const toStop = new Set<number>();

  function run(summary: ExecutionSummary, input: Batch['input'] | undefined): void {
    expressChildren.run({
      summary,
      revision,
      input,
      traceHeader,
      onStarted(stop) {
        stops.set(summary.id, stop);
        if (toStop.delete(summary.id)) stop();
      },
      onEnded(ended) {
        stops.delete(summary.id);
        of.onEnded(ended);
      },
    });
  }

  return {
    async start({ progress, batches, onStarted }) {
      const turns = batches.map(({ input, itemCount }) =>
        expressChildren.startTurn({
          key: { shard: key.shard, id: nextId() },
          executionArn: childArn(mapRun.stateMachineArn, 'express', `${newId()}:${newId()}`),
          revision,
          input,
          child: { mapRunId: key.id, itemCount },
        }),
      );
      await store.mapRuns.startChildren(key, progress, turns);
      const summaries = turns.map(({ summary }) => summary);
      onStarted(summaries);
      for (const [index, summary] of summaries.entries()) run(summary, batches[index]?.input);
    },
    async stop(id) {
      const stop = stops.get(id);
      if (stop === undefined) toStop.add(id);
      else stop();
    },
    /** It is run from its beginning. */
    async redrive(child) {
      run({ ...child, redriveCount: child.redriveCount + 1, redrivenAt: mapRun.redrivenAt }, undefined);
      return true;
    },
    resume: (child) => run(child, undefined),
    abandon: (child) => expressChildren.abandon(child, of.onEnded),
  };
}

function keyOf({ shard, id }: StoredMapRun): MapRunKey {
  return { shard, id };
}

/** `…:execution:machine/label:name`. */
function childArn(machineArn: Arn, type: 'execution' | 'express', name: string): Arn {
  const parts = parseArn(machineArn);
  assert(parts !== undefined, `a machine's ARN, not ${machineArn}`);
  const labelled = parts.resource.slice('stateMachine:'.length);
  return formatArn({ ...parts, resource: `${type}:${labelled}:${name}` });
}
