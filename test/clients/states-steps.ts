import type { Json, JsonObject } from '../../src/base/json.ts';
import { activitySteps } from './activity-steps.ts';
import { type ClientStep, stepsOf } from './client-step.ts';
import { executionSteps } from './execution-steps.ts';
import { versionSteps } from './version-steps.ts';

const states = stepsOf('states');
const arn = 'arn:aws:states:us-east-1:<account>';
const machine = `${arn}:stateMachine:steps`;
const roleArn = 'arn:aws:iam::<account>:role/runner';
const pass = { StartAt: 'Only', States: { Only: { Type: 'Pass', End: true } } };
const succeed = { StartAt: 'Other', States: { Other: { Type: 'Succeed' } } };
const manyTags = Array.from({ length: 51 }, (_, index) => ({ key: `key-${index}`, value: '' }));
const pause = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 600, End: true } } };

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
    { resourceArn: `${arn}:execution:steps:first`, tagKeys: ['team'] },
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
  ...executionSteps,
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
  ...activitySteps,
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

/** Operations that AWS has and this server does not. */
export const unknownSteps: readonly ClientStep[] = [
  { service: 'iam', operation: 'ListGroups', input: {}, refused: { code: 'InvalidAction' } },
  { service: 'sts', operation: 'GetSessionToken', input: {}, refused: { code: 'InvalidAction' } },
  { service: 'lambda', operation: 'ListLayers', input: {}, refused: { code: 'UnknownOperationException' } },
];
