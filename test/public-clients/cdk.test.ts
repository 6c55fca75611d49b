import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStateMachineCommand,
  GetExecutionHistoryCommand,
  SendTaskSuccessCommand,
} from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/base/json.ts';
import {
  endOf,
  eventually,
  run,
  sourceAccount,
  startExecution,
  type TwoAccounts,
  twoAccounts,
} from '../cross-account/two-accounts.ts';
import { deploy, machinesOf } from './deployment.ts';
import { installPackages, runFile } from './packages.ts';
import type { Template } from './template.ts';

const place = { account: sourceAccount, region: 'us-east-1' };
const packages = await installPackages('cdk');
const templates = 'folder' in packages ? await synthesize(packages.folder) : undefined;
const suite = 'reason' in packages ? `AWS CDK (${packages.reason})` : 'AWS CDK';

async function synthesize(folder: string): Promise<Readonly<Record<string, Template>>> {
  const output = await mkdtemp(join(tmpdir(), 'stepwell-cdk-'));
  try {
    const { stdout } = await runFile(
      process.execPath,
      [join(import.meta.dirname, 'cdk/app.mjs'), folder, output],
      { maxBuffer: 64 * 1024 * 1024, env: { ...process.env, CDK_VALIDATION: 'false' } },
    );
    return JSON.parse(stdout) as Readonly<Record<string, Template>>;
  } finally {
    await rm(output, { recursive: true, force: true });
  }
}

let accounts: TwoAccounts;

beforeAll(async () => {
  accounts = await twoAccounts();
});

afterAll(() => accounts?.close());

const nothing: Template = { Resources: {} };

describe.skipIf(templates === undefined)(`${suite}: CreateStateMachine accepts`, () => {
  const machines = [templates?.EveryTask, templates?.EveryState].flatMap((template) =>
    machinesOf(template ?? nothing, place),
  );

  test.each(machines)('$logicalId', async ({ logicalId: _, ...machine }) => {
    const { stateMachineArn } = await accounts.source.states.send(new CreateStateMachineCommand(machine));
    expect(stateMachineArn).toContain(machine.name);
  });

  test('every class there is', () => {
    expect(machines.length).toBeGreaterThan(120);
  });
});

describe.skipIf(templates === undefined)(`${suite}: with the roles it makes, runs`, () => {
  let machines: ReadonlyMap<string, string>;

  beforeAll(async () => {
    machines = await deploy(templates?.Runnable ?? nothing, { clients: accounts.source, place });
  });

  const machine = (name: string): string => {
    // The CDK puts a hash behind the names it makes logical ids of.
    const found = [...machines].find(([id]) => new RegExp(`^${name}[0-9A-F]{8}$`).test(id));
    return found?.[1] ?? '';
  };

  test.each<[string, JsonObject, Json]>([
    ['DoubleTwice', { n: 3 }, { n: 12 }],
    ['Nested', { n: 3 }, { n: 12 }],
    ['Caught', {}, { error: 'RangeError' }],
    ['MapAndParallel', { numbers: [1, 2, 3] }, { left: [2, 4, 6], right: 'r' }],
    ['ChoiceAndWait', { n: 11 }, 'large'],
    ['Jsonata', { n: 1 }, { sum: 18 }],
    ['CallServices', {}, { identity: { account: sourceAccount }, function: { handler: 'index.handler' } }],
    [
      'Missing',
      {},
      'No call was made for arn:aws:states:::elasticmapreduce:terminateCluster, because this server lacks a client. Calls to emr need the package @aws-sdk/client-emr: npm install @aws-sdk/client-emr',
    ],
  ])('%s with %j', async (name, input, output) => {
    const { outcome } = await run(accounts.source, machine(name), { input });
    expect(outcome).toMatchObject({ status: 'SUCCEEDED' });
    expect(JSON.parse(outcome.output ?? '')).toEqual(output);
  });

  test('a choice that ends in Fail', async () => {
    const { outcome } = await run(accounts.source, machine('ChoiceAndWait'), { input: { n: 10 } });
    expect(outcome).toMatchObject({ status: 'FAILED', error: 'TooSmall', cause: 'n is 10 or less' });
  });

  test('a task that waits for its token', async () => {
    const { source } = accounts;
    const executionArn = await startExecution(source, machine('Callback'));
    const taskToken = await eventually('task token', () => submittedToken(executionArn));
    await source.states.send(new SendTaskSuccessCommand({ taskToken, output: '"called back"' }));
    const { outcome } = await endOf(source, executionArn);
    expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: '"called back"' });
  });

  async function submittedToken(executionArn: string): Promise<string | undefined> {
    const { events = [] } = await accounts.source.states.send(
      new GetExecutionHistoryCommand({ executionArn }),
    );
    const submitted = events.some(({ type }) => type === 'TaskSubmitted');
    const parameters = events.find(({ type }) => type === 'TaskScheduled')?.taskScheduledEventDetails
      ?.parameters;
    return submitted
      ? (JSON.parse(parameters ?? '') as { Payload: { token: string } }).Payload.token
      : undefined;
  }
});
