import type { Cell } from '../cell.ts';
import { parseChild, parseChildCounts, parseChildren, parseMapRuns } from '../map-run-rows.ts';
import type { ChildQuery, MapRunStore, StoredMapRun } from '../map-runs.ts';
import { executionStatuses } from '../statements.ts';
import { textKey } from '../text-key.ts';
import { childrenRequest } from './children-request.ts';
import { onlyShard, parseFirstInteger } from './execution-store.ts';
import type { Lane, RequestType } from './lane.ts';
import { closeRequest, settingsRequest } from './map-run-request.ts';
import { readRequest } from './read-request.ts';

/** Map Runs over the two lanes to the worker threads. */
export function mapRunStore(writes: Lane, reads: Lane): MapRunStore {
  const read = <Output>(type: RequestType<readonly Cell[], Output>, ...parameters: readonly Cell[]) =>
    reads.request(type, parameters);
  return {
    find: (mapRunArn) => read(byArn, onlyShard, textKey(mapRunArn), mapRunArn),
    get: ({ shard, id }) => read(byKey, shard, id),
    listOf: ({ shard, id }, before = Number.MAX_SAFE_INTEGER, limit) =>
      read(ofExecution, shard, id, before, limit),
    listOpen: (after, limit) => read(open, onlyShard, after?.id ?? -1, limit),
    findLastId: () => read(lastMapRunId, onlyShard),
    startChildren: (key, progress, turns) => writes.request(childrenRequest, { key, progress, turns }),
    listChildren: (query) => read(childrenFor(query), ...childParameters(query)),
    findChild: ({ shard, id }) => read(child, shard, id),
    countChildren: ({ shard, id }) => read(childCounts, shard, id),
    changeSettings: (key, settings) => writes.request(settingsRequest, { key, settings }),
    close: (key, counts) => writes.request(closeRequest, { key, counts: JSON.stringify(counts) }),
  };
}

const byArn = readRequest('mapRunByArn', parseFirst);
const byKey = readRequest('mapRunByKey', parseFirst);
const ofExecution = readRequest('mapRunsOfExecution', parseMapRuns);
const open = readRequest('openMapRuns', parseMapRuns);
const lastMapRunId = readRequest('lastMapRunId', parseFirstInteger);
const child = readRequest('child', parseChild);
const childCounts = readRequest('childCounts', parseChildCounts);
const children = {
  after: readRequest('childrenAfter', parseChildren),
  afterWithStatus: readRequest('childrenAfterWithStatus', parseChildren),
  before: readRequest('childrenBefore', parseChildren),
  beforeWithStatus: readRequest('childrenBeforeWithStatus', parseChildren),
};

function parseFirst(cells: readonly Cell[]): StoredMapRun | undefined {
  return parseMapRuns(cells)[0];
}

function childrenFor({ order, status }: ChildQuery) {
  if (order === 'first to last') return status === undefined ? children.after : children.afterWithStatus;
  return status === undefined ? children.before : children.beforeWithStatus;
}

function childParameters({ mapRun, order, status, after, limit }: ChildQuery): readonly Cell[] {
  const from = after ?? (order === 'first to last' ? -1 : Number.MAX_SAFE_INTEGER);
  const range: Cell[] = [mapRun.shard, mapRun.id, from];
  if (status !== undefined) return [...range, status, limit];
  return [...executionStatuses.flatMap(() => range), limit];
}
