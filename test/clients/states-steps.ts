import { iamOperations } from '../../src/api/operations/iam/index.ts';
import { lambdaOperations } from '../../src/api/operations/lambda/index.ts';
import { statesOperations } from '../../src/api/operations/states/index.ts';
import { stsOperations } from '../../src/api/operations/sts/index.ts';
import type { Json } from '../../src/base/json.ts';
import type { ClientStep } from './client-step.ts';

const arn = 'arn:aws:states:us-east-1:<account>';
const machine = `${arn}:stateMachine:steps`;
const first = `${arn}:execution:steps:first`;
const stopped = `${arn}:execution:pauses:stopped`;
const roleArn = 'arn:aws:iam::<account>:role/runner';
const pass = { StartAt: 'Only', States: { Only: { Type: 'Pass', End: true } } };
const succeed = { StartAt: 'Other', States: { Other: { Type: 'Succeed' } } };
const pause = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 600, End: true } } };

function states(
  operation: string,
  input: ClientStep['input'],
  more: Omit<ClientStep, 'service' | 'operation' | 'input'> = {},
): ClientStep {
  return { service: 'states', operation, input, ...more };
}

function create(name: string, definition: Json) {
  return { name, definition: JSON.stringify(definition), roleArn };
}

/** Step Functions, every operation with what it takes and what it refuses. */
export const statesSteps: readonly ClientStep[] = [
  states(
    'CreateStateMachine',
    { ...create('steps', pass), tags: [{ key: 'team', value: 'one' }] },
    { answers: { '/stateMachineArn': machine } },
  ),
  states('CreateStateMachine', create('steps', pass), { answers: { '/stateMachineArn': machine } }),
  states('CreateStateMachine', create('steps', succeed), {
    refused: { code: 'StateMachineAlreadyExists', message: `State Machine Already Exists: '${machine}'` },
  }),
  states('CreateStateMachine', create('broken', { StartAt: 'Nowhere', States: pass.States }), {
    refused: { code: 'InvalidDefinition', message: "Invalid State Machine Definition: '" },
  }),
  states('CreateStateMachine', create('with space', pass), {
    refused: { code: 'InvalidName', message: "Invalid Name: 'with space'" },
  }),
  states('CreateStateMachine', create('pauses', pause)),
  states(
    'DescribeStateMachine',
    { stateMachineArn: machine },
    {
      answers: {
        '/name': 'steps',
        '/status': 'ACTIVE',
        '/type': 'STANDARD',
        '/roleArn': roleArn,
        '/definition': JSON.stringify(pass),
      },
    },
  ),
  states(
    'DescribeStateMachine',
    { stateMachineArn: `${arn}:stateMachine:none` },
    {
      refused: {
        code: 'StateMachineDoesNotExist',
        message: `State Machine Does Not Exist: '${arn}:stateMachine:none'`,
      },
    },
  ),
  states(
    'DescribeStateMachine',
    { stateMachineArn: 'steps' },
    {
      refused: { code: 'InvalidArn', message: "Invalid Arn: 'Invalid ARN prefix: steps'" },
    },
  ),
  states(
    'ListStateMachines',
    {},
    {
      answers: { '/stateMachines/0/name': 'pauses', '/stateMachines/0/type': 'STANDARD' },
    },
  ),
  states(
    'ListStateMachines',
    { maxResults: 1 },
    {
      isPaged: true,
      saves: { page: '/nextToken' },
      answers: { '/stateMachines/0/name': 'pauses', '/stateMachines/1': null },
    },
  ),
  states(
    'ListStateMachines',
    { maxResults: 1, nextToken: '<page>' },
    {
      isPaged: true,
      answers: { '/stateMachines/1': null },
    },
  ),
  states(
    'ListStateMachines',
    { nextToken: 'no-such-page' },
    {
      isPaged: true,
      refused: { code: 'InvalidToken', message: "Invalid Token: 'Invalid token'" },
    },
  ),
  states(
    'StartExecution',
    { stateMachineArn: machine, name: 'first', input: '{"a": 1}' },
    {
      answers: { '/executionArn': first },
    },
  ),
  states(
    'StartExecution',
    { stateMachineArn: machine, name: 'first', input: '{"a": 2}' },
    {
      refused: { code: 'ExecutionAlreadyExists', message: `Execution Already Exists: '${first}'` },
    },
  ),
  states(
    'StartExecution',
    { stateMachineArn: machine, input: '{' },
    {
      refused: { code: 'InvalidExecutionInput', message: "Invalid State Machine Execution Input: '" },
    },
  ),
  states(
    'DescribeExecution',
    { executionArn: first },
    {
      answers: {
        '/status': 'SUCCEEDED',
        '/input': '{"a": 1}',
        '/output': '{"a": 1}',
        '/stateMachineArn': machine,
      },
    },
  ),
  states(
    'DescribeExecution',
    { executionArn: `${first}-not` },
    {
      refused: { code: 'ExecutionDoesNotExist', message: `Execution Does Not Exist: '${first}-not'` },
    },
  ),
  states(
    'DescribeStateMachineForExecution',
    { executionArn: first },
    {
      answers: { '/stateMachineArn': machine, '/definition': JSON.stringify(pass) },
    },
  ),
  states(
    'GetExecutionHistory',
    { executionArn: first },
    {
      answers: {
        '/events/0/type': 'ExecutionStarted',
        '/events/1/stateEnteredEventDetails/name': 'Only',
        '/events/3/executionSucceededEventDetails/output': '{"a": 1}',
        '/events/4': null,
      },
    },
  ),
  states(
    'GetExecutionHistory',
    { executionArn: first, reverseOrder: true, includeExecutionData: false },
    {
      answers: {
        '/events/0/type': 'ExecutionSucceeded',
        '/events/0/executionSucceededEventDetails/output': null,
      },
    },
  ),
  states(
    'ListExecutions',
    { stateMachineArn: machine },
    {
      answers: { '/executions/0/name': 'first', '/executions/0/status': 'SUCCEEDED', '/executions/1': null },
    },
  ),
  states(
    'ListExecutions',
    { stateMachineArn: machine, statusFilter: 'FAILED' },
    {
      answers: { '/executions/0': null },
    },
  ),
  states('UpdateStateMachine', { stateMachineArn: machine, definition: JSON.stringify(succeed) }),
  states(
    'UpdateStateMachine',
    { stateMachineArn: machine },
    {
      refused: { code: 'MissingRequiredParameter' },
    },
  ),
  states(
    'DescribeStateMachine',
    { stateMachineArn: machine },
    {
      answers: { '/definition': JSON.stringify(succeed) },
    },
  ),
  states('StartExecution', { stateMachineArn: `${arn}:stateMachine:pauses`, name: 'stopped' }),
  states('StopExecution', { executionArn: stopped, error: 'Stopped', cause: 'by a client' }),
  states(
    'DescribeExecution',
    { executionArn: stopped },
    {
      answers: { '/status': 'ABORTED', '/error': 'Stopped', '/cause': 'by a client' },
    },
  ),
  states('StopExecution', { executionArn: `${stopped}-not` }, { refused: { code: 'ExecutionDoesNotExist' } }),
  states('SendTaskHeartbeat', { taskToken: '<tokenOne>' }),
  states('SendTaskSuccess', { taskToken: '<tokenOne>', output: '{' }, { refused: { code: 'InvalidOutput' } }),
  states('SendTaskSuccess', { taskToken: '<tokenOne>', output: '{"b": 2}' }),
  states(
    'DescribeExecution',
    { executionArn: '<executionOne>' },
    {
      answers: { '/status': 'SUCCEEDED', '/output': '{"b": 2}' },
    },
  ),
  states(
    'SendTaskSuccess',
    { taskToken: '<tokenOne>', output: '{}' },
    {
      refused: { code: 'TaskTimedOut', message: "Task Timed Out: 'Provided task does not exist anymore'" },
    },
  ),
  states('SendTaskFailure', { taskToken: '<tokenTwo>', error: 'Refused', cause: 'by a client' }),
  states(
    'DescribeExecution',
    { executionArn: '<executionTwo>' },
    {
      answers: { '/status': 'FAILED', '/error': 'Refused', '/cause': 'by a client' },
    },
  ),
  states(
    'SendTaskFailure',
    { taskToken: 'nobody' },
    {
      refused: { code: 'InvalidToken', message: "Invalid Token: 'Invalid token'" },
    },
  ),
  states('SendTaskHeartbeat', { taskToken: 'nobody' }, { refused: { code: 'InvalidToken' } }),
  states(
    'ValidateStateMachineDefinition',
    { definition: JSON.stringify(pass) },
    { answers: { '/result': 'OK', '/diagnostics/0': null } },
  ),
  states(
    'ValidateStateMachineDefinition',
    { definition: '{}', type: 'STANDARD', severity: 'ERROR' },
    { answers: { '/result': 'FAIL', '/diagnostics/0/severity': 'ERROR' } },
  ),
  states('CreateStateMachine', { ...create('quick', pass), type: 'EXPRESS' }),
  states(
    'StartSyncExecution',
    { stateMachineArn: `${arn}:stateMachine:quick`, input: '{"a":1}' },
    { hasHostPrefix: true, answers: { '/status': 'SUCCEEDED', '/output': '{"a":1}' } },
  ),
  states(
    'StartSyncExecution',
    { stateMachineArn: machine },
    { hasHostPrefix: true, refused: { code: 'StateMachineTypeNotSupported' } },
  ),
  states('DeleteStateMachine', { stateMachineArn: `${arn}:stateMachine:quick` }),
  states(
    'TestState',
    { definition: JSON.stringify(pass.States.Only), input: '{"a":1}' },
    { hasHostPrefix: true, answers: { '/status': 'SUCCEEDED', '/output': '{"a":1}' } },
  ),
  states(
    'TestState',
    { definition: '{"Type":"Map"}', input: '{}' },
    { hasHostPrefix: true, refused: { code: 'InvalidDefinition' } },
  ),
  states('DeleteStateMachine', { stateMachineArn: machine }),
  states('DeleteStateMachine', { stateMachineArn: machine }),
  states(
    'DescribeStateMachine',
    { stateMachineArn: machine },
    {
      refused: { code: 'StateMachineDoesNotExist' },
    },
  ),
];

/** Operations that AWS has; those that this server has too are left out. */
const unservedSteps: readonly ClientStep[] = [
  {
    service: 'states',
    operation: 'ListActivities',
    input: {},
    refused: { code: 'UnknownOperationException' },
  },
  {
    service: 'states',
    operation: 'CreateActivity',
    input: { name: 'none' },
    refused: { code: 'UnknownOperationException' },
  },
  { service: 'iam', operation: 'ListGroups', input: {}, refused: { code: 'InvalidAction' } },
  { service: 'sts', operation: 'GetSessionToken', input: {}, refused: { code: 'InvalidAction' } },
  { service: 'lambda', operation: 'ListLayers', input: {}, refused: { code: 'UnknownOperationException' } },
];

const served: ReadonlySet<string> = new Set(
  [statesOperations, iamOperations, stsOperations, lambdaOperations].flatMap(Object.keys),
);

export const unknownSteps: readonly ClientStep[] = unservedSteps.filter(
  ({ operation }) => !served.has(operation),
);
