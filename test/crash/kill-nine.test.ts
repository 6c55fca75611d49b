import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  ListExecutionsCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { seededRandom } from '../support/seeded-random.ts';
import { historyProblems, readHistory } from './history-problems.ts';
import { account, NotStarted, region, type ServerProcess, startServerProcess } from './server-process.ts';
import { createWitness, type Effect, readEffects } from './witness.ts';
import { child, childSlots, type Workflow, workflows } from './workflows.ts';

/** STEPWELL_CRASH_KILLS: how often the server is killed. STEPWELL_CRASH_SEED: which schedule of kills to repeat. */
const killCount = Number(process.env.STEPWELL_CRASH_KILLS ?? 3);
const seed = Number(process.env.STEPWELL_CRASH_SEED ?? Date.now() % 1_000_000);
const executionsOfFirstLife = 200;
const executionsOfLaterLives = 20;
/** From the last start until all must have ended: well above what they wait and retry, below what a poll would take. */
const endingMilliseconds = 25_000;
/** One kill in this many hits a server that has not yet started. */
const earlyKillEvery = 4;
const executionArnPrefix = `arn:aws:states:${region}:${account}:execution`;
const machineArnPrefix = `arn:aws:states:${region}:${account}:stateMachine`;

interface Started {
  readonly workflow: Workflow;
  readonly name: string;
  readonly n: number;
  /** Whether StartExecution answered; otherwise the server was killed before it could. */
  readonly isAcknowledged: boolean;
}

let directory: string;
let witnessFile: string;
let killLast: () => void = () => {};
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stepwell-kill-'));
  witnessFile = join(directory, 'witness');
});
afterEach(() => {
  killLast();
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

test(`whatever was acknowledged before any of ${killCount} kills -9 ends as if there had been none (seed ${seed})`, {
  timeout: 60_000 + killCount * 10_000,
}, async () => {
  console.log(`STEPWELL_CRASH_SEED=${seed} STEPWELL_CRASH_KILLS=${killCount}`);
  const random = seededRandom(seed);
  const started: Started[] = [];
  let server = await start();
  const machines = await createMachines(server);
  for (let life = 0; life < killCount; life += 1) {
    const starting = startExecutions(server, {
      machines,
      from: started.length,
      count: life === 0 ? executionsOfFirstLife : executionsOfLaterLives,
    });
    // Long enough in the first life for most starts to be acknowledged.
    await sleep((life === 0 ? 1_000 : 200) + random() * 2_300);
    await server.kill();
    started.push(...(await starting));
    while (Math.floor(random() * earlyKillEvery) === 0) await startAndKillAfter(random() * 500);
    server = await start();
  }
  const ended = await waitForAll(server, machines);

  const problems: string[] = [];
  const effects = readEffects(witnessFile);
  problems.push(...repeatedEffects(effects, started));
  problems.push(...startedButUnlisted(ended, started, machines));
  for (const { workflow, name, n } of started) {
    const executionArn = `${executionArnPrefix}:${workflow.name}:${name}`;
    if (!ended.has(executionArn)) continue;
    const execution = await server.states.send(new DescribeExecutionCommand({ executionArn }));
    const outcome = outcomeProblem(execution, workflow, n);
    if (outcome !== undefined) problems.push(`${executionArn}: ${outcome}`);
    for (const problem of historyProblems(await readHistory(server.states, executionArn)))
      problems.push(`${executionArn}: ${problem}`);
  }
  problems.push(...(await childProblems(server, ended, started)));
  expect(problems).toEqual([]);
  const acknowledgedCount = started.filter(({ isAcknowledged }) => isAcknowledged).length;
  console.log(`${started.length} started, ${acknowledgedCount} acknowledged, ${effects.length} calls`);
  expect(acknowledgedCount).toBeGreaterThan(0);
  expect(effects.length).toBeGreaterThan(0);
  expect(await server.stop()).toBe(0);
});

async function start(): Promise<ServerProcess> {
  return startServerProcess(join(directory, 'data'), (kill) => {
    killLast = kill;
  });
}

async function startAndKillAfter(milliseconds: number): Promise<void> {
  try {
    const server = await startServerProcess(join(directory, 'data'), (kill) => {
      killLast = kill;
      setTimeout(kill, milliseconds);
    });
    await server.kill();
  } catch (error) {
    // Killed before it listened, which is what it was started for; a reason of its own would be a bug.
    if (!(error instanceof NotStarted) || error.status !== null) throw error;
  }
}

async function createMachines(server: ServerProcess): Promise<readonly Workflow[]> {
  const functionArn = await createWitness(server.lambda, witnessFile);
  const machines = workflows({ functionArn, childArn: `${machineArnPrefix}:${child.name}` });
  for (const { name, definition } of [child, ...machines]) {
    await server.states.send(
      new CreateStateMachineCommand({
        name,
        definition: JSON.stringify(definition),
        roleArn: `arn:aws:iam::${account}:role/workflow`,
      }),
    );
  }
  return machines;
}

interface Starting {
  readonly machines: readonly Workflow[];
  /** How many were started before. */
  readonly from: number;
  readonly count: number;
}

function startExecutions(
  server: ServerProcess,
  { machines, from, count }: Starting,
): Promise<readonly Started[]> {
  return Promise.all(
    Array.from({ length: count }, async (_, index): Promise<Started> => {
      const n = from + index;
      const workflow = machines[n % machines.length] as Workflow;
      const name = `run-${n}`;
      const request = new StartExecutionCommand({
        stateMachineArn: `${machineArnPrefix}:${workflow.name}`,
        name,
        input: JSON.stringify({ n }),
      });
      try {
        await server.states.send(request);
        return { workflow, name, n, isAcknowledged: true };
      } catch {
        return { workflow, name, n, isAcknowledged: false };
      }
    }),
  );
}

/** The ARN of every execution there is, once all have ended. */
async function waitForAll(
  server: ServerProcess,
  machines: readonly Workflow[],
): Promise<ReadonlySet<string>> {
  const arns = new Set<string>();
  const deadline = Date.now() + endingMilliseconds;
  for (const { name } of [...machines, child]) {
    for (;;) {
      const running = await listExecutions(server, name, 'RUNNING');
      if (running.length === 0) break;
      if (Date.now() > deadline) expect(running, 'executions that do not end').toEqual([]);
      await sleep(100);
    }
    for (const arn of await listExecutions(server, name)) {
      expect(arns, `${arn} to be listed once`).not.toContain(arn);
      arns.add(arn);
    }
  }
  return arns;
}

async function listExecutions(
  server: ServerProcess,
  machineName: string,
  statusFilter?: 'RUNNING',
): Promise<readonly string[]> {
  const arns: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await server.states.send(
      new ListExecutionsCommand({
        stateMachineArn: `${machineArnPrefix}:${machineName}`,
        maxResults: 1_000,
        statusFilter,
        nextToken,
      }),
    );
    arns.push(...(page.executions ?? []).map(({ executionArn = '' }) => executionArn));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return arns;
}

/** No attempt of any task took effect twice, and no task had more attempts than its Retrier gives it. */
function repeatedEffects(effects: readonly Effect[], started: readonly Started[]): readonly string[] {
  const attemptsMax = new Map(started.map(({ name, workflow }) => [name, workflow.attemptsMax]));
  const attempts = new Map<string, number>();
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const effect of effects) {
    const text = JSON.stringify(effect);
    if (seen.has(text)) problems.push(`${text} took effect twice`);
    seen.add(text);
    const task = `${effect.execution} ${effect.state} ${effect.n}`;
    const count = (attempts.get(task) ?? 0) + 1;
    attempts.set(task, count);
    if (count > (attemptsMax.get(effect.execution) ?? 0)) problems.push(`${task} ran ${count} times`);
  }
  return problems;
}

/** Everything acknowledged is listed, and nothing is that nobody asked for. */
function startedButUnlisted(
  listed: ReadonlySet<string>,
  started: readonly Started[],
  machines: readonly Workflow[],
): readonly string[] {
  const arnOf = ({ workflow, name }: Started) => `${executionArnPrefix}:${workflow.name}:${name}`;
  const asked = new Set(started.map(arnOf));
  const lost = started.filter((execution) => execution.isAcknowledged && !listed.has(arnOf(execution)));
  const own = [...listed].filter((arn) => machines.some(({ name }) => arn.includes(`:execution:${name}:`)));
  return [
    ...lost.map((execution) => `${arnOf(execution)} was acknowledged and is lost`),
    ...own.filter((arn) => !asked.has(arn)).map((arn) => `${arn} was never asked for`),
  ];
}

function outcomeProblem(
  { status, output, error, cause }: DescribeExecutionCommandOutput,
  workflow: Workflow,
  n: number,
): string | undefined {
  if (status === 'SUCCEEDED') {
    const expected = workflow.output(n);
    if (isDeepStrictEqual(JSON.parse(output ?? ''), expected)) return undefined;
    return `gave ${output}, not ${JSON.stringify(expected)}`;
  }
  const isLostAnswer =
    error === 'Lambda.SdkClientException' &&
    cause?.startsWith('The server stopped before the answer to this call arrived.');
  // Only as many answers can be lost as the server was killed times.
  const mayLose = workflow.name.startsWith('Charging') || workflow.name === 'Fanning';
  if (status === 'FAILED' && isLostAnswer && mayLose && killCount >= workflow.attemptsMax) return undefined;
  return `${status} ${error}: ${cause}`;
}

/** Every parent has each of its children once. */
async function childProblems(
  server: ServerProcess,
  ended: ReadonlySet<string>,
  started: readonly Started[],
): Promise<readonly string[]> {
  const counts = new Map<string, number>();
  for (const executionArn of ended) {
    if (!executionArn.startsWith(`${executionArnPrefix}:${child.name}:`)) continue;
    const execution = await server.states.send(new DescribeExecutionCommand({ executionArn }));
    const { parent, slot, n } = JSON.parse(execution.input ?? '') as Record<string, unknown>;
    const key = `${parent}/${slot}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (execution.output !== JSON.stringify(child.output(n as number)))
      counts.set(`${executionArn} gave ${execution.output}`, 1);
  }
  const expected = started
    .filter(({ workflow, name }) => ended.has(`${executionArnPrefix}:${workflow.name}:${name}`))
    .filter(({ workflow }) => workflow.name === 'Nesting')
    .flatMap(({ name }) => childSlots.map((slot) => `${name}/${slot}`));
  const keys = new Set([...expected, ...counts.keys()]);
  return [...keys]
    .filter((key) => counts.get(key) !== 1 || !expected.includes(key))
    .map((key) => `${key} was started ${counts.get(key) ?? 0} times`);
}
