/**
 * Records logs as this release writes them, for test/replay to fold and to go on with in every release after it.
 *
 * After `npm run build`, once for each release: `node scripts/record-replay-logs.mjs`. It runs executions that use what there
 * is, leaves some of them in the middle, and writes every row and what the API says of each execution to
 * test/replay/logs/<version>.jsonl. A file that is there already is not written again: it stands for a release.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CreateFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateActivityCommand,
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetActivityTaskCommand,
  paginateGetExecutionHistory,
  RedriveExecutionCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import Database from 'better-sqlite3';
import { strToU8, zipSync } from 'fflate';
import { continuations, machines, starts } from './replay-machines.mjs';

const program = fileURLToPath(new URL('../dist/bin.js', import.meta.url));
const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const target = fileURLToPath(new URL(`../test/replay/logs/${version}.jsonl`, import.meta.url));

const account = '123456789012';
const region = 'us-east-1';
const roleArn = `arn:aws:iam::${account}:role/replay`;
/** Until an execution is where it is to be left. */
const giveUpMilliseconds = 30_000;

/** The schema's version is written once for all. */
const tablesLeftOut = ['schema_version'];

if (existsSync(target)) {
  console.error(`${target} is there already, and a release's logs never change.`);
  process.exit(1);
}
const directory = mkdtempSync(join(tmpdir(), 'stepwell-replay-'));
try {
  const server = await startServer();
  const executions = await record(server.endpoint);
  await server.stop();
  const { schema, rows } = readTables();
  const lines = [
    { facts: { version, recordedAt: Date.now(), schema } },
    ...executions.map((execution) => ({ execution })),
    ...rows,
  ];
  writeFileSync(target, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  console.log(`${target}: ${executions.length} executions`);
} finally {
  rmSync(directory, { recursive: true, force: true });
}

async function startServer() {
  const words = ['dev', '--data', directory, '--port', '0', '--account', account, '--region', region];
  const child = spawn(process.execPath, [program, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.on('exit', resolve));
  const endpoint = await new Promise((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      const [, found] = /listens on (http:\S+)/.exec(output) ?? [];
      if (found !== undefined) resolve(found);
    });
    exited.then((code) => reject(new Error(`the server ended with ${code}`)));
  });
  return {
    endpoint,
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

async function record(endpoint) {
  const settings = { endpoint, region, credentials: { accessKeyId: account, secretAccessKey: 'any' } };
  const states = new SFNClient(settings);
  const lambda = new LambdaClient(settings);
  await createFunction(lambda);
  await states.send(new CreateActivityCommand({ name: 'Work' }));
  for (const [name, definition] of Object.entries(machines)) {
    await states.send(
      new CreateStateMachineCommand({ name, definition: JSON.stringify(definition), roleArn }),
    );
  }
  const executions = [];
  for (const { machine, input = {}, leaveAt, after } of starts) {
    const { executionArn } = await states.send(
      new StartExecutionCommand({
        stateMachineArn: `arn:aws:states:${region}:${account}:stateMachine:${machine}`,
        name: `${machine}-${executions.length + 1}`,
        input: JSON.stringify(input),
      }),
    );
    await reach(states, executionArn, leaveAt);
    const token = await act(states, executionArn, after);
    if (after !== undefined) await reach(states, executionArn, after.leaveAt);
    executions.push({ executionArn, machine, leaveAt: after?.leaveAt ?? leaveAt, token });
  }
  const recorded = [];
  for (const { executionArn, machine, leaveAt, token } of executions) {
    const { status, input, output, error, cause, redriveCount } = await states.send(
      new DescribeExecutionCommand({ executionArn }),
    );
    const history = await historyOf(states, executionArn);
    // What waits for its token says it to the service that it called.
    const handed = token ?? tokenIn(history);
    const continuation = status === 'RUNNING' ? { ...continuations[machine], token: handed } : undefined;
    recorded.push({
      executionArn,
      leftAt: leaveAt,
      described: { status, input, output, error, cause, redriveCount },
      history,
      continuation,
    });
  }
  states.destroy();
  lambda.destroy();
  return recorded;
}

async function createFunction(lambda) {
  const code =
    "exports.handler = async (event) => { if (event.fail) { const error = new Error('told to'); error.name = event.fail; throw error; } return { heard: event }; };";
  await lambda.send(
    new CreateFunctionCommand({
      FunctionName: 'echo',
      Runtime: 'nodejs20.x',
      Handler: 'index.handler',
      Role: roleArn,
      Code: { ZipFile: zipSync({ 'index.js': strToU8(code) }) },
    }),
  );
}

/** Waits until the latest event is of type `leaveAt`, however the execution gets there. */
async function reach(states, executionArn, leaveAt) {
  const giveUpAt = Date.now() + giveUpMilliseconds;
  while ((await historyOf(states, executionArn)).at(-1)?.type !== leaveAt) {
    if (Date.now() > giveUpAt) throw new Error(`${executionArn} did not come to ${leaveAt}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Does what an execution was left for; answers the token of the task that a worker has then. */
async function act(states, executionArn, after) {
  if (after?.do === 'stop')
    await states.send(new StopExecutionCommand({ executionArn, error: 'Stopped', cause: 'by hand' }));
  if (after?.do === 'redrive') await states.send(new RedriveExecutionCommand({ executionArn }));
  if (after?.do === 'report') {
    const taskToken = tokenIn(await historyOf(states, executionArn));
    await states.send(new SendTaskSuccessCommand({ taskToken, output: '{"reported":true}' }));
  }
  if (after?.do === 'take') {
    const activityArn = `arn:aws:states:${region}:${account}:activity:Work`;
    const { taskToken } = await states.send(new GetActivityTaskCommand({ activityArn, workerName: 'me' }));
    return taskToken;
  }
  return undefined;
}

async function historyOf(states, executionArn) {
  const history = [];
  for await (const { events } of paginateGetExecutionHistory({ client: states }, { executionArn }))
    history.push(...events);
  return history;
}

function tokenIn(history) {
  for (const { taskScheduledEventDetails: details } of [...history].reverse()) {
    const token = JSON.parse(details?.parameters ?? '{}').Payload?.token;
    if (token !== undefined) return token;
  }
  return undefined;
}

function readTables() {
  const database = new Database(join(directory, 'stepwell.db'), { readonly: true });
  const names = database
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
    .pluck()
    .all();
  const rows = names
    .filter((name) => !tablesLeftOut.includes(name))
    .flatMap((table) =>
      database
        .prepare(`SELECT * FROM ${table}`)
        .all()
        .map((row) => ({ table, row })),
    );
  const schema = database.prepare('SELECT max(version) FROM schema_version').pluck().get();
  database.close();
  return { schema, rows };
}
