import { describe, expect, test } from 'vitest';
import { parseTaskResource } from '../../src/asl/resource.ts';

const lambda = 'arn:aws:lambda:us-east-1:123456789012:function:hello';

describe('a Lambda function or an activity is named by its own ARN', () => {
  test.each([
    [lambda, 'LambdaFunction'],
    [`${lambda}:42`, 'LambdaFunction'],
    [`${lambda}:live`, 'LambdaFunction'],
    [`${lambda}:$LATEST`, 'LambdaFunction'],
    ['arn:aws-cn:lambda:cn-north-1:123456789012:function:hello', 'LambdaFunction'],
    ['arn:aws:states:us-east-1:123456789012:activity:approve', 'Activity'],
    ['arn:aws-us-gov:states:us-gov-west-1:123456789012:activity:approve', 'Activity'],
  ] as const)('%s is a %s', (arn, kind) => {
    expect(parseTaskResource(arn)).toEqual({ kind, arn });
  });
});

describe('an integration is a service, an action and a pattern', () => {
  const integrations = [
    ['lambda:invoke', 'lambda', 'invoke', 'invoke', 'RequestResponse', undefined],
    ['ecs:runTask.sync', 'ecs', 'runTask.sync', 'runTask', 'Sync', 1],
    ['states:startExecution.sync:2', 'states', 'startExecution.sync:2', 'startExecution', 'Sync', 2],
    [
      'sqs:sendMessage.waitForTaskToken',
      'sqs',
      'sendMessage.waitForTaskToken',
      'sendMessage',
      'WaitForTaskToken',
      undefined,
    ],
    [
      'aws-sdk:s3:listObjectsV2',
      'aws-sdk:s3',
      'listObjectsV2',
      'listObjectsV2',
      'RequestResponse',
      undefined,
    ],
    [
      'aws-sdk:sfn:startExecution.waitForTaskToken',
      'aws-sdk:sfn',
      'startExecution.waitForTaskToken',
      'startExecution',
      'WaitForTaskToken',
      undefined,
    ],
    ['emr-containers:startJobRun.sync', 'emr-containers', 'startJobRun.sync', 'startJobRun', 'Sync', 1],
    ['http:invoke', 'http', 'invoke', 'invoke', 'RequestResponse', undefined],
  ] as const;
  test.each(integrations)('%s', (text, resourceType, resource, action, pattern, syncVersion) => {
    const arn = `arn:aws:states:::${text}`;
    const expected = { kind: 'Integration', arn, resourceType, resource, action, pattern, syncVersion };
    expect(parseTaskResource(arn)).toEqual(expected);
  });

  test('the ARN may carry a region and an account', () => {
    expect(parseTaskResource('arn:aws:states:eu-west-1:123456789012:sns:publish')?.kind).toBe('Integration');
  });
});

test.each([
  '',
  'lambda',
  'arn:aws:states:::',
  'arn:aws:states:::lambda',
  'arn:aws:states:::aws-sdk:s3',
  'arn:aws:states:::aws-sdk:s3:putObject.sync',
  'arn:aws:states:::lambda:invoke.async',
  'arn:aws:states:::ecs:runTask.sync:3',
  'arn:aws:states:::lambda:invoke:extra',
  'arn:aws:states:us-east-1:123456789012:activity:',
  'arn:aws:states:us-east-1:123456789012:stateMachine:child',
  'arn:aws:lambda:us-east-1:123456789012:layer:common',
  'arn:aws:lambda:us-east-1:123456789012:function:hello:live:extra',
  'arn:aws:sqs:us-east-1:123456789012:queue',
  'arn::states:::lambda:invoke',
])('%j is nothing that a Task may call', (arn) => {
  expect(parseTaskResource(arn)).toBeUndefined();
});
