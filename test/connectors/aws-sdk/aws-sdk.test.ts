import { describe, expect, test } from 'vitest';
import { apiModels } from '../../../src/api/model/model.ts';
import { Failure } from '../../../src/base/failure.ts';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { createAwsSdkConnectors } from '../../../src/connectors/aws-sdk/index.ts';
import { type Connector, ServiceError, ServiceUnreachable } from '../../../src/connectors/connector.ts';
import type { IntegrationPattern } from '../../../src/connectors/pattern.ts';
import { aConnectorTask, aScriptedSession, requestId, type ScriptedAnswer } from '../a-connector-task.ts';

const connectors = new Map(
  createAwsSdkConnectors(apiModels).map((connector) => [connector.resource, connector]),
);

function get(resource: string): Connector {
  const connector = connectors.get(`aws-sdk:${resource}`);
  if (connector === undefined) throw new Error(`no connector for ${resource}`);
  return connector;
}

async function call(
  resource: string,
  parameters: Json,
  answer: ScriptedAnswer,
  pattern: IntegrationPattern = 'RequestResponse',
) {
  const { session, requests } = aScriptedSession(answer);
  return { answer: await get(resource).call(aConnectorTask({ session, parameters, pattern })), requests };
}

const stateMachineArn = 'arn:aws:states:us-east-1:111111111111:stateMachine:child';
const executionArn = 'arn:aws:states:us-east-1:111111111111:execution:child:1';
const startDate = Date.UTC(2022, 1, 24, 19, 21, 30, 313);

describe("parameters have Java's names and the call the API's", () => {
  test.each<[string, string, JsonObject, JsonObject]>([
    [
      'an object given for a text is its JSON, and a null is left out',
      'sfn:startExecution',
      { StateMachineArn: stateMachineArn, Input: { key: 'value', Nested: { Key: null } }, Name: null },
      { stateMachineArn, input: '{"key":"value","Nested":{"Key":null}}' },
    ],
    [
      'scalars given for a text are texts',
      'sfn:sendTaskSuccess',
      { TaskToken: 'token', Output: 7 },
      { taskToken: 'token', output: '7' },
    ],
    [
      'lists and structures are gone through, numbers and flags read from text',
      'sfn:createStateMachine',
      {
        Name: 'n',
        Definition: { StartAt: 'A' },
        RoleArn: 'r',
        LoggingConfiguration: {
          IncludeExecutionData: 'true',
          Destinations: [{ CloudWatchLogsLogGroup: {} }],
        },
        Tags: [{ Key: 'Team', Value: 'Ops' }],
      },
      {
        name: 'n',
        definition: '{"StartAt":"A"}',
        roleArn: 'r',
        loggingConfiguration: { includeExecutionData: true, destinations: [{ cloudWatchLogsLogGroup: {} }] },
        tags: [{ key: 'Team', value: 'Ops' }],
      },
    ],
    [
      "a map's keys are the author's",
      'lambda:updateFunctionConfiguration',
      {
        FunctionName: 'f',
        Timeout: '30',
        KmsKeyArn: 'k',
        Environment: { Variables: { camelCase: 'x', COUNT: 3, Gone: null } },
      },
      {
        FunctionName: 'f',
        Timeout: 30,
        KMSKeyArn: 'k',
        Environment: { Variables: { camelCase: 'x', COUNT: '3' } },
      },
    ],
    [
      'a payload that is an object is its JSON',
      'lambda:invoke',
      { FunctionName: 'f', Payload: { a: 1 } },
      { FunctionName: 'f', Payload: '{"a":1}' },
    ],
    ['a call may take nothing', 'sts:getCallerIdentity', {}, {}],
    [
      'a policy given as an object is its JSON',
      'iam:putRolePolicy',
      { RoleName: 'r', PolicyName: 'p', PolicyDocument: { Version: '2012-10-17', Statement: [] } },
      { RoleName: 'r', PolicyName: 'p', PolicyDocument: '{"Version":"2012-10-17","Statement":[]}' },
    ],
  ])('%s', async (_, resource, parameters, input) => {
    const { requests } = await call(resource, parameters, {});
    expect(requests.map((request) => request.input)).toEqual([input]);
  });

  test.each([
    ['sfn:startExecution', 'states', 'StartExecution', { StateMachineArn: stateMachineArn }],
    ['iam:getRole', 'iam', 'GetRole', { RoleName: 'r' }],
    ['sts:getCallerIdentity', 'sts', 'GetCallerIdentity', {}],
    ['lambda:getFunction', 'lambda', 'GetFunction', { FunctionName: 'f' }],
  ])('%s calls %s %s', async (resource, service, action, parameters) => {
    const { requests } = await call(resource, parameters, {});
    expect(requests).toMatchObject([{ service, action }]);
  });
});

describe('results are sorted, times are instants, and nulls are absent', () => {
  test.each<[string, string, JsonObject, JsonObject, JsonObject]>([
    [
      'a time with milliseconds',
      'sfn:startExecution',
      { StateMachineArn: stateMachineArn },
      { startDate, executionArn },
      { ExecutionArn: executionArn, StartDate: '2022-02-24T19:21:30.313Z' },
    ],
    [
      'a time without',
      'sfn:startExecution',
      { StateMachineArn: stateMachineArn },
      { executionArn, startDate: startDate - 313 },
      { ExecutionArn: executionArn, StartDate: '2022-02-24T19:21:30Z' },
    ],
    [
      'a nested structure, and documents left as text',
      'sfn:startSyncExecution',
      { StateMachineArn: stateMachineArn },
      {
        executionArn,
        output: '{"a":1}',
        outputDetails: { included: true },
        billingDetails: { billedMemoryUsedInMB: 64, billedDurationInMilliseconds: 600 },
      },
      {
        BillingDetails: { BilledDurationInMilliseconds: 600, BilledMemoryUsedInMB: 64 },
        ExecutionArn: executionArn,
        Output: '{"a":1}',
        OutputDetails: { Included: true },
      },
    ],
    [
      'an activity that has no task',
      'sfn:getActivityTask',
      { ActivityArn: 'arn' },
      { taskToken: null, input: null },
      {},
    ],
    ['an operation that answers nothing', 'sfn:sendTaskHeartbeat', { TaskToken: 't' }, {}, {}],
    [
      'a list of structures with times',
      'iam:listRoles',
      {},
      { Roles: [{ RoleName: 'r', Path: '/', CreateDate: startDate }], IsTruncated: false },
      { IsTruncated: false, Roles: [{ CreateDate: '2022-02-24T19:21:30.313Z', Path: '/', RoleName: 'r' }] },
    ],
    [
      'a payload stays text',
      'lambda:invoke',
      { FunctionName: 'f' },
      { StatusCode: 200, Payload: '{"a":1}', ExecutedVersion: '$LATEST' },
      { ExecutedVersion: '$LATEST', Payload: '{"a":1}', StatusCode: 200 },
    ],
    [
      "a map's keys stay as they are",
      'lambda:getFunction',
      { FunctionName: 'f' },
      { Tags: { team: 'x' }, Configuration: { KMSKeyArn: 'k' } },
      { Configuration: { KmsKeyArn: 'k' }, Tags: { team: 'x' } },
    ],
  ])('%s', async (_, resource, parameters, output, result) => {
    const { answer } = await call(resource, parameters, output);
    expect(JSON.stringify(answer)).toBe(JSON.stringify({ type: 'Result', result }));
  });

  test('a call that waits for a task token is submitted, without a job to poll', async () => {
    const parameters = { FunctionName: 'f', InvocationType: 'Event' };
    const { answer } = await call('lambda:invoke', parameters, { StatusCode: 202 }, 'WaitForTaskToken');
    expect(answer).toEqual({ type: 'Submitted', output: { StatusCode: 202 }, job: undefined });
  });
});

describe('a refusal carries the name and the text of the AWS SDK for Java 2', () => {
  const calls: Readonly<Record<string, JsonObject>> = {
    'sfn:sendTaskFailure': { TaskToken: 'NoSuchTaskToken' },
    'iam:getRole': { RoleName: 'r' },
    'sts:assumeRole': { RoleArn: 'r', RoleSessionName: 's' },
    'lambda:invoke': { FunctionName: 'f' },
  };
  test.each([
    ['sfn:sendTaskFailure', 'InvalidToken', 400, 'Sfn', 'InvalidTokenException'],
    ['sfn:sendTaskFailure', 'AccessDeniedException', 400, 'Sfn', 'SfnException'],
    ['sfn:sendTaskFailure', 'ValidationException', 400, 'Sfn', 'ValidationException'],
    ['iam:getRole', 'NoSuchEntity', 404, 'Iam', 'NoSuchEntityException'],
    ['iam:getRole', 'AccessDenied', 403, 'Iam', 'IamException'],
    ['sts:assumeRole', 'AccessDenied', 403, 'Sts', 'StsException'],
    ['lambda:invoke', 'EC2AccessDeniedException', 502, 'Lambda', 'Ec2AccessDeniedException'],
    ['lambda:invoke', 'InvalidSubnetIDException', 502, 'Lambda', 'InvalidSubnetIdException'],
    ['lambda:invoke', 'EFSIOException', 410, 'Lambda', 'EfsioException'],
    ['lambda:invoke', 'AccessDeniedException', 403, 'Lambda', 'LambdaException'],
  ])('%s refused with %s %i is %s.%s', async (resource, code, status, service, name) => {
    const refusal = new ServiceError("Invalid Token: 'Invalid token'", { code, status, requestId });
    const { answer } = await call(resource, calls[resource] ?? {}, refusal);
    const cause = `Invalid Token: 'Invalid token' (Service: ${service}, Status Code: ${status}, Request ID: ${requestId}) (SDK Attempt Count: 1)`;
    expect(answer).toEqual({ type: 'Result', result: new Failure(`${service}.${name}`, cause) });
  });

  test('no answer at all', async () => {
    const unreachable = new ServiceUnreachable('Unable to execute HTTP request: Connection refused');
    const { answer } = await call('sts:getCallerIdentity', {}, unreachable);
    const cause = 'Unable to execute HTTP request: Connection refused (SDK Attempt Count: 1)';
    expect(answer).toEqual({ type: 'Result', result: new Failure('Sts.SdkClientException', cause) });
  });

  test('an error of our own is not dressed up as the service refusing', async () => {
    await expect(call('sts:getCallerIdentity', {}, new TypeError('oops'))).rejects.toThrow('oops');
  });
});

describe('parameters that make no call fail the task without one', () => {
  test.each<[string, Json, string]>([
    ['sts:getCallerIdentity', [], 'The Parameters must be a JSON object'],
    ['iam:getRole', {}, "The field 'RoleName' is required but was missing"],
    [
      'sfn:startExecution',
      { stateMachineArn },
      "The field 'stateMachineArn' is not supported by Step Functions, The field 'StateMachineArn' is required but was missing",
    ],
    [
      'lambda:updateFunctionConfiguration',
      { FunctionName: 'f', KMSKeyArn: 'k' },
      "The field 'KMSKeyArn' is not supported by Step Functions",
    ],
    [
      'sfn:listExecutions',
      { MaxResults: 'many' },
      "The value of the field 'MaxResults' has an invalid format",
    ],
    [
      'iam:listRoles',
      { MaxItems: null, PathPrefix: {}, Marker: 'm', maxItems: 1 },
      "The field 'maxItems' is not supported by Step Functions",
    ],
    [
      'sfn:createActivity',
      { Name: 'n', Tags: { Key: 'a' } },
      "The value of the field 'Tags' has an invalid format",
    ],
    [
      'sfn:untagResource',
      { ResourceArn: 'arn', TagKeys: [null] },
      "The value of the field 'TagKeys' has an invalid format",
    ],
  ])('%s %j', async (resource, parameters, problem) => {
    const { answer, requests } = await call(resource, parameters, {});
    const cause = `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${problem}]`;
    expect(answer).toEqual({ type: 'Result', result: new Failure('States.Runtime', cause) });
    expect(requests).toEqual([]);
  });
});

test.each<[string, Json, boolean]>([
  ['iam:getRole', { RoleName: 'r' }, true],
  ['iam:listRoles', {}, true],
  ['sfn:describeExecution', { ExecutionArn: 'e' }, true],
  ['sfn:validateStateMachineDefinition', { Definition: '{}' }, true],
  ['sts:getCallerIdentity', {}, true],
  ['sfn:startExecution', { StateMachineArn: 's', Name: 'n' }, true],
  ['sfn:startExecution', { StateMachineArn: 's' }, false],
  ['sfn:startSyncExecution', { StateMachineArn: 's', Name: 'n' }, false],
  ['sfn:getActivityTask', { ActivityArn: 'a' }, false],
  ['sfn:sendTaskSuccess', { TaskToken: 't', Output: '{}' }, false],
  ['lambda:invoke', { FunctionName: 'f' }, false],
  ['iam:createRole', { RoleName: 'r', AssumeRolePolicyDocument: '{}' }, false],
])('%s with %j may be repeated: %s', (resource, parameters, expected) => {
  expect(get(resource).isIdempotent({ resourceArn: 'arn', parameters })).toBe(expected);
});
