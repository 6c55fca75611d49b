import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  paginateGetExecutionHistory,
  SendTaskSuccessCommand,
} from '@aws-sdk/client-sfn';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { checkData } from '../../src/runtime/check/check-data.ts';
import type { Cell } from '../../src/store/cell.ts';
import { migrate } from '../../src/store/sqlite/migrate.ts';
import { endOf, type TwoAccounts, twoAccounts } from '../cross-account/two-accounts.ts';
import { aMovedClock, type MovedClock } from '../support/moved-clock.ts';

/** What scripts/record-replay-logs.mjs writes, a line for each execution and each row. */
interface Recording {
  readonly facts: RecordedFacts;
  readonly executions: readonly RecordedExecution[];
  readonly rows: readonly RecordedRow[];
}

type Line = { readonly facts: RecordedFacts } | { readonly execution: RecordedExecution } | RecordedRow;

interface RecordedFacts {
  readonly version: string;
  readonly recordedAt: number;
  readonly schema: number;
}

interface RecordedRow {
  readonly table: string;
  readonly row: Readonly<Record<string, Cell>>;
}

interface RecordedExecution {
  readonly executionArn: string;
  /** The type of its latest event. */
  readonly leftAt: string;
  readonly described: JsonObject;
  readonly history: readonly JsonObject[];
  /** Undefined where it has ended. */
  readonly continuation?: {
    readonly by: 'time' | 'token';
    readonly token?: string;
    /** Undefined: its input. */
    readonly output?: string;
  };
}

const account = '123456789012';
const day = 86_400_000;
const logs = join(import.meta.dirname, 'logs');
const migrations = new URL('../../src/store/migrations/', import.meta.url);
const recordings = readdirSync(logs).map(readRecording);

function readRecording(file: string): Recording {
  const text = readFileSync(join(logs, file), 'utf8').trimEnd();
  const lines = text.split('\n').map((line) => JSON.parse(line) as Line);
  const [facts] = lines.flatMap((line) => ('facts' in line ? [line.facts] : []));
  if (facts === undefined) throw new Error(`${file} does not say which release wrote it`);
  return {
    facts,
    executions: lines.flatMap((line) => ('execution' in line ? [line.execution] : [])),
    rows: lines.flatMap((line) => ('row' in line ? [line] : [])),
  };
}

/** The database as the release left it, brought up to date as a start does. */
function restore({ facts, rows }: Recording, directory: string): void {
  const database = new Database(join(directory, 'stepwell.db'));
  database.exec('CREATE TABLE schema_version (version BIGINT NOT NULL PRIMARY KEY)');
  for (const file of readdirSync(migrations).sort().slice(0, facts.schema)) {
    database.exec(readFileSync(new URL(file, migrations), 'utf8'));
    database.prepare('INSERT INTO schema_version VALUES (?)').run(Number.parseInt(file, 10));
  }
  for (const { table, row } of rows) {
    const columns = Object.keys(row);
    const places = columns.map(() => '?').join();
    database
      .prepare(`INSERT INTO ${table} (${columns.join()}) VALUES (${places})`)
      .run(...Object.values(row));
  }
  migrate(database);
  database.close();
}

test('there are logs to replay', () => {
  expect(recordings.length).toBeGreaterThan(0);
});

describe.each(recordings)('the logs of release $facts.version', (recording) => {
  const { executions, facts } = recording;
  let directory: string;
  let clock: MovedClock;
  let server: TwoAccounts;
  let atStart: number;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'stepwell-replay-'));
    restore(recording, directory);
    // As long ago as they are, to this server they were written a moment ago.
    atStart = facts.recordedAt - Date.now();
    clock = aMovedClock(atStart);
    server = await twoAccounts(
      { dataDirectory: directory, account, retentionDays: 0 },
      { executionClock: clock },
    );
  });
  afterAll(async () => {
    await server.close();
    rmSync(directory, { recursive: true, force: true });
  });

  function clientsOfAccount() {
    return server.clientsFor({ accessKeyId: account, secretAccessKey: 'any' });
  }

  test('fold, and agree with all that is stored beside them', async () => {
    const alone = mkdtempSync(join(tmpdir(), 'stepwell-replay-'));
    restore(recording, alone);
    const report = await checkData(alone);
    rmSync(alone, { recursive: true, force: true });
    expect(report.findings).toEqual([]);
    expect(report.executionCount).toBeGreaterThanOrEqual(executions.length);
  });

  test.each(executions)('tell the same of $executionArn, left at $leftAt', async (execution) => {
    const { states } = clientsOfAccount();
    const { executionArn } = execution;
    const described = await states.send(new DescribeExecutionCommand({ executionArn }));
    expect(described).toMatchObject(execution.described);
    const history: unknown[] = [];
    for await (const { events = [] } of paginateGetExecutionHistory({ client: states }, { executionArn }))
      history.push(...events);
    // Those that wait may have gone on since, but what they had recorded stays.
    const recorded = JSON.parse(JSON.stringify(history.slice(0, execution.history.length)));
    expect(recorded).toEqual(execution.history);
  });

  test('go on where they were left', async () => {
    const clients = clientsOfAccount();
    const { states } = clients;
    const running = executions.flatMap(({ continuation, ...execution }) =>
      continuation === undefined ? [] : [{ ...execution, continuation }],
    );
    for (const { leftAt, continuation } of running.filter(({ continuation: { by } }) => by === 'token')) {
      const { taskToken = continuation.token } =
        leftAt === 'ActivityScheduled'
          ? await states.send(
              new GetActivityTaskCommand({
                activityArn: `arn:aws:states:us-east-1:${account}:activity:Work`,
              }),
            )
          : {};
      await states.send(new SendTaskSuccessCommand({ taskToken, output: '{"continued":true}' }));
    }
    clock.move(atStart + day + 60_000);
    for (const { executionArn, described, continuation } of running) {
      const { outcome } = await endOf(clients, executionArn);
      expect(outcome).toMatchObject({
        executionArn,
        status: 'SUCCEEDED',
        output: continuation.output ?? described.input,
      });
    }
    expect(running.length).toBeGreaterThan(5);
  });
});
