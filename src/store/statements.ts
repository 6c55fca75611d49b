import { summaryColumns } from './rows.ts';

/**
 * The SQL of both databases, with `?` for each parameter. `RUNNING` stands in it as a literal where a partial index
 * answers, which a parameter would hide from the planner.
 */

const executionsOfMachine = `SELECT ${summaryColumns} FROM executions
  WHERE shard = ? AND machine_key = ? AND state_machine_arn = ? AND id < ?`;

const executionsOfVersion = `${executionsOfMachine} AND version = ?`;
const executionsOfAlias = `${executionsOfMachine} AND alias = ?`;

/** A list of all statuses takes its parameters, the limit apart, once for each of these. */
export const executionStatuses = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'] as const;

/** What only reads, by name. */
export const reads = {
  executionByArn: `SELECT ${summaryColumns} FROM executions
    WHERE shard = ? AND arn_key = ? AND execution_arn = ?`,
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
  openCount: `SELECT count(*) FROM executions WHERE shard = ? AND status = 'RUNNING'`,
  waiters: `SELECT shard, execution_id, event_id FROM awaited_jobs WHERE job_key = ? AND job = ?
    ORDER BY shard, execution_id, event_id`,
  activityTasks: `SELECT shard, execution_id, event_id, position FROM activity_tasks
    WHERE activity_key = ? AND shard = ? AND position > ? AND activity_arn = ? ORDER BY position LIMIT ?`,
  outbox: `SELECT shard, execution_id, event_id, body FROM outbox
    WHERE shard = ? ORDER BY execution_id, event_id LIMIT ?`,
  resource: `SELECT revision, body FROM resources WHERE kind = ? AND account = ? AND region = ? AND name = ?`,
  resourcesFrom: `SELECT name, revision, body FROM resources
    WHERE kind = ? AND account = ? AND region = ? AND name >= ? AND name < ? ORDER BY name LIMIT ?`,
  resourcesAfter: `SELECT name, revision, body FROM resources
    WHERE kind = ? AND account = ? AND region = ? AND name > ? AND name < ? ORDER BY name LIMIT ?`,
} as const;

export type ReadName = keyof typeof reads;

function withStatus(executions: string): string {
  return `${executions} AND status = ? ORDER BY id DESC LIMIT ?`;
}

/** Each status is a range of an index in order of id; the database merges them and stops at the limit. */
function withAnyStatus(executions: string): string {
  const ranges = executionStatuses.map((status) => `${executions} AND status = '${status}'`);
  return `${ranges.join(' UNION ALL ')} ORDER BY id DESC LIMIT ?`;
}

/** What a turn writes. */
export const turnWrites = {
  insertExecution: `INSERT INTO executions (shard, id, arn_key, machine_key, execution_arn, state_machine_arn,
    revision_name, version, alias, status, started_at, stopped_at, wake_at, is_task_in_flight, turn_count)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)`,
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

export const resourceWrites = {
  revision: 'SELECT revision FROM resources WHERE kind = ? AND account = ? AND region = ? AND name = ?',
  insert: 'INSERT INTO resources (kind, account, region, name, revision, body) VALUES (?, ?, ?, ?, 1, ?)',
  update: `UPDATE resources SET revision = ?, body = ?
    WHERE kind = ? AND account = ? AND region = ? AND name = ?`,
  delete: 'DELETE FROM resources WHERE kind = ? AND account = ? AND region = ? AND name = ?',
} as const;
