import { expect, test } from 'vitest';
import { isJsonArray, type JsonObject } from '../../../../src/base/json.ts';
import { aDefinition, aFail, aPass, someStates } from '../../../support/a-definition.ts';
import { errorOf } from '../../../support/an-identity.ts';
import { aStoredStatesApi, machineArn, place, roleArn, runSteps, type StatesApi } from './a-states-api.ts';

const executionArn = `${place}:execution:machine:one`;
const childMachineArn = `${machineArn}/each`;

function aMachine(type: string, more: JsonObject = {}): JsonObject {
  const states = {
    Choose: { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 0, Next: 'Fail' }], Default: 'Pass' },
    Fail: aFail('Bad'),
    Pass: aPass(),
  };
  const processor = { ...someStates(states), ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: type } };
  const each = { Type: 'Map', Label: 'each', ItemProcessor: processor, End: true, ...more };
  return { name: 'machine', definition: JSON.stringify(aDefinition({ Each: each })), roleArn };
}

/** An API whose execution `one` has mapped these items. */
async function anApi(type: string, items: readonly number[], more: JsonObject = {}): Promise<StatesApi> {
  const api = await aStoredStatesApi();
  await api.allowRunner({ Action: 'states:*', Resource: '*' });
  await api.call('CreateStateMachine', aMachine(type, more));
  const input = JSON.stringify(items);
  await api.call('StartExecution', { stateMachineArn: machineArn, name: 'one', input });
  for (;;) {
    const { status } = await api.call('DescribeExecution', { executionArn });
    const { mapRuns } = await api.call('ListMapRuns', { executionArn });
    const isStopped = isJsonArray(mapRuns) && mapRuns.every((mapRun) => 'stopDate' in (mapRun as JsonObject));
    if (status !== 'RUNNING' && isStopped) return api;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function mapRunArnOf(api: StatesApi): Promise<string> {
  const { mapRuns } = await api.call('ListMapRuns', { executionArn });
  const [mapRun] = mapRuns as readonly JsonObject[];
  return String(mapRun?.mapRunArn);
}

async function childrenOf(api: StatesApi, more: JsonObject = {}) {
  const mapRunArn = await mapRunArnOf(api);
  const { executions } = await api.call('ListExecutions', { mapRunArn, ...more });
  return executions as readonly JsonObject[];
}

test('a Map Run is listed with its execution, and described with its counts', async () => {
  const api = await anApi('STANDARD', [1, 2, 3], { MaxConcurrency: 2, ToleratedFailurePercentage: 2.5 });
  const mapRunArn = await mapRunArnOf(api);
  expect(mapRunArn).toMatch(/:mapRun:machine\/each:[^:]+$/);
  expect(await api.call('ListMapRuns', { executionArn })).toEqual({
    mapRuns: [
      {
        executionArn,
        mapRunArn,
        stateMachineArn: childMachineArn,
        startDate: expect.any(Number),
        stopDate: expect.any(Number),
      },
    ],
  });
  const counts = { succeeded: 3, failed: 0, aborted: 0, timedOut: 0, running: 0, pending: 0, total: 3 };
  const more = { resultsWritten: 3, failuresNotRedrivable: 0, pendingRedrive: 0 };
  expect(await api.call('DescribeMapRun', { mapRunArn })).toEqual({
    mapRunArn,
    executionArn,
    status: 'SUCCEEDED',
    startDate: expect.any(Number),
    stopDate: expect.any(Number),
    maxConcurrency: 2,
    toleratedFailureCount: 0,
    toleratedFailurePercentage: 2.5,
    itemCounts: { ...counts, ...more },
    executionCounts: { ...counts, ...more },
    redriveCount: 0,
  });
});

test('a Map Run that has ended cannot be updated', async () => {
  const api = await anApi('STANDARD', [1]);
  const refusal = await errorOf(
    api.call('UpdateMapRun', { mapRunArn: await mapRunArnOf(api), maxConcurrency: 1 }),
  );
  expect(refusal).toMatchObject({ code: 'ValidationException' });
});

test('children are listed by their Map Run, by status too, page by page, and not with the machine', async () => {
  const api = await anApi('STANDARD', [1, 0, 2, 0, 3], { ToleratedFailureCount: 2 });
  const all = await childrenOf(api);
  expect(all.map(({ status }) => status)).toEqual([
    'SUCCEEDED',
    'FAILED',
    'SUCCEEDED',
    'FAILED',
    'SUCCEEDED',
  ]);
  expect(all[0]).toMatchObject({
    stateMachineArn: childMachineArn,
    mapRunArn: await mapRunArnOf(api),
    itemCount: 1,
  });
  expect(await childrenOf(api, { statusFilter: 'FAILED' })).toHaveLength(2);
  expect(await childrenOf(api, { redriveFilter: 'REDRIVEN' })).toEqual([]);
  expect(await childrenOf(api, { statusFilter: 'PENDING_REDRIVE' })).toEqual([]);
  const paged: unknown[] = [];
  const mapRunArn = await mapRunArnOf(api);
  let nextToken: JsonObject = {};
  for (;;) {
    const page = await api.call('ListExecutions', { mapRunArn, maxResults: 2, ...nextToken });
    paged.push(...(page.executions as readonly JsonObject[]));
    if (page.nextToken === undefined) break;
    nextToken = { nextToken: page.nextToken };
  }
  expect(paged).toEqual(all);
  const ofMachine = await api.call('ListExecutions', { stateMachineArn: machineArn });
  expect(ofMachine.executions).toHaveLength(1);
});

test.each(['STANDARD', 'EXPRESS'])('a child of type %s is described with its Map Run', async (type) => {
  const api = await anApi(type, [7]);
  const [child] = await childrenOf(api);
  const mapRunArn = await mapRunArnOf(api);
  const childArn = String(child?.executionArn);
  const described = await api.call('DescribeExecution', { executionArn: childArn });
  expect(described).toMatchObject({
    executionArn: childArn,
    stateMachineArn: childMachineArn,
    name: childArn.split(':')[7] ?? '',
    mapRunArn,
    status: 'SUCCEEDED',
    input: '7',
    output: '7',
    redriveStatus: 'NOT_REDRIVABLE',
  });
  const machine = await api.call('DescribeStateMachineForExecution', { executionArn: childArn });
  expect(machine).toMatchObject({
    name: 'machine',
    label: 'each',
    mapRunArn,
    stateMachineArn: childMachineArn,
  });
});

test('a child that failed is redriven by its Map Run only', async () => {
  const api = await anApi('STANDARD', [0]);
  const [child] = await childrenOf(api);
  const childArn = String(child?.executionArn);
  expect(await api.call('DescribeExecution', { executionArn: childArn })).toMatchObject({
    status: 'FAILED',
    error: 'Bad',
    redriveStatus: 'REDRIVABLE_BY_MAP_RUN',
  });
  await runSteps(api, [
    ['RedriveExecution', { executionArn: childArn }, { refused: 'ExecutionNotRedrivable' }],
  ]);
});

test('Express children have no history, and cannot be stopped', async () => {
  const api = await anApi('EXPRESS', [7]);
  const [child] = await childrenOf(api);
  const childArn = String(child?.executionArn);
  const refused = {
    refused: 'InvalidArn',
    message: "Invalid Arn: 'Resource type not valid in this context: express'",
  };
  await runSteps(api, [
    ['GetExecutionHistory', { executionArn: childArn }, refused],
    ['StopExecution', { executionArn: childArn }, refused],
  ]);
});

test('a Standard child has a history of its own', async () => {
  const api = await anApi('STANDARD', [7]);
  const [child] = await childrenOf(api);
  const { events } = await api.call('GetExecutionHistory', { executionArn: String(child?.executionArn) });
  expect((events as readonly JsonObject[]).map(({ type }) => type)).toEqual([
    'ExecutionStarted',
    'ChoiceStateEntered',
    'ChoiceStateExited',
    'PassStateEntered',
    'PassStateExited',
    'ExecutionSucceeded',
  ]);
});

test('nobody but who may list a Map Run lists its children', async () => {
  const api = await anApi('STANDARD', [7]);
  const mapRunArn = await mapRunArnOf(api);
  const caller = await api.callerWith({
    Action: 'states:ListExecutions',
    Resource: `${place}:mapRun:other/*`,
  });
  expect(await errorOf(api.call('ListExecutions', { mapRunArn }, caller))).toMatchObject({
    code: 'AccessDeniedException',
  });
});
