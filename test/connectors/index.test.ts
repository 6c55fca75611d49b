import { describe, expect, test } from 'vitest';
import { apiModels } from '../../src/api/model/model.ts';
import { parseTaskResource } from '../../src/asl/resource.ts';
import { Failure } from '../../src/base/failure.ts';
import { sdkServices } from '../../src/connectors/aws-sdk/services.ts';
import { createConnectors, isConnectedResource, isKnownResource } from '../../src/connectors/index.ts';
import { lambda } from '../../src/connectors/lambda/service.ts';
import { states } from '../../src/connectors/states/service.ts';
import { aConnectorTask, aScriptedSession } from './a-connector-task.ts';

const { find: findConnector } = createConnectors(apiModels);

describe('an integration is known by its service, action and pattern', () => {
  test.each([
    ['lambda:invoke', 'lambda:invoke'],
    ['lambda:invoke.waitForTaskToken', 'lambda:invoke'],
    ['lambda:invoke.sync', undefined],
    ['lambda:function', undefined],
    ['states:startExecution', 'states:startExecution'],
    ['states:startExecution.sync', 'states:startExecution'],
    ['states:startExecution.sync:2', 'states:startExecution'],
    ['states:startExecution.waitForTaskToken', 'states:startExecution'],
    ['aws-sdk:sfn:startSyncExecution', 'aws-sdk:sfn:startSyncExecution'],
    ['aws-sdk:lambda:invoke.waitForTaskToken', 'aws-sdk:lambda:invoke'],
    ['aws-sdk:iam:getRole', 'aws-sdk:iam:getRole'],
    ['aws-sdk:sts:getCallerIdentity', 'aws-sdk:sts:getCallerIdentity'],
    ['dynamodb:updateItem', 'dynamodb:updateItem'],
    ['sns:publish.waitForTaskToken', 'sns:publish'],
    ['sqs:sendMessage.waitForTaskToken', 'sqs:sendMessage'],
    ['sqs:sendMessage.sync', undefined],
    ['events:putEvents.waitForTaskToken', 'events:putEvents'],
    ['bedrock:invokeModel', 'bedrock:invokeModel'],
    ['apigateway:invoke.waitForTaskToken', 'apigateway:invoke'],
    ['eks:call.waitForTaskToken', 'eks:call'],
    ['eks:call.sync', undefined],
    ['eks:runJob.sync', 'eks:runJob'],
    ['http:invoke', 'http:invoke'],
    ['http:invoke.waitForTaskToken', undefined],
    ['aws-sdk:s3:getObject', 'aws-sdk:s3:getObject'],
    ['aws-sdk:secretsmanager:getSecretValue.waitForTaskToken', 'aws-sdk:secretsmanager:getSecretValue'],
    ['aws-sdk:s3:getNothing', undefined],
    ['aws-sdk:sfn:StartExecution', undefined],
    ['aws-sdk:states:startExecution', undefined],
    ['aws-sdk:sfn:constructor', undefined],
    ['nosuch:action', undefined],
  ])('%s is %s', (resource, expected) => {
    const arn = `arn:aws:states:::${resource}`;
    const parsed = parseTaskResource(arn);
    expect(parsed && findConnector(parsed)?.resource).toBe(expected);
    expect(isKnownResource(arn)).toBe(expected !== undefined);
    expect(isConnectedResource(arn)).toBe(expected !== undefined);
  });
});

const quicksightAdvice =
  'Calls to quicksight need the package @aws-sdk/client-quicksight: npm install @aws-sdk/client-quicksight';

const otherwiseAdvice = 'Let a Lambda function make the call, or try the state with a mock in TestState';

describe('an integration that AWS knows and this server cannot call', () => {
  test.each([
    ['aws-sdk:qldb:listLedgers', 'Qldb.SdkClientException', otherwiseAdvice],
    ['aws-sdk:quicksight:listDashboards', 'QuickSight.SdkClientException', quicksightAdvice],
    ['aws-sdk:quicksight:listDashboards.waitForTaskToken', 'QuickSight.SdkClientException', quicksightAdvice],
  ])('%s fails with %s, which says so', async (resource, error, advice) => {
    const arn = `arn:aws:states:::${resource}`;
    const parsed = parseTaskResource(arn);
    const connector = parsed && findConnector(parsed);
    expect(isConnectedResource(arn)).toBe(false);
    expect(connector?.isIdempotent({ resourceArn: arn, parameters: {} })).toBe(true);
    const answer = await connector?.call(
      aConnectorTask({ resourceArn: arn, session: aScriptedSession().session }),
    );
    const cause = `No call was made, because this server has no connector for ${arn}. ${advice}`;
    expect(answer).toEqual({ type: 'Result', result: new Failure(error, cause) });
  });
});

test.each([
  ['arn:aws:states:::lambda:invoke.sync:3'],
  ['arn:aws:states:us-east-1::lambda:invoke'],
  ['arn:aws:states:::aws-sdk:sfn:startExecution.sync'],
  ['arn:aws:lambda:us-east-1:111111111111:function:f'],
  ['lambda:invoke'],
  [''],
])('%s is no integration', (arn) => {
  expect(isKnownResource(arn)).toBe(false);
});

test('a function is called by its ARN and an activity is not called', () => {
  const lambdaFunction = parseTaskResource('arn:aws:lambda:us-east-1:111111111111:function:f');
  const activity = parseTaskResource('arn:aws:states:us-east-1:111111111111:activity:a');
  expect(lambdaFunction && findConnector(lambdaFunction)?.patterns).toEqual(['RequestResponse']);
  expect(activity && findConnector(activity)).toBeUndefined();
});

test.each([
  ['lambda:invoke', 'Lambda.SdkClientException'],
  ['states:startExecution', 'StepFunctions.SdkClientException'],
  ['sqs:sendMessage', 'SQS.SdkClientException'],
  ['http:invoke', 'States.Http.Socket'],
  ['aws-sdk:sfn:startExecution', 'Sfn.SdkClientException'],
])('a call of %s whose answer never came is a %s', (resource, error) => {
  const parsed = parseTaskResource(`arn:aws:states:::${resource}`);
  expect(parsed && findConnector(parsed)?.clientError).toBe(error);
});

describe('the facts kept here are those of the API models', () => {
  test.each(Object.entries(sdkServices))('%s: operations', (service, { operations }) => {
    const model = apiModels[service as keyof typeof apiModels];
    expect([...operations]).toEqual(Object.keys(model.operations).sort());
  });

  test.each([
    ['Invoke', apiModels.lambda.operations.Invoke?.errors, lambda.exceptions],
    [
      'StartExecution and DescribeExecution',
      [
        ...(apiModels.states.operations.StartExecution?.errors ?? []),
        ...(apiModels.states.operations.DescribeExecution?.errors ?? []),
      ],
      states.exceptions,
    ],
  ])('%s: exceptions', (_, errors, exceptions) => {
    expect([...exceptions].sort()).toEqual([...new Set(errors)].sort());
  });
});
