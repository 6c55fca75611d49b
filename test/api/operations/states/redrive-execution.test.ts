import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { aDefinition, aFail, aPass, aTask, aWait } from '../../../support/a-definition.ts';
import { errorOf } from '../../../support/an-identity.ts';
import { aStoredStatesApi, create, place, runSteps, type StatesApi, type Step } from './a-states-api.ts';

const activityArn = `${place}:activity:work`;
const day = 24 * 60 * 60 * 1000;

/** Creates a machine of `states` and starts its execution `name`. */
async function start({ call }: StatesApi, states: JsonObject, name = 'run', more: JsonObject = {}) {
  await call('CreateActivity', { name: 'work' });
  const definition = JSON.stringify(aDefinition(states, more));
  const { stateMachineArn } = await call('CreateStateMachine', { ...create, definition });
  const { executionArn } = await call('StartExecution', { stateMachineArn: String(stateMachineArn), name });
  return String(executionArn);
}

const work = { Work: aTask({ Resource: activityArn }) };

async function takeTask({ call }: StatesApi): Promise<string> {
  const { taskToken } = await call('GetActivityTask', { activityArn });
  return String(taskToken);
}

async function failTask(api: StatesApi): Promise<void> {
  const taskToken = await takeTask(api);
  await api.call('SendTaskFailure', { taskToken, error: 'Broken', cause: 'by the test' });
}

async function historyOf({ call }: StatesApi, executionArn: string): Promise<readonly JsonObject[]> {
  const { events } = await call('GetExecutionHistory', { executionArn });
  return events as readonly JsonObject[];
}

test('what an execution shows of itself changes with its end and with its redrive', async () => {
  const api = await aStoredStatesApi();
  const { call, clock } = api;
  const executionArn = await start(api, work);
  const describe = () => call('DescribeExecution', { executionArn });
  const { startDate } = await describe();
  await failTask(api);
  const failed = await describe();
  expect(failed).toMatchObject({
    status: 'FAILED',
    error: 'Broken',
    cause: 'by the test',
    redriveCount: 0,
    redriveStatus: 'REDRIVABLE',
  });
  expect(Object.keys(failed)).not.toContain('redriveDate');
  expect(Object.keys(failed)).not.toContain('redriveStatusReason');

  clock.at += 60_000;
  const redriveDate = clock.at;
  expect(await call('RedriveExecution', { executionArn })).toEqual({ redriveDate });
  const running = await describe();
  expect(running).toMatchObject({
    status: 'RUNNING',
    startDate,
    redriveCount: 1,
    redriveDate,
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
  });
  for (const member of ['stopDate', 'error', 'cause', 'output'])
    expect(Object.keys(running)).not.toContain(member);

  clock.at += 60_000;
  await call('SendTaskSuccess', { taskToken: await takeTask(api), output: '"repaired"' });
  expect(await describe()).toMatchObject({
    status: 'SUCCEEDED',
    output: '"repaired"',
    startDate,
    stopDate: clock.at,
    redriveCount: 1,
    redriveDate,
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
  });
  const { executions } = await call('ListExecutions', {
    stateMachineArn: `${place}:stateMachine:machine`,
    statusFilter: 'SUCCEEDED',
  });
  expect(executions).toMatchObject([{ executionArn, redriveCount: 1, redriveDate }]);
  const history = await historyOf(api, executionArn);
  expect(history.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`)).toEqual([
    '1<0 ExecutionStarted',
    '2<0 TaskStateEntered',
    '3<2 ActivityScheduled',
    '4<3 ActivityStarted',
    '5<4 ActivityFailed',
    '6<5 ExecutionFailed',
    '7<6 ExecutionRedriven',
    '8<2 ActivityScheduled',
    '9<8 ActivityStarted',
    '10<9 ActivitySucceeded',
    '11<10 TaskStateExited',
    '12<11 ExecutionSucceeded',
  ]);
  expect(history[6]).toMatchObject({
    timestamp: redriveDate,
    executionRedrivenEventDetails: { redriveCount: 1 },
  });
});

const rest = { Rest: aWait(600) };

const refusals: readonly {
  readonly title: string;
  readonly states: JsonObject;
  readonly before: readonly Step[];
  readonly afterMilliseconds?: number;
  readonly reason: string;
}[] = [
  { title: 'runs', states: rest, before: [], reason: 'Execution is RUNNING and cannot be redriven' },
  {
    title: 'succeeded',
    states: { Only: aPass() },
    before: [],
    reason: 'Execution is SUCCEEDED and cannot be redriven',
  },
  {
    title: 'ended more than 14 days ago',
    states: { Boom: aFail('Boom') },
    before: [],
    afterMilliseconds: 14 * day + 1,
    reason: 'Execution redrivable period exceeded',
  },
  {
    title: 'was started more than a year ago',
    states: rest,
    before: [['StopExecution', { executionArn: `${place}:execution:machine:run` }, { answers: {} }]],
    afterMilliseconds: 366 * day,
    reason: 'Execution has exceeded the max execution time',
  },
  {
    title: 'belongs to a state machine that was deleted',
    states: { Boom: aFail('Boom') },
    before: [['DeleteStateMachine', { stateMachineArn: `${place}:stateMachine:machine` }, { answers: {} }]],
    reason: 'State machine is in DELETING status',
  },
];

test.each(refusals)('an execution that $title is not redriven: $reason', async (refusal) => {
  const api = await aStoredStatesApi();
  const { states, before, afterMilliseconds = 0, reason } = refusal;
  const executionArn = await start(api, states);
  await runSteps(api, before);
  api.clock.at += afterMilliseconds;
  const error = await errorOf(api.call('RedriveExecution', { executionArn }));
  expect(error).toMatchObject({
    code: 'ExecutionNotRedrivable',
    message: `Execution ${executionArn} invalid for redrive as: ${reason}`,
  });
  expect(await api.call('DescribeExecution', { executionArn })).toMatchObject({
    redriveCount: 0,
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: reason,
  });
});

const refused: readonly Step[] = [
  [
    'RedriveExecution',
    { executionArn: `${place}:execution:machine:none` },
    {
      refused: 'ExecutionDoesNotExist',
      message: `Execution Does Not Exist: '${place}:execution:machine:none'`,
    },
  ],
  [
    'RedriveExecution',
    { executionArn: `${place}:express:machine:run:id` },
    { refused: 'InvalidArn', message: "Invalid Arn: 'Resource type not valid in this context: express'" },
  ],
  ['RedriveExecution', { executionArn: 'run' }, { refused: 'InvalidArn' }],
];

test.each(refused)('%s of %o is refused', async (...step) => {
  await runSteps(await aStoredStatesApi(), [step]);
});

test('a request with the token of an earlier one is answered as that was, whatever the execution does by now', async () => {
  const api = await aStoredStatesApi();
  const { call, clock } = api;
  const executionArn = await start(api, work);
  const redrive = (clientToken: string) => call('RedriveExecution', { executionArn, clientToken });
  await failTask(api);
  expect(await errorOf(redrive('a').then(() => redrive('b')))).toMatchObject({
    code: 'ExecutionNotRedrivable',
  });
  const first = { redriveDate: clock.at };
  clock.at += 1_000;
  expect(await redrive('a')).toEqual(first);
  await failTask(api);
  expect(await redrive('a')).toEqual(first);
  expect(await call('DescribeExecution', { executionArn })).toMatchObject({
    status: 'FAILED',
    redriveCount: 1,
  });
  const second = { redriveDate: clock.at };
  expect(await redrive('b')).toEqual(second);
  clock.at += 1_000;
  expect(await redrive('a')).toEqual(first);
  await call('SendTaskSuccess', { taskToken: await takeTask(api), output: '{}' });
  expect(await redrive('b')).toEqual(second);
  expect(await errorOf(redrive('c'))).toMatchObject({ code: 'ExecutionNotRedrivable' });
  clock.at += 15 * 60 * 1000;
  expect(await errorOf(redrive('b'))).toMatchObject({ code: 'ExecutionNotRedrivable' });
});

test('of requests that come at once, one redrives', async () => {
  const api = await aStoredStatesApi();
  const executionArn = await start(api, work);
  await failTask(api);
  const requests = Array.from({ length: 5 }, () => api.call('RedriveExecution', { executionArn }));
  const outcomes = await Promise.allSettled(requests);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', ...Array(4).fill('rejected')]);
  expect(await api.call('DescribeExecution', { executionArn })).toMatchObject({ redriveCount: 1 });
});

test('a redriven execution keeps its definition and its version when the state machine has changed', async () => {
  const api = await aStoredStatesApi();
  const { call } = api;
  const definition = JSON.stringify(aDefinition({ ...work }));
  await call('CreateActivity', { name: 'work' });
  const { stateMachineArn } = await call('CreateStateMachine', { ...create, definition });
  const { stateMachineVersionArn } = await call('PublishStateMachineVersion', {
    stateMachineArn: String(stateMachineArn),
  });
  const start = { stateMachineArn: String(stateMachineVersionArn), name: 'run' };
  const executionArn = String((await call('StartExecution', start)).executionArn);
  await failTask(api);
  await call('UpdateStateMachine', {
    stateMachineArn: String(stateMachineArn),
    definition: JSON.stringify(aDefinition({ Other: aPass() })),
  });
  await call('RedriveExecution', { executionArn });
  await call('SendTaskSuccess', { taskToken: await takeTask(api), output: '1' });
  expect(await call('DescribeExecution', { executionArn })).toMatchObject({
    status: 'SUCCEEDED',
    output: '1',
    stateMachineVersionArn: String(stateMachineVersionArn),
  });
  const listed = await call('ListExecutions', { stateMachineArn: String(stateMachineVersionArn) });
  expect(listed.executions).toMatchObject([{ executionArn, redriveCount: 1 }]);
});

test('the caller needs states:RedriveExecution on the execution', async () => {
  const api = await aStoredStatesApi();
  const executionArn = await start(api, { Boom: aFail('Boom') });
  const allowed = { Action: 'states:RedriveExecution', Resource: executionArn };
  const caller = await api.callerWith(allowed);
  await api.call('RedriveExecution', { executionArn }, caller);
  const other = `${place}:execution:machine:other`;
  expect(await errorOf(api.call('RedriveExecution', { executionArn: other }, caller))).toMatchObject({
    code: 'AccessDeniedException',
    message: expect.stringContaining(`states:RedriveExecution on resource: ${other}`),
  });
});
