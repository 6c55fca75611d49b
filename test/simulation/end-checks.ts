import { isTerminal } from '../../src/engine/execution.ts';
import type { Ledger } from './ledger.ts';
import type { Services } from './services.ts';
import type { SimulatedDisk } from './simulated-disk.ts';
import type { Starters } from './starters.ts';
import type { Findings } from './violation.ts';

export interface EndChecksParts {
  readonly disk: Pick<SimulatedDisk, 'query'>;
  readonly ledger: Ledger;
  readonly services: Services;
  readonly starters: Starters;
  readonly findings: Findings;
  /** When nothing went wrong any more, by the clock of the server. */
  readonly healedAt: number;
}

/** Rows that nobody needs once every execution has ended. */
const leftovers = ['awaited_jobs', 'activity_tasks', 'outbox'];

/** How long a server may take to stop the children of a Map Run: it may have to start again first. */
const stopMillisecondsMax = 60_000;

/** What must hold when nothing went wrong for a long time. */
export function checkEnd(parts: EndChecksParts): void {
  const { disk, ledger, services, starters, findings } = parts;
  const { report } = findings;
  if (!starters.isDone) report('everything ends', 'a client never got its answer');
  for (const { executionArn, execution, tasks, isExpress } of ledger.all) {
    if (!isTerminal(execution)) report('everything ends', `${executionArn} still runs`);
    if (execution.status === 'TIMED_OUT' && execution.machine.timeoutSeconds === undefined && !isExpress)
      report('everything ends', `${executionArn} ended only because its year was over`);
    for (const { eventId, job, isOpen, result, isTimedOut } of tasks.values()) {
      const isGivenUp = !isOpen && (result === undefined || isTimedOut);
      if (!isGivenUp || job === undefined) continue;
      if (!services.cancelled.has(String(job)))
        report('cancelled when given up', `job ${job} of event ${eventId} of ${executionArn}`);
    }
  }
  checkMapRuns(parts);
  for (const table of leftovers) {
    const [row] = disk.query(`SELECT count(*) FROM ${table}`);
    if (row?.[0] !== 0) report('nothing is left behind', `${row?.[0]} rows in ${table}`);
  }
}

/**
 * What a Map Run has handed out is what its children have, and all there was where it has succeeded. None of its children
 * runs on when it is over.
 */
function checkMapRuns({ disk, ledger, healedAt, findings: { report } }: EndChecksParts): void {
  const rows = disk.query(
    `SELECT map_runs.shard, execution_id, event_id, is_open, map_runs.item_count, child_count,
      count(executions.id), coalesce(sum(executions.item_count), 0), map_runs.stopped_at, max(executions.stopped_at)
      FROM map_runs LEFT JOIN executions ON executions.shard = map_runs.shard AND map_run_id = map_runs.id
      GROUP BY map_runs.shard, map_runs.id`,
  );
  for (const row of rows) {
    const [shard, id, eventId, isOpen, itemCount, childCount, children, childrenItems, ...ends] =
      row as number[];
    const parent = ledger.findByKey({ shard: shard as number, id: id as number });
    const where = `Map Run ${eventId} of ${parent?.executionArn}`;
    const [stoppedAt = 0, childStoppedAt = 0] = ends;
    if (childStoppedAt > Math.max(stoppedAt, healedAt) + stopMillisecondsMax) {
      const late = `${childStoppedAt - stoppedAt} ms after it`;
      report('children end with their Map Run', `a child of ${where} has ended ${late}`);
    }
    if (isOpen !== 0) report('nothing is left behind', `${where} is open`);
    if (childCount !== children || itemCount !== childrenItems) {
      const has = `${children} children with ${childrenItems} items`;
      report('every item has one child', `${where} has ${has}, not ${childCount} with ${itemCount}`);
    }
    const mapRun = parent?.mapRuns.get(eventId as number);
    if (mapRun?.hasSucceeded === true && mapRun.itemCount !== itemCount)
      report('every item has one child', `${where} has handed out ${itemCount} of ${mapRun.itemCount} items`);
  }
}
