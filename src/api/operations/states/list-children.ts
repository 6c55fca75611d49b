import { isJsonArray } from '../../../base/json.ts';
import { waitsForRedrive } from '../../../runtime/map-runs/redrive-children.ts';
import type { ChildSummary, StoredMapRun } from '../../../store/map-runs.ts';
import type { ExecutionStatus } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';
import { executionJson } from './execution-json.ts';
import { getMapRun } from './map-runs.ts';
import { pageSizeOf } from './page-size.ts';
import { issuePageToken, openPageToken } from './page-token.ts';

export interface ChildrenFilter {
  readonly mapRunArn: string;
  readonly statusFilter?: ExecutionStatus | 'PENDING_REDRIVE' | undefined;
  readonly redriveFilter?: 'REDRIVEN' | 'NOT_REDRIVEN' | undefined;
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

/** Children that are read for a page whose filter lets few of them through; the page is shorter then. */
const childrenReadMax = 10_000;

/** A page of a Map Run's children, latest start first. */
export async function listChildren(filter: ChildrenFilter, call: Call) {
  const { mapRunArn, statusFilter, redriveFilter, maxResults, nextToken } = filter;
  const mapRun = await getMapRun(mapRunArn, call);
  const { store, clock } = call.services;
  const request = ['ListExecutions', mapRunArn, statusFilter ?? null, redriveFilter ?? null];
  const scope = { request, now: clock.now() };
  const position = openPageToken(nextToken, scope);
  const limit = pageSizeOf(maxResults);
  const shown: ChildSummary[] = [];
  let after = isJsonArray(position) ? Number(position[0]) : undefined;
  for (let read = 0; read < childrenReadMax; ) {
    const status = statusFilter === 'PENDING_REDRIVE' ? undefined : statusFilter;
    const page = await store.mapRuns.listChildren({
      mapRun,
      status,
      order: 'last to first',
      after,
      limit: limit + 1,
    });
    for (const child of page) {
      if (!passes(child, filter, mapRun)) continue;
      const last = shown.at(-1);
      if (shown.length === limit && last !== undefined)
        return { executions: shown.map(childJson), nextToken: issuePageToken([last.id], scope) };
      shown.push(child);
    }
    if (page.length <= limit) return { executions: shown.map(childJson) };
    after = page.at(-1)?.id;
    read += page.length;
  }
  return { executions: shown.map(childJson), nextToken: issuePageToken([after ?? 0], scope) };

  function childJson(child: ChildSummary) {
    return { ...executionJson(child), mapRunArn, itemCount: child.itemCount };
  }
}

function passes(
  child: ChildSummary,
  { statusFilter, redriveFilter }: ChildrenFilter,
  mapRun: StoredMapRun,
): boolean {
  if (redriveFilter !== undefined && child.redriveCount > 0 !== (redriveFilter === 'REDRIVEN')) return false;
  return statusFilter !== 'PENDING_REDRIVE' || waitsForRedrive(child, mapRun);
}
