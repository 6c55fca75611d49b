import { mapRunColumns } from './map-run-rows.ts';
import { messageReads } from './message-statements.ts';
import { summaryColumns } from './rows.ts';

/**
 * The SQL of both databases, with `?` for each parameter. `RUNNING` stands in it as a literal where a partial index
 * answers, which a parameter would hide from the planner.
 */

const executionsOfMachine = `SELECT ${summaryColumns} FROM executions
  WHERE shard = ? AND machine_key = ? AND state_machine_arn = ? AND id < ?`;

const executionsOfVersion = `${executionsOfMachine} AND version = ?`;
const executionsOfAlias = `${executionsOfMachine} AND alias = ?`;

const childrenAfter = `SELECT ${summaryColumns}, item_count FROM executions WHERE shard = ? AND map_run_id = ? AND id > ?`;
const childrenBefore = `SELECT ${summaryColumns}, item_count FROM executions WHERE shard = ? AND map_run_id = ? AND id < ?`;

/** A list of all statuses takes its parameters, the limit apart, once for each of these. */
export const executionStatuses = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;

/** What only reads, by name. */
export const reads = {
  ...messageReads,
  executionByArn: `SELECT ${summaryColumns} FROM executions
    WHERE shard = ? AND arn_key = ? AND execution_arn = ?`,
  executionWithEnds: `SELECT ${summaryColumns}, ${bodyOfTurn('1')},
    CASE WHEN status <> 'RUNNING' AND turn_count > 1 THEN ${bodyOfTurn('turn_count')} END
    FROM executions WHERE shard = ? AND arn_key = ? AND execution_arn = ?`,
  executionByKey: `SELECT ${summaryColumns} FROM executions WHERE shard = ? AND id = ?`,
  turns: `SELECT body FROM turns WHERE shard = ? AND execution_id = ? AND turn >= ? ORDER BY turn LIMIT ?`,
  executionsWithStatus: withStatus(executionsOfMachine),
  executionsOfMachine: withAnyStatus(executionsOfMachine),
  executionsOfVersionWithStatus: withStatus(executionsOfVersion),
  executionsOfVersion: withAnyStatus(executionsOfVersion),
  executionsOfAliasWithStatus: withStatus(executionsOfAlias),
  executionsOfAlias: withAnyStatus(executionsOfAlias),
  executionsDue: `SELECT ${summaryColumns} FROM executions
    WHERE shard = ? AND status = 'RUNNING' AND wake_at <= ? ORDER BY wake_at, id LIMIT ?`,
  nextWakeAt: `SELECT wake_at FROM executions
    WHERE shard = ? AND status = 'RUNNING' AND wake_at IS NOT NULL ORDER BY wake_at LIMIT 1`,
  executionsInFlight: `SELECT ${summaryColumns} FROM executions
    WHERE shard = ? AND id > ? AND status = 'RUNNING' AND is_task_in_flight = 1 ORDER BY id LIMIT ?`,
  executionAges: `SELECT shard, id, started_at, stopped_at, turn_count FROM executions
    WHERE shard = ? AND id > ? AND id < ? ORDER BY id LIMIT ?`,
  lastExecutionId: `SELECT id FROM executions WHERE shard = ? ORDER BY id DESC LIMIT 1`,
  openCount: `SELECT count(*) FROM executions WHERE shard = ? AND status = 'RUNNING'`,
  waiters: `SELECT shard, execution_id, event_id FROM awaited_jobs WHERE job_key = ? AND job = ?
    ORDER BY shard, execution_id, event_id`,
  activityTasks: `SELECT shard, execution_id, event_id, position FROM activity_tasks
    WHERE activity_key = ? AND shard = ? AND position > ? AND activity_arn = ? ORDER BY position LIMIT ?`,
  lastQueuedPosition: `SELECT position FROM activity_tasks
    WHERE activity_key = ? AND shard = ? ORDER BY position DESC LIMIT 1`,
  nextQueuedActivity: `SELECT activity_arn FROM activity_tasks
    WHERE activity_key > ? ORDER BY activity_key LIMIT 1`,
  outbox: `SELECT shard, execution_id, event_id, body FROM outbox
    WHERE shard = ? ORDER BY execution_id, event_id LIMIT ?`,
  mapRunByArn: `SELECT ${mapRunColumns} FROM map_runs WHERE shard = ? AND arn_key = ? AND map_run_arn = ?`,
  lastMapRunId: `SELECT id FROM map_runs WHERE shard = ? ORDER BY id DESC LIMIT 1`,
  mapRunByKey: `SELECT ${mapRunColumns} FROM map_runs WHERE shard = ? AND id = ?`,
  mapRunsOfExecution: `SELECT ${mapRunColumns} FROM map_runs
    WHERE shard = ? AND execution_id = ? AND id < ? ORDER BY id DESC LIMIT ?`,
  openMapRuns: `SELECT ${mapRunColumns} FROM map_runs
    WHERE shard = ? AND id > ? AND is_open = 1 ORDER BY id LIMIT ?`,
  childrenAfterWithStatus: withStatus(childrenAfter, 'ASC'),
  childrenAfter: withAnyStatus(childrenAfter, 'ASC'),
  childrenBeforeWithStatus: withStatus(childrenBefore),
  childrenBefore: withAnyStatus(childrenBefore),
  child: `SELECT map_run_id, item_count FROM executions WHERE shard = ? AND id = ?`,
  childCounts: `SELECT status, count(*), sum(item_count) FROM executions
    WHERE shard = ? AND map_run_id = ? GROUP BY status`,
  resource: `SELECT revision, body FROM resources WHERE kind = ? AND account = ? AND region = ? AND name = ?`,
  resourcesFrom: `SELECT name, revision, body FROM resources
    WHERE kind = ? AND account = ? AND region = ? AND name >= ? AND name < ? ORDER BY name LIMIT ?`,
  resourcesAfter: `SELECT name, revision, body FROM resources
    WHERE kind = ? AND account = ? AND region = ? AND name > ? AND name < ? ORDER BY name LIMIT ?`,
} as const;

export type ReadName = keyof typeof reads;

/** The body of a turn of the execution whose row a statement is at. */
function bodyOfTurn(turn: string): string {
  return `(SELECT body FROM turns
    WHERE turns.shard = executions.shard AND turns.execution_id = executions.id AND turns.turn = ${turn})`;
}

function withStatus(executions: string, order: 'ASC' | 'DESC' = 'DESC'): string {
  return `${executions} AND status = ? ORDER BY id ${order} LIMIT ?`;
}

/** Each status is a range of an index in order of id; the database merges them and stops at the limit. */
function withAnyStatus(executions: string, order: 'ASC' | 'DESC' = 'DESC'): string {
  const ranges = executionStatuses.map((status) => `${executions} AND status = '${status}'`);
  return `${ranges.join(' UNION ALL ')} ORDER BY id ${order} LIMIT ?`;
}

/** What a turn writes. */
export const turnWrites = {
  insertExecution: `INSERT INTO executions (shard, id, arn_key, machine_key, execution_arn, state_machine_arn,
    revision_name, version, alias, status, started_at, stopped_at, wake_at, is_task_in_flight, turn_count)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
  setChild: 'UPDATE executions SET map_run_id = ?, item_count = ? WHERE shard = ? AND id = ?',
  /** For a turn that leaves all but the count as it was: no index has to change. */
  countTurn: `UPDATE executions SET turn_count = ?
    WHERE shard = ? AND id = ? AND turn_count = ? AND status = ? AND is_task_in_flight = ?
    AND wake_at IS NOT DISTINCT FROM ? AND stopped_at IS NOT DISTINCT FROM ?`,
  updateExecution: `UPDATE executions
    SET turn_count = ?, status = ?, is_task_in_flight = ?, wake_at = ?, stopped_at = ?
    WHERE shard = ? AND id = ? AND turn_count = ?`,
  setRedrive: `UPDATE executions SET redrive_count = ?, redriven_at = ?
    WHERE shard = ? AND id = ? AND redrive_count <> ?`,
  insertTurn: 'INSERT INTO turns (shard, execution_id, turn, body) VALUES (?, ?, ?, ?)',
  insertAwaitedJob:
    'INSERT INTO awaited_jobs (shard, execution_id, event_id, job_key, job) VALUES (?, ?, ?, ?, ?)',
  deleteAwaitedJob: 'DELETE FROM awaited_jobs WHERE shard = ? AND execution_id = ? AND event_id = ?',
  deleteAwaitedJobs: 'DELETE FROM awaited_jobs WHERE shard = ? AND execution_id = ?',
  insertActivityTask: `INSERT INTO activity_tasks
    (shard, execution_id, event_id, activity_key, activity_arn, position) VALUES (?, ?, ?, ?, ?, ?)`,
  deleteActivityTask: 'DELETE FROM activity_tasks WHERE shard = ? AND execution_id = ? AND event_id = ?',
  insertOutbox: 'INSERT INTO outbox (shard, execution_id, event_id, body) VALUES (?, ?, ?, ?)',
  deleteOutbox: 'DELETE FROM outbox WHERE shard = ? AND execution_id = ? AND event_id = ?',
} as const;

/** What deletes executions that ended long ago. */
export const purgeWrites = {
  /** The children of a Map Run stay until it is over: it counts and redrives them. */
  endedBefore: `SELECT turn_count FROM executions
    WHERE shard = ? AND id = ? AND status <> 'RUNNING' AND stopped_at < ? AND NOT EXISTS (SELECT 1 FROM map_runs
    WHERE map_runs.shard = executions.shard AND map_runs.id = executions.map_run_id AND is_open = 1)`,
  deleteExecution: 'DELETE FROM executions WHERE shard = ? AND id = ?',
  deleteActivityTasks: 'DELETE FROM activity_tasks WHERE shard = ? AND execution_id = ?',
  deleteOutbox: 'DELETE FROM outbox WHERE shard = ? AND execution_id = ?',
  deleteMapRuns: 'DELETE FROM map_runs WHERE shard = ? AND execution_id = ?',
  deleteTurns: 'DELETE FROM turns WHERE shard = ? AND execution_id = ? AND turn > ?',
  insertPurged: 'INSERT INTO purged_executions (shard, execution_id, turns_left) VALUES (?, ?, ?)',
  nextPurged: `SELECT execution_id, turns_left FROM purged_executions
    WHERE shard = ? ORDER BY execution_id LIMIT 1`,
  updatePurged: 'UPDATE purged_executions SET turns_left = ? WHERE shard = ? AND execution_id = ?',
  deletePurged: 'DELETE FROM purged_executions WHERE shard = ? AND execution_id = ?',
} as const;

export const mapRunWrites = {
  insert: `INSERT INTO map_runs (shard, id, arn_key, map_run_arn, execution_id, event_id, execution_arn,
    state_machine_arn, status, is_open, started_at, redrive_count, max_concurrency, tolerated_failure_count,
    tolerated_failure_percentage, item_count, child_count, is_exhausted)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'RUNNING', 1, ?, 0, ?, ?, ?, 0, 0, 0)`,
  end: `UPDATE map_runs SET status = ?, stopped_at = ? WHERE shard = ? AND execution_id = ? AND event_id = ?
    AND status = 'RUNNING'`,
  redrive: `UPDATE map_runs SET status = 'RUNNING', is_open = 1, stopped_at = NULL, counts = NULL, redrive_count = ?,
    redriven_at = ? WHERE shard = ? AND execution_id = ? AND event_id = ?`,
  progress: `UPDATE map_runs SET item_count = ?, child_count = ?, is_exhausted = ?, source_version = ?
    WHERE shard = ? AND id = ?`,
  settings: `UPDATE map_runs SET max_concurrency = ?, tolerated_failure_count = ?, tolerated_failure_percentage = ?
    WHERE shard = ? AND id = ?`,
  close: `UPDATE map_runs SET is_open = 0, counts = ? WHERE shard = ? AND id = ? AND status <> 'RUNNING'`,
} as const;

/** Whole tables in order, for who looks whether they agree; none of it is for a server at work. */
export const inspections = {
  executions: `SELECT arn_key, machine_key, ${summaryColumns} FROM executions ORDER BY shard, id`,
  count: 'SELECT count(*) FROM executions',
  /** What is left of the log of a purged execution is on its way out. */
  turns: `SELECT shard, execution_id, turn, body FROM turns
    WHERE NOT EXISTS (SELECT 1 FROM purged_executions
    WHERE purged_executions.shard = turns.shard AND purged_executions.execution_id = turns.execution_id
    AND turns.turn <= turns_left) ORDER BY shard, execution_id, turn`,
  awaited_jobs: `SELECT shard, execution_id, event_id, job_key, job FROM awaited_jobs
    ORDER BY shard, execution_id, event_id`,
  activity_tasks: `SELECT shard, execution_id, event_id, activity_key, activity_arn FROM activity_tasks
    ORDER BY shard, execution_id, event_id`,
  outbox: 'SELECT shard, execution_id, event_id, body FROM outbox ORDER BY shard, execution_id, event_id',
  map_runs: `SELECT shard, execution_id, event_id, arn_key, map_run_arn FROM map_runs
    ORDER BY shard, execution_id, id`,
  namesakes: `SELECT execution_arn FROM executions WHERE (shard, arn_key) IN
    (SELECT shard, arn_key FROM executions GROUP BY shard, arn_key HAVING count(*) > 1)
    GROUP BY shard, execution_arn HAVING count(*) > 1`,
  resources:
    'SELECT kind, account, region, name, revision, body FROM resources ORDER BY kind, account, region, name',
} as const;

export const resourceWrites = {
  revision: 'SELECT revision FROM resources WHERE kind = ? AND account = ? AND region = ? AND name = ?',
  insert: 'INSERT INTO resources (kind, account, region, name, revision, body) VALUES (?, ?, ?, ?, 1, ?)',
  update: `UPDATE resources SET revision = ?, body = ?
    WHERE kind = ? AND account = ? AND region = ? AND name = ?`,
  delete: 'DELETE FROM resources WHERE kind = ? AND account = ? AND region = ? AND name = ?',
} as const;
