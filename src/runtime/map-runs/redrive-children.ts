import type { ChildSummary, StoredMapRun } from '../../store/map-runs.ts';
import { type ChildCounts, moveChild } from './child-counts.ts';
import type { Children } from './children.ts';
import type { PatientStore } from './patient-store.ts';
import { unsuccessfulChildren } from './stored-children.ts';

/** Children that are redriven at a time. */
const redrivesAtOnce = 64;

export interface RedriveChildrenParts {
  readonly store: PatientStore;
  readonly mapRun: StoredMapRun;
  readonly counts: ChildCounts;
  readonly children: Children;
  readonly hasRoom: () => boolean;
  readonly waitForRoom: () => Promise<void>;
  readonly mustEnd: () => boolean;
  readonly add: (id: number, itemCount: number) => void;
  readonly remove: (id: number) => void;
  /** What cannot be redriven is added to it. */
  readonly notRedrivable: { items: number; executions: number };
}

/**
 * Lets the children go on that had not succeeded when their Map Run was redriven, as there is room for them. Those that have
 * begun again since are left alone, so that a redrive that a crash interrupted is taken up.
 */
export async function redriveChildren(parts: RedriveChildrenParts): Promise<void> {
  const { store, mapRun, counts, hasRoom, waitForRoom, mustEnd } = parts;
  for await (const child of unsuccessfulChildren(store, mapRun)) {
    if (waitsForRedrive(child, mapRun))
      moveChild(counts, child.itemCount, { from: child.status, to: 'PENDING_REDRIVE' });
  }
  const underWay = new Set<Promise<void>>();
  for await (const child of unsuccessfulChildren(store, mapRun)) {
    if (!waitsForRedrive(child, mapRun)) continue;
    if (!hasRoom()) await waitForRoom();
    if (mustEnd()) break;
    const redriven: Promise<void> = redriveChild(parts, child).finally(() => underWay.delete(redriven));
    underWay.add(redriven);
    if (underWay.size >= redrivesAtOnce) await Promise.race(underWay);
  }
  await Promise.all(underWay);
}

/** Whether the child had not succeeded when its Map Run was redriven, and has not begun again. */
export function waitsForRedrive(
  { status, startedAt, redrivenAt }: ChildSummary,
  mapRun: StoredMapRun,
): boolean {
  const { redrivenAt: since = 0 } = mapRun;
  if (status === 'RUNNING' || status === 'SUCCEEDED' || mapRun.status !== 'RUNNING') return false;
  return startedAt <= since && (redrivenAt === undefined || redrivenAt < since);
}

async function redriveChild(parts: RedriveChildrenParts, child: ChildSummary): Promise<void> {
  const { counts, children, add, remove, notRedrivable } = parts;
  const { id, itemCount, status } = child;
  moveChild(counts, itemCount, { from: 'PENDING_REDRIVE', to: 'RUNNING' });
  add(id, itemCount);
  if (await children.redrive(child)) return;
  remove(id);
  moveChild(counts, itemCount, { from: 'RUNNING', to: status });
  notRedrivable.executions += 1;
  notRedrivable.items += itemCount;
}
