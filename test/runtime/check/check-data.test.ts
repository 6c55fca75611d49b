import { copyFileSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateActivityCommand } from '@aws-sdk/client-sfn';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkData } from '../../../src/runtime/check/check-data.ts';
import { type FindingCode, findingMeanings } from '../../../src/runtime/check/finding.ts';
import {
  createEchoFunction,
  createStateMachine,
  endOf,
  eventually,
  roleArn,
  sourceAccount,
  startExecution,
  twoAccounts,
} from '../../cross-account/two-accounts.ts';

const role = roleArn(sourceAccount, 'unknown');
let folder: string;
/** A database with executions in every condition, none of them damaged. */
let soundFile: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stepwell-check-'));
  const dataDirectory = join(folder, 'data');
  const server = await twoAccounts({ dataDirectory });
  const { source } = server;
  await createEchoFunction(source, 'echo', role);
  const { activityArn = '' } = await source.states.send(new CreateActivityCommand({ name: 'Work' }));
  const machines = {
    Ends: { Done: { Type: 'Pass', Result: { a: 1 }, Next: 'Fine' }, Fine: { Type: 'Succeed' } },
    Fails: { No: { Type: 'Fail', Error: 'No', Cause: 'because' } },
    Sleeps: { Wait: { Type: 'Wait', Seconds: 86_400, End: true } },
    Works: { Work: { Type: 'Task', Resource: activityArn, End: true } },
  };
  const arns = new Map<string, string>();
  for (const [name, states] of Object.entries(machines))
    arns.set(name, await createStateMachine(source, name, { role, states }));
  const nests = {
    Nest: {
      Type: 'Task',
      Resource: 'arn:aws:states:::states:startExecution.sync',
      Parameters: { StateMachineArn: arns.get('Sleeps') ?? '' },
      End: true,
    },
  };
  const nesting = await createStateMachine(source, 'Nests', { role, states: nests });
  for (const name of ['Ends', 'Fails'])
    for (let index = 0; index < 3; index += 1)
      await endOf(source, await startExecution(source, arns.get(name) ?? '', { name: `${name}-${index}` }));
  await startExecution(source, arns.get('Sleeps') ?? '', { name: 'Sleeps-0' });
  await startExecution(source, arns.get('Works') ?? '', { name: 'Works-0' });
  await startExecution(source, nesting, { name: 'Nests-0' });
  const file = join(dataDirectory, 'stepwell.db');
  await eventually('row of a wait', () => (rowsOf(file, 'awaited_jobs') === 1 ? true : undefined));
  await server.close();
  soundFile = join(dataDirectory, 'stepwell.db');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function rowsOf(file: string, table: string): number {
  const database = new Database(file, { readonly: true });
  try {
    return Number(database.prepare(`SELECT count(*) FROM ${table}`).pluck().get());
  } finally {
    database.close();
  }
}

/** A copy of the sound database that `damage`, in SQL, was done to. */
function damaged(damage: string): string {
  const file = join(mkdtempSync(join(folder, 'damaged-')), 'stepwell.db');
  copyFileSync(soundFile, file);
  const database = new Database(file);
  database.exec(damage);
  database.close();
  return file;
}

const idOf = (name: string) => `(SELECT id FROM executions WHERE execution_arn LIKE '%:${name}')`;
const where = (name: string) => `WHERE execution_arn LIKE '%:${name}'`;

test('data that a server left is sound, as a folder and as a file', async () => {
  const report = await checkData(join(folder, 'data'));
  expect(report).toMatchObject({ findings: [], findingCounts: {}, executionCount: 10 });
  expect(report.eventCount).toBeGreaterThan(30);
  expect(report.resourceCount).toBeGreaterThan(10);
  expect(await checkData(soundFile)).toMatchObject({ findings: [], executionCount: 10 });
});

const cases: readonly { damage: string; sql: string; code: FindingCode; says: RegExp }[] = [
  {
    damage: 'a status no execution has',
    sql: `UPDATE executions SET status = 'RESTING' ${where('Ends-0')}`,
    code: 'execution-unreadable',
    says: /RESTING/,
  },
  {
    damage: 'a lost turn in the middle',
    sql: `UPDATE turns SET turn = turn + 1 WHERE execution_id = ${idOf('Nests-0')} AND turn > 1`,
    code: 'turn-missing',
    says: /turn 1 to turn 3/,
  },
  {
    damage: 'a lost last turn',
    sql: `DELETE FROM turns WHERE execution_id = ${idOf('Ends-0')}`,
    code: 'turn-missing',
    says: /counts 1 turns, its log has 0/,
  },
  {
    damage: 'a turn that was not counted',
    sql: `INSERT INTO turns SELECT shard, execution_id, 2, '[1,[],[]]' || char(10) FROM turns WHERE execution_id = ${idOf('Ends-1')}`,
    code: 'turn-surplus',
    says: /counts 1 turns, its log has 2/,
  },
  {
    damage: 'a turn that is cut short',
    sql: `UPDATE turns SET body = substr(body, 1, length(body) - 5) WHERE execution_id = ${idOf('Ends-0')}`,
    code: 'turn-unreadable',
    says: /turn 1/,
  },
  {
    damage: 'events out of order',
    sql: `UPDATE turns SET body = replace(body, '[6,2,', '[6,4,') WHERE execution_id = ${idOf('Ends-0')}`,
    code: 'event-id-gap',
    says: /event 4 of turn 1 comes after 1/,
  },
  {
    damage: 'an event of a state that the machine does not have',
    sql: `UPDATE turns SET body = replace(body, '"Done"', '"Gone"') WHERE execution_id = ${idOf('Ends-0')}`,
    code: 'fold-failed',
    says: /event 2, StateEntered: .*Gone/,
  },
  {
    damage: 'an event of a branch that was never begun',
    sql: `UPDATE turns SET body = replace(body, '[],"Pass"', '[3],"Pass"') WHERE execution_id = ${idOf('Ends-0')}`,
    code: 'fold-failed',
    says: /event 2, StateEntered/,
  },
  {
    damage: 'an end that the row does not know of',
    sql: `UPDATE executions SET status = 'RUNNING', stopped_at = NULL ${where('Ends-0')}`,
    code: 'summary-disagrees',
    says: /status is RUNNING, and by its log SUCCEEDED; stoppedAt/,
  },
  {
    damage: 'an execution that nobody would wake',
    sql: `UPDATE executions SET wake_at = NULL ${where('Sleeps-0')}`,
    code: 'summary-disagrees',
    says: /wakeAt is undefined, and by its log \d+/,
  },
  {
    damage: 'an execution that would be woken too late',
    sql: `UPDATE executions SET wake_at = wake_at + 1 ${where('Sleeps-0')}`,
    code: 'summary-disagrees',
    says: /wakeAt/,
  },
  {
    damage: 'a task that recovery would not find',
    sql: `UPDATE executions SET is_task_in_flight = 0 ${where('Nests-0')}`,
    code: 'summary-disagrees',
    says: /isTaskInFlight is false/,
  },
  {
    damage: 'an execution that is not found by its name',
    sql: `UPDATE executions SET arn_key = arn_key + 1 ${where('Fails-1')}`,
    code: 'key-disagrees',
    says: /ARN/,
  },
  {
    damage: 'two executions of one name',
    sql: `UPDATE executions SET (execution_arn, arn_key) = (SELECT execution_arn, arn_key FROM executions ${where('Ends-0')}) ${where('Ends-1')}`,
    code: 'name-taken-twice',
    says: /more than one/,
  },
  {
    damage: 'a log without its execution',
    sql: `DELETE FROM executions ${where('Ends-2')}`,
    code: 'row-orphaned',
    says: /turns has rows of it/,
  },
  {
    damage: 'a task of an execution that is not there',
    sql: `INSERT INTO activity_tasks VALUES (0, 9007199254740000, 3, 1, 'an activity', 1)`,
    code: 'row-orphaned',
    says: /activity_tasks has rows of it/,
  },
  {
    damage: 'a wait that nobody knows of',
    sql: 'DELETE FROM awaited_jobs',
    code: 'awaited-job-missing',
    says: /the task of event \d+ has no row/,
  },
  {
    damage: 'a wait of an execution that ended',
    sql: `UPDATE awaited_jobs SET execution_id = ${idOf('Ends-0')}`,
    code: 'awaited-job-stale',
    says: /has a row for arn:aws:states/,
  },
  {
    damage: 'a task that no worker gets',
    sql: 'DELETE FROM activity_tasks',
    code: 'activity-task-missing',
    says: /has no row/,
  },
  {
    damage: 'a task that no execution has',
    sql: 'UPDATE activity_tasks SET event_id = event_id + 5',
    code: 'activity-task-stale',
    says: /activity:Work/,
  },
  {
    damage: 'a job to cancel of a task that never was',
    sql: `INSERT INTO outbox VALUES (0, ${idOf('Ends-0')}, 2, '{"type":"CancelTask","eventId":2}')`,
    code: 'outbox-stale',
    says: /event 2 scheduled no task/,
  },
  {
    damage: 'a job to cancel that cannot be read',
    sql: `INSERT INTO outbox VALUES (0, ${idOf('Works-0')}, 3, '{"type":')`,
    code: 'outbox-unreadable',
    says: /no command/,
  },
  {
    damage: 'a lost revision',
    sql: `DELETE FROM resources WHERE kind = 'StateMachineRevision' AND body LIKE '%stateMachine:Fails"%'`,
    code: 'revision-unusable',
    says: /to be stored/,
  },
  {
    damage: 'a revision that a state machine needs',
    sql: `DELETE FROM resources WHERE kind = 'StateMachineRevision' AND body LIKE '%stateMachine:Fails"%'`,
    code: 'resource-dangling',
    says: /StateMachineRevision/,
  },
  {
    damage: 'a resource that is no JSON',
    sql: `UPDATE resources SET body = '{"type"' WHERE kind = 'Activity'`,
    code: 'resource-unreadable',
    says: /JSON/,
  },
  {
    damage: 'a resource without a revision',
    sql: `UPDATE resources SET revision = 0 WHERE kind = 'Activity'`,
    code: 'resource-unreadable',
    says: /its revision is 0/,
  },
  {
    damage: 'a function without code',
    sql: `DELETE FROM resources WHERE kind = 'FunctionCode'`,
    code: 'resource-dangling',
    says: /FunctionCode/,
  },
  {
    damage: 'code that was changed',
    sql: `UPDATE resources SET body = '{"zipBase64":"AAAA"}' WHERE kind = 'FunctionCode'`,
    code: 'function-code-damaged',
    says: /checksum/,
  },
  {
    damage: 'a lost secret',
    sql: `DELETE FROM resources WHERE kind = 'ServerSecret'`,
    code: 'secret-missing',
    says: /no secret/,
  },
];

describe('each damage has a finding of its own', () => {
  test.each(cases)('$damage: $code', async ({ sql, code, says }) => {
    const { findings } = await checkData(damaged(sql));
    expect(findings.filter((finding) => finding.code === code)).toContainEqual({
      code,
      subject: expect.any(String),
      message: expect.stringMatching(says),
    });
  });
});

test('a page that was overwritten is damage, whatever it held', async () => {
  const file = damaged('');
  writeSync(openSync(file, 'r+'), Buffer.alloc(4096, 0xee), 0, 4096, 4096 * 3);
  const { findings } = await checkData(file);
  expect(findings.map(({ code }) => code)).toContain('database-damaged');
});

test('what is left of a purged log is no orphan, and what is too much of it is', async () => {
  const purge = (turnsLeft: number) =>
    `INSERT INTO purged_executions VALUES (0, ${idOf('Nests-0')}, ${turnsLeft}); DELETE FROM awaited_jobs; DELETE FROM executions ${where('Nests-0')}`;
  const { findingCounts } = await checkData(damaged(purge(99)));
  expect(findingCounts).toEqual({});
  const tooMuch = await checkData(damaged(purge(1)));
  expect(tooMuch.findingCounts).toEqual({ 'row-orphaned': 1 });
});

test('the cases above damage in every way there is', () => {
  const elsewhere: readonly FindingCode[] = ['database-damaged', 'map-run-missing'];
  const tested = new Set([...cases.map(({ code }) => code), ...elsewhere]);
  expect(Object.keys(findingMeanings).filter((code) => !tested.has(code as FindingCode))).toEqual([]);
});

test.each([
  { what: 'a folder without a database', path: () => folder, says: 'is no data folder' },
  { what: 'nothing', path: () => join(folder, 'nothing'), says: 'does not exist' },
  {
    what: 'another program’s database',
    path: () => damaged('DROP TABLE schema_version'),
    says: "is no database of Stepwell's",
  },
  {
    what: 'a newer schema',
    path: () => damaged('INSERT INTO schema_version VALUES (999)'),
    says: 'written by a newer Stepwell (schema 999',
  },
  {
    what: 'an older schema',
    path: () => damaged('DELETE FROM schema_version WHERE version > 2'),
    says: 'written by an older Stepwell (schema 2',
  },
])('$what is not looked at, and why', async ({ path, says }) => {
  await expect(checkData(path())).rejects.toThrow(says);
});
