import { iamOperations } from '../../src/api/operations/iam/index.ts';
import { lambdaOperations } from '../../src/api/operations/lambda/index.ts';
import { statesOperations } from '../../src/api/operations/states/index.ts';
import { stsOperations } from '../../src/api/operations/sts/index.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import type { ClientStep } from './client-step.ts';
import { versionSteps } from './version-steps.ts';

const arn = 'arn:aws:states:us-east-1:<account>';
const machine = `${arn}:stateMachine:steps`;
const first = `${arn}:execution:steps:first`;
const stopped = `${arn}:execution:pauses:stopped`;
const roleArn = 'arn:aws:iam::<account>:role/runner';
const pass = { StartAt: 'Only', States: { Only: { Type: 'Pass', End: true } } };
const succeed = { StartAt: 'Other', States: { Other: { Type: 'Succeed' } } };
const manyTags = Array.from({ length: 51 }, (_, index) => ({ key: `key-${index}`, value: '' }));
const work = `${arn}:activity:work`;
const worked = `${arn}:execution:works:worked`;
const works = { StartAt: 'Do', States: { Do: { Type: 'Task', Resource: work, End: true } } };
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

const logGroup = 'arn:aws:logs:us-east-1:<account>:log-group:/aws/vendedlogs/states/steps:*';

function logging(level: string, logGroupArn: string): JsonObject {
  return { level, destinations: [{ cloudWatchLogsLogGroup: { logGroupArn } }] };
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
  states(
    'ListTagsForResource',
    { resourceArn: machine },
    { answers: { '/tags/0/key': 'team', '/tags/0/value': 'one', '/tags/1': null } },
  ),
  states('TagResource', {
    resourceArn: machine,
    tags: [
      { key: 'team', value: 'two' },
      { key: 'stage', value: '' },
    ],
  }),
  states(
    'TagResource',
    { resourceArn: machine, tags: [{ key: 'aws:owner', value: 'one' }] },
    { refused: { code: 'ValidationException' } },
  ),
  states(
    'TagResource',
    { resourceArn: machine, tags: manyTags },
    { refused: { code: 'TooManyTags', message: 'Too many tags' } },
  ),
  states(
    'TagResource',
    { resourceArn: `${machine}-not`, tags: [{ key: 'team', value: 'one' }] },
    { refused: { code: 'ResourceNotFound', message: `Resource not found: '${machine}-not'` } },
  ),
  states('UntagResource', { resourceArn: machine, tagKeys: ['team', 'never-there'] }),
  states(
    'UntagResource',
    { resourceArn: first, tagKeys: ['team'] },
    {
      refused: {
        code: 'InvalidArn',
        message: "Invalid Arn: 'Resource type not valid in this context: execution'",
      },
    },
  ),
  states(
    'ListTagsForResource',
    { resourceArn: machine },
    { answers: { '/tags/0/key': 'stage', '/tags/0/value': '', '/tags/1': null } },
  ),
  states(
    'ListTagsForResource',
    { resourceArn: `${machine}-not` },
    { refused: { code: 'ResourceNotFound', message: `Resource not found: '${machine}-not'` } },
  ),
  states('UpdateStateMachine', { stateMachineArn: machine, definition: JSON.stringify(succeed) }),
  states('UpdateStateMachine', { stateMachineArn: machine, loggingConfiguration: logging('OFF', logGroup) }),
  states(
    'UpdateStateMachine',
    { stateMachineArn: machine, loggingConfiguration: logging('ALL', logGroup) },
    {
      refused: {
        code: 'AccessDeniedException',
        message: 'The state machine IAM Role is not authorized to access the Log Destination',
      },
    },
  ),
  states(
    'CreateStateMachine',
    { ...create('logs', pass), loggingConfiguration: { level: 'ALL' } },
    {
      refused: {
        code: 'InvalidLoggingConfiguration',
        message: 'Invalid Logging Configuration: Must specify exactly one Log Destination.',
      },
    },
  ),
  states(
    'CreateStateMachine',
    {
      ...create('logs', pass),
      loggingConfiguration: logging('OFF', 'arn:aws:logs:us-east-1:1:log-group:name'),
    },
    {
      refused: {
        code: 'InvalidLoggingConfiguration',
        message: "Invalid Logging Configuration: Log Group ARN must be provided with '*' qualifier.",
      },
    },
  ),
  states(
    'DescribeStateMachine',
    { stateMachineArn: machine },
    {
      answers: {
        '/loggingConfiguration/level': 'OFF',
        '/loggingConfiguration/includeExecutionData': false,
        '/loggingConfiguration/destinations/0/cloudWatchLogsLogGroup/logGroupArn': logGroup,
      },
    },
  ),
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
  states('RedriveExecution', { executionArn: stopped, clientToken: 'a-redrive' }),
  states(
    'DescribeExecution',
    { executionArn: stopped },
    {
      answers: {
        '/status': 'RUNNING',
        '/error': null,
        '/redriveCount': 1,
        '/redriveStatus': 'NOT_REDRIVABLE',
        '/redriveStatusReason': 'Execution is RUNNING and cannot be redriven',
      },
    },
  ),
  states('RedriveExecution', { executionArn: stopped, clientToken: 'a-redrive' }),
  states(
    'GetExecutionHistory',
    { executionArn: stopped, reverseOrder: true, maxResults: 1 },
    {
      isPaged: true,
      answers: {
        '/events/0/type': 'ExecutionRedriven',
        '/events/0/executionRedrivenEventDetails/redriveCount': 1,
      },
    },
  ),
  states(
    'RedriveExecution',
    { executionArn: stopped, clientToken: 'another-redrive' },
    {
      refused: {
        code: 'ExecutionNotRedrivable',
        message: `Execution ${stopped} invalid for redrive as: Execution is RUNNING and cannot be redriven`,
      },
    },
  ),
  states(
    'RedriveExecution',
    { executionArn: stopped, clientToken: 'with space' },
    { refused: { code: 'ValidationException' } },
  ),
  states(
    'RedriveExecution',
    { executionArn: `${stopped}-not` },
    { refused: { code: 'ExecutionDoesNotExist' } },
  ),
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
  states(
    'CreateActivity',
    { name: 'work', tags: [{ key: 'team', value: 'one' }] },
    { answers: { '/activityArn': work } },
  ),
  states('CreateActivity', { name: 'work' }, { answers: { '/activityArn': work } }),
  states(
    'CreateActivity',
    {
      name: 'work',
      encryptionConfiguration: {
        type: 'CUSTOMER_MANAGED_KMS_KEY',
        kmsKeyId: '1234abcd-12ab-34cd-56ef-1234567890ab',
      },
    },
    { refused: { code: 'ActivityAlreadyExists', message: `Activity Already Exists: '${work}'` } },
  ),
  states(
    'CreateActivity',
    { name: 'with space' },
    { refused: { code: 'InvalidName', message: "Invalid Name: 'with space'" } },
  ),
  states('CreateActivity', { name: 'another' }),
  states(
    'DescribeActivity',
    { activityArn: work },
    { answers: { '/name': 'work', '/encryptionConfiguration/type': 'AWS_OWNED_KEY' } },
  ),
  states(
    'DescribeActivity',
    { activityArn: `${work}-not` },
    { refused: { code: 'ActivityDoesNotExist', message: `Activity Does Not Exist: '${work}-not'` } },
  ),
  states('DescribeActivity', { activityArn: machine }, { refused: { code: 'InvalidArn' } }),
  states(
    'ListActivities',
    {},
    { answers: { '/activities/0/name': 'another', '/activities/1/name': 'work' } },
  ),
  states(
    'ListActivities',
    { maxResults: 1 },
    {
      isPaged: true,
      saves: { activityPage: '/nextToken' },
      answers: { '/activities/0/name': 'another', '/activities/1': null },
    },
  ),
  states(
    'ListActivities',
    { maxResults: 1, nextToken: '<activityPage>' },
    { isPaged: true, answers: { '/activities/0/name': 'work', '/activities/1': null } },
  ),
  states(
    'ListActivities',
    { nextToken: 'no-such-page' },
    { isPaged: true, refused: { code: 'InvalidToken' } },
  ),
  states('CreateStateMachine', create('works', works)),
  states('StartExecution', {
    stateMachineArn: `${arn}:stateMachine:works`,
    name: 'worked',
    input: '{"n": 1}',
  }),
  states(
    'GetActivityTask',
    { activityArn: work, workerName: 'a-worker' },
    { answers: { '/input': '{"n": 1}' }, saves: { workToken: '/taskToken' } },
  ),
  states('SendTaskHeartbeat', { taskToken: '<workToken>' }),
  states('SendTaskSuccess', { taskToken: '<workToken>', output: '{"m": 2}' }),
  states(
    'DescribeExecution',
    { executionArn: worked },
    { answers: { '/status': 'SUCCEEDED', '/output': '{"m": 2}' } },
  ),
  states(
    'GetExecutionHistory',
    { executionArn: worked },
    {
      answers: {
        '/events/2/activityScheduledEventDetails/resource': work,
        '/events/3/activityStartedEventDetails/workerName': 'a-worker',
        '/events/4/activitySucceededEventDetails/output': '{"m": 2}',
      },
    },
  ),
  states('GetActivityTask', { activityArn: `${work}-not` }, { refused: { code: 'ActivityDoesNotExist' } }),
  states('GetActivityTask', { activityArn: 'work' }, { refused: { code: 'InvalidArn' } }),
  states('DeleteActivity', { activityArn: work }),
  states('DeleteActivity', { activityArn: work }),
  states('DeleteActivity', { activityArn: 'work' }, { refused: { code: 'InvalidArn' } }),
  states('DescribeActivity', { activityArn: work }, { refused: { code: 'ActivityDoesNotExist' } }),
  ...versionSteps,
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
