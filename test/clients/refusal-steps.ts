import type { JsonObject } from '../../src/base/json.ts';
import { type ClientStep, stepsOf } from './client-step.ts';

const states = stepsOf('states');
const arn = 'arn:aws:states:us-east-1:<account>';
const machine = `${arn}:stateMachine:refusing`;
const nowhere = `${arn}:stateMachine:nowhere`;
/** A state within the machine, which few operations take. */
const labeled = `${machine}/Map`;
const quick = `${arn}:stateMachine:refusing-quick`;
const version = `${machine}:1`;
const alias = `${machine}:live`;
const executionArn = `${arn}:execution:refusing:ended`;
const noExecution = `${arn}:execution:refusing:never`;
const mapRunArn = `${arn}:mapRun:refusing/Map:00000000-0000-0000-0000-000000000000`;
const roleArn = 'arn:aws:iam::<account>:role/runner';
const definition = JSON.stringify({ StartAt: 'Only', States: { Only: { Type: 'Succeed' } } });
const invoke = JSON.stringify({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: 'any' },
  End: true,
});
const succeed = JSON.stringify({ Type: 'Succeed' });
const tooManyTags = Array.from({ length: 51 }, (_, index) => ({ key: `key-${index}`, value: '' }));
const keyless = { type: 'CUSTOMER_MANAGED_KMS_KEY' };
const encrypted = { ...keyless, kmsKeyId: '01234567-89ab-cdef-0123-456789abcdef' };
const created = { name: 'never', definition, roleArn };
const aliased = { name: 'never', routingConfiguration: [{ stateMachineVersionArn: version, weight: 100 }] };

/** What the refusals are about. */
const preparations: readonly (readonly [operation: string, input: JsonObject])[] = [
  ['CreateStateMachine', { ...created, name: 'refusing', publish: true }],
  ['CreateStateMachine', { ...created, name: 'refusing-quick', type: 'EXPRESS' }],
  ['CreateStateMachineAlias', { ...aliased, name: 'live' }],
  ['CreateActivity', { name: 'refusing' }],
  ['StartExecution', { stateMachineArn: machine, name: 'ended' }],
];

/** Each exception that the API lists for an operation and that a client can provoke. */
const refusals: readonly (readonly [operation: string, input: JsonObject, code: string])[] = [
  ['CreateActivity', { name: 'a name' }, 'InvalidName'],
  ['CreateActivity', { name: 'refusing', encryptionConfiguration: encrypted }, 'ActivityAlreadyExists'],
  ['CreateActivity', { name: 'never', tags: tooManyTags }, 'TooManyTags'],
  ['CreateActivity', { name: 'never', encryptionConfiguration: keyless }, 'InvalidEncryptionConfiguration'],
  ['CreateStateMachine', { ...created, roleArn: 'runner' }, 'InvalidArn'],
  [
    'CreateStateMachine',
    { ...created, loggingConfiguration: { level: 'ALL' } },
    'InvalidLoggingConfiguration',
  ],
  ['CreateStateMachine', { ...created, tracingConfiguration: {} }, 'InvalidTracingConfiguration'],
  ['CreateStateMachine', { ...created, tags: tooManyTags }, 'TooManyTags'],
  ['CreateStateMachine', { ...created, encryptionConfiguration: keyless }, 'InvalidEncryptionConfiguration'],
  ['CreateStateMachine', { ...created, versionDescription: 'of none' }, 'ValidationException'],
  [
    'CreateStateMachineAlias',
    { name: 'never', routingConfiguration: [{ stateMachineVersionArn: 'version', weight: 100 }] },
    'InvalidArn',
  ],
  ['CreateStateMachineAlias', { ...aliased, name: '1' }, 'ValidationException'],
  [
    'CreateStateMachineAlias',
    { name: 'never', routingConfiguration: [{ stateMachineVersionArn: `${machine}:9`, weight: 100 }] },
    'ResourceNotFound',
  ],
  ['CreateStateMachineAlias', { ...aliased, name: 'live', description: 'other' }, 'ConflictException'],
  ['DeleteActivity', { activityArn: machine }, 'InvalidArn'],
  ['DeleteStateMachine', { stateMachineArn: 'machine' }, 'InvalidArn'],
  ['DeleteStateMachine', { stateMachineArn: version }, 'ValidationException'],
  ['DeleteStateMachineAlias', { stateMachineAliasArn: `${labeled}:live` }, 'ValidationException'],
  ['DeleteStateMachineAlias', { stateMachineAliasArn: 'alias' }, 'InvalidArn'],
  ['DeleteStateMachineVersion', { stateMachineVersionArn: `${labeled}:1` }, 'ValidationException'],
  ['DeleteStateMachineVersion', { stateMachineVersionArn: 'version' }, 'InvalidArn'],
  ['DeleteStateMachineVersion', { stateMachineVersionArn: version }, 'ConflictException'],
  ['DescribeActivity', { activityArn: `${arn}:activity:none` }, 'ActivityDoesNotExist'],
  ['DescribeActivity', { activityArn: machine }, 'InvalidArn'],
  ['DescribeExecution', { executionArn: noExecution }, 'ExecutionDoesNotExist'],
  ['DescribeExecution', { executionArn: machine }, 'InvalidArn'],
  ['DescribeMapRun', { mapRunArn }, 'ResourceNotFound'],
  ['DescribeMapRun', { mapRunArn: machine }, 'InvalidArn'],
  ['DescribeStateMachine', { stateMachineArn: nowhere }, 'StateMachineDoesNotExist'],
  ['DescribeStateMachine', { stateMachineArn: 'machine' }, 'InvalidArn'],
  ['DescribeStateMachineAlias', { stateMachineAliasArn: `${labeled}:live` }, 'ValidationException'],
  ['DescribeStateMachineAlias', { stateMachineAliasArn: 'alias' }, 'InvalidArn'],
  ['DescribeStateMachineAlias', { stateMachineAliasArn: `${machine}:none` }, 'ResourceNotFound'],
  ['DescribeStateMachineForExecution', { executionArn: noExecution }, 'ExecutionDoesNotExist'],
  ['DescribeStateMachineForExecution', { executionArn: machine }, 'InvalidArn'],
  ['GetActivityTask', { activityArn: `${arn}:activity:none` }, 'ActivityDoesNotExist'],
  ['GetActivityTask', { activityArn: machine }, 'InvalidArn'],
  ['GetExecutionHistory', { executionArn: noExecution }, 'ExecutionDoesNotExist'],
  ['GetExecutionHistory', { executionArn: machine }, 'InvalidArn'],
  ['GetExecutionHistory', { executionArn, nextToken: 'none' }, 'InvalidToken'],
  ['ListActivities', { nextToken: 'none' }, 'InvalidToken'],
  ['ListExecutions', { stateMachineArn: executionArn }, 'InvalidArn'],
  ['ListExecutions', { stateMachineArn: machine, nextToken: 'none' }, 'InvalidToken'],
  ['ListExecutions', { stateMachineArn: nowhere }, 'StateMachineDoesNotExist'],
  ['ListExecutions', { stateMachineArn: quick }, 'StateMachineTypeNotSupported'],
  ['ListExecutions', {}, 'ValidationException'],
  ['ListExecutions', { mapRunArn }, 'ResourceNotFound'],
  ['ListMapRuns', { executionArn: noExecution }, 'ExecutionDoesNotExist'],
  ['ListMapRuns', { executionArn: machine }, 'InvalidArn'],
  ['ListMapRuns', { executionArn, nextToken: 'none' }, 'InvalidToken'],
  ['ListStateMachineAliases', { stateMachineArn: executionArn }, 'InvalidArn'],
  ['ListStateMachineAliases', { stateMachineArn: machine, nextToken: 'none' }, 'InvalidToken'],
  ['ListStateMachineAliases', { stateMachineArn: `${machine}:9` }, 'ResourceNotFound'],
  ['ListStateMachineAliases', { stateMachineArn: nowhere }, 'StateMachineDoesNotExist'],
  ['ListStateMachineVersions', { stateMachineArn: labeled }, 'ValidationException'],
  ['ListStateMachineVersions', { stateMachineArn: executionArn }, 'InvalidArn'],
  ['ListStateMachineVersions', { stateMachineArn: machine, nextToken: 'none' }, 'InvalidToken'],
  ['ListStateMachines', { nextToken: 'none' }, 'InvalidToken'],
  ['ListTagsForResource', { resourceArn: 'resource' }, 'InvalidArn'],
  ['ListTagsForResource', { resourceArn: nowhere }, 'ResourceNotFound'],
  ['PublishStateMachineVersion', { stateMachineArn: labeled }, 'ValidationException'],
  ['PublishStateMachineVersion', { stateMachineArn: nowhere }, 'StateMachineDoesNotExist'],
  ['PublishStateMachineVersion', { stateMachineArn: machine, revisionId: 'other' }, 'ConflictException'],
  ['PublishStateMachineVersion', { stateMachineArn: 'machine' }, 'InvalidArn'],
  ['RedriveExecution', { executionArn: noExecution }, 'ExecutionDoesNotExist'],
  ['RedriveExecution', { executionArn }, 'ExecutionNotRedrivable'],
  ['RedriveExecution', { executionArn: machine }, 'InvalidArn'],
  ['RedriveExecution', { executionArn, clientToken: 'two words' }, 'ValidationException'],
  ['SendTaskFailure', { taskToken: 'none' }, 'InvalidToken'],
  ['SendTaskFailure', { taskToken: '<tokenOne>' }, 'TaskTimedOut'],
  ['SendTaskHeartbeat', { taskToken: 'none' }, 'InvalidToken'],
  ['SendTaskHeartbeat', { taskToken: '<tokenOne>' }, 'TaskTimedOut'],
  ['SendTaskSuccess', { taskToken: 'none', output: '{}' }, 'InvalidToken'],
  ['SendTaskSuccess', { taskToken: 'none', output: '{' }, 'InvalidOutput'],
  ['SendTaskSuccess', { taskToken: '<tokenOne>', output: '{}' }, 'TaskTimedOut'],
  ['StartExecution', { stateMachineArn: machine, name: 'ended', input: '1' }, 'ExecutionAlreadyExists'],
  ['StartExecution', { stateMachineArn: executionArn }, 'InvalidArn'],
  ['StartExecution', { stateMachineArn: machine, input: '{' }, 'InvalidExecutionInput'],
  ['StartExecution', { stateMachineArn: machine, name: 'a name' }, 'InvalidName'],
  ['StartExecution', { stateMachineArn: nowhere }, 'StateMachineDoesNotExist'],
  ['StartExecution', { stateMachineArn: machine, traceHeader: 'é' }, 'ValidationException'],
  ['StartSyncExecution', { stateMachineArn: executionArn }, 'InvalidArn'],
  ['StartSyncExecution', { stateMachineArn: quick, input: '{' }, 'InvalidExecutionInput'],
  ['StartSyncExecution', { stateMachineArn: quick, name: 'a name' }, 'InvalidName'],
  ['StartSyncExecution', { stateMachineArn: nowhere }, 'StateMachineDoesNotExist'],
  ['StartSyncExecution', { stateMachineArn: machine }, 'StateMachineTypeNotSupported'],
  ['StopExecution', { executionArn: noExecution }, 'ExecutionDoesNotExist'],
  ['StopExecution', { executionArn: machine }, 'InvalidArn'],
  ['StopExecution', { executionArn: noExecution, error: 'x'.repeat(257) }, 'ValidationException'],
  ['TagResource', { resourceArn: 'resource', tags: [] }, 'InvalidArn'],
  ['TagResource', { resourceArn: nowhere, tags: [{ key: 'a', value: '' }] }, 'ResourceNotFound'],
  ['TagResource', { resourceArn: machine, tags: tooManyTags }, 'TooManyTags'],
  ['TestState', { definition: invoke, roleArn: 'runner' }, 'InvalidArn'],
  ['TestState', { definition: '{}' }, 'InvalidDefinition'],
  ['TestState', { definition: succeed, input: '{' }, 'InvalidExecutionInput'],
  ['TestState', { definition: succeed, variables: '[' }, 'ValidationException'],
  ['UntagResource', { resourceArn: 'resource', tagKeys: ['a'] }, 'InvalidArn'],
  ['UntagResource', { resourceArn: nowhere, tagKeys: ['a'] }, 'ResourceNotFound'],
  ['UpdateMapRun', { mapRunArn, maxConcurrency: 1 }, 'ResourceNotFound'],
  ['UpdateMapRun', { mapRunArn: machine, maxConcurrency: 1 }, 'InvalidArn'],
  ['UpdateMapRun', { mapRunArn }, 'ValidationException'],
  ['UpdateStateMachine', { stateMachineArn: executionArn, definition }, 'InvalidArn'],
  ['UpdateStateMachine', { stateMachineArn: machine, definition: '{}' }, 'InvalidDefinition'],
  [
    'UpdateStateMachine',
    { stateMachineArn: machine, loggingConfiguration: { level: 'ALL' } },
    'InvalidLoggingConfiguration',
  ],
  [
    'UpdateStateMachine',
    { stateMachineArn: machine, tracingConfiguration: {} },
    'InvalidTracingConfiguration',
  ],
  ['UpdateStateMachine', { stateMachineArn: machine }, 'MissingRequiredParameter'],
  ['UpdateStateMachine', { stateMachineArn: nowhere, definition }, 'StateMachineDoesNotExist'],
  [
    'UpdateStateMachine',
    { stateMachineArn: machine, encryptionConfiguration: keyless },
    'InvalidEncryptionConfiguration',
  ],
  [
    'UpdateStateMachine',
    { stateMachineArn: machine, definition, versionDescription: 'of none' },
    'ValidationException',
  ],
  ['UpdateStateMachineAlias', { stateMachineAliasArn: alias }, 'ValidationException'],
  ['UpdateStateMachineAlias', { stateMachineAliasArn: 'alias', description: '' }, 'InvalidArn'],
  [
    'UpdateStateMachineAlias',
    { stateMachineAliasArn: `${machine}:none`, description: '' },
    'ResourceNotFound',
  ],
  ['ValidateStateMachineDefinition', { definition: '{}', maxResults: 101 }, 'ValidationException'],
];

/** Operations before whose host clients put `sync-`. */
const prefixed = new Set(['StartSyncExecution', 'TestState']);

/** Follow `statesSteps`, which end the task of `tokenOne`. */
export const refusalSteps: readonly ClientStep[] = [
  ...preparations.map(([operation, input]) => states(operation, input)),
  ...refusals.map(([operation, input, code]) =>
    states(operation, input, {
      refused: { code },
      ...(prefixed.has(operation) && { hasHostPrefix: true }),
      ...('nextToken' in input && { isPaged: true }),
    }),
  ),
];
