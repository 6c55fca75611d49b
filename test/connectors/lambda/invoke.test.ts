import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { ServiceError, ServiceUnreachable } from '../../../src/connectors/connector.ts';
import { invoke } from '../../../src/connectors/lambda/invoke.ts';
import type { IntegrationPattern } from '../../../src/connectors/pattern.ts';
import { aConnectorTask, aScriptedSession, itsMetadata, requestId } from '../a-connector-task.ts';

async function call(
  parameters: Json,
  answer: JsonObject | Error,
  pattern: IntegrationPattern = 'RequestResponse',
) {
  const { session, requests } = aScriptedSession(answer);
  return { answer: await invoke.call(aConnectorTask({ session, parameters, pattern })), requests };
}

const answered = { StatusCode: 200, Payload: '{}', ExecutedVersion: '$LATEST' };

test.each<[string, Json, JsonObject]>([
  ['a null is not sent', { FunctionName: 'f', Payload: null }, { FunctionName: 'f' }],
  ['an absent one is not sent', { FunctionName: 'f' }, { FunctionName: 'f' }],
  [
    'an object is sent as JSON',
    { FunctionName: 'f', Payload: { a: [1] } },
    { FunctionName: 'f', Payload: '{"a":[1]}' },
  ],
  ['a number is sent as JSON', { FunctionName: 'f', Payload: 7 }, { FunctionName: 'f', Payload: '7' }],
  [
    'a text is sent as it is',
    { FunctionName: 'f', Payload: '"Hello"' },
    { FunctionName: 'f', Payload: '"Hello"' },
  ],
])('of a payload, %s', async (_, parameters, input) => {
  const { requests } = await call(parameters, answered);
  expect(requests).toEqual([{ service: 'lambda', action: 'Invoke', input }]);
});

test('every parameter of Invoke is passed on, scalars as text', async () => {
  const parameters = {
    FunctionName: 'f',
    Qualifier: 3,
    LogType: 'Tail',
    InvocationType: 'Event',
    ClientContext: 'e30=',
  };
  const { requests } = await call(parameters, answered);
  expect(requests[0]?.input).toEqual({ ...parameters, Qualifier: '3' });
});

describe('the result shows the parsed payload and the HTTP answer', () => {
  test.each<[string, JsonObject, JsonObject]>([
    ['an object', answered, { ExecutedVersion: '$LATEST', Payload: {}, ...itsMetadata, StatusCode: 200 }],
    [
      'a scalar and the log',
      { ...answered, Payload: '"HelloWorld"', LogResult: 'U1RBUlQ=' },
      {
        ExecutedVersion: '$LATEST',
        LogResult: 'U1RBUlQ=',
        Payload: 'HelloWorld',
        ...itsMetadata,
        StatusCode: 200,
      },
    ],
    [
      'no payload, as InvocationType Event has it',
      { StatusCode: 202, Payload: '' },
      { Payload: '', ...itsMetadata, StatusCode: 202 },
    ],
    [
      'a text that is not JSON',
      { ...answered, Payload: 'plain' },
      { ExecutedVersion: '$LATEST', Payload: 'plain', ...itsMetadata, StatusCode: 200 },
    ],
  ])('%s', async (_, output, result) => {
    const { answer } = await call({ FunctionName: 'f' }, output);
    // The text, because the order of members is recorded too.
    expect(JSON.stringify(answer)).toBe(JSON.stringify({ type: 'Result', result }));
  });
});

test('a function that waits for a task token is submitted, without a job to poll', async () => {
  const { answer } = await call({ FunctionName: 'f' }, answered, 'WaitForTaskToken');
  const output = { ExecutedVersion: '$LATEST', Payload: {}, ...itsMetadata, StatusCode: 200 };
  expect(answer).toEqual({ type: 'Submitted', output, job: undefined });
});

const exception =
  '{"errorMessage": "Some exception was raised.", "errorType": "Exception", "stackTrace": []}';
const timeout =
  '{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: 1 Error: Task timed out after 3.00 seconds"}';
const untyped = '{"errorMessage":"2024-11-26T00:36:39.604Z 5b1c Task timed out after 600.15 seconds"}';

describe('a function that failed fails the task, whatever the pattern', () => {
  const failures: [string, string, string, string][] = [
    ['an exception is named by its class', exception, 'Exception', JSON.stringify(JSON.parse(exception))],
    ['a timeout is named by the sandbox', timeout, 'Sandbox.Timedout', timeout],
    [
      'an error without a type is unknown',
      untyped,
      'Lambda.Unknown',
      `The cause could not be determined because Lambda did not return an error type. Returned payload: ${untyped}`,
    ],
    [
      'an error that is not JSON is unknown',
      'killed',
      'Lambda.Unknown',
      'The cause could not be determined because Lambda did not return an error type. Returned payload: killed',
    ],
  ];
  test.each(failures)('%s', async (_, payload, error, cause) => {
    const output = { StatusCode: 200, FunctionError: 'Unhandled', Payload: payload };
    for (const pattern of ['RequestResponse', 'WaitForTaskToken'] as const) {
      const { answer } = await call({ FunctionName: 'f' }, output, pattern);
      expect(answer).toEqual({ type: 'Result', result: new Failure(error, cause) });
    }
  });
});

describe('a refusal carries the name and the text of the AWS SDK for Java 1', () => {
  const refusals: [string, Error, string, string][] = [
    [
      'an exception of Invoke',
      new ServiceError('Function not found: arn:aws:lambda:us-east-1:111111111111:function:no_such:$LATEST', {
        code: 'ResourceNotFoundException',
        status: 404,
        requestId,
      }),
      'Lambda.ResourceNotFoundException',
      `Function not found: arn:aws:lambda:us-east-1:111111111111:function:no_such:$LATEST (Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: ${requestId}; Proxy: null)`,
    ],
    [
      'a denial, which Invoke does not model',
      new ServiceError('User: u is not authorized to perform: lambda:InvokeFunction', {
        code: 'AccessDeniedException',
        status: 403,
        requestId,
      }),
      'Lambda.AWSLambdaException',
      `User: u is not authorized to perform: lambda:InvokeFunction (Service: AWSLambda; Status Code: 403; Error Code: AccessDeniedException; Request ID: ${requestId}; Proxy: null)`,
    ],
    [
      'no answer at all',
      new ServiceUnreachable('Unable to execute HTTP request: Connection refused'),
      'Lambda.SdkClientException',
      'Unable to execute HTTP request: Connection refused',
    ],
  ];
  test.each(refusals)('%s', async (_, refusal, error, cause) => {
    const { answer } = await call({ FunctionName: 'f' }, refusal);
    expect(answer).toEqual({ type: 'Result', result: new Failure(error, cause) });
  });

  test('an error of our own is not dressed up as the service refusing', async () => {
    await expect(call({ FunctionName: 'f' }, new TypeError('oops'))).rejects.toThrow('oops');
  });
});

describe('parameters that make no call fail the task without one', () => {
  test.each<[Json, string]>([
    ['{}', 'The Parameters must be a JSON object'],
    [{}, "The field 'FunctionName' is required but was missing"],
    [{ FunctionName: ['f'] }, "The value of the field 'FunctionName' has an invalid format"],
    [{ FunctionName: 'f', functionName: 'f' }, "The field 'functionName' is not supported by Step Functions"],
  ])('%j', async (parameters, problem) => {
    const { answer, requests } = await call(parameters, answered);
    const cause = `The Parameters '${JSON.stringify(parameters)}' could not be used to start the Task: [${problem}]`;
    expect(answer).toEqual({ type: 'Result', result: new Failure('States.Runtime', cause) });
    expect(requests).toEqual([]);
  });
});

test('only a dry run may be repeated', () => {
  const isIdempotent = (parameters: Json) => invoke.isIdempotent({ resourceArn: 'arn', parameters });
  expect(isIdempotent({ FunctionName: 'f' })).toBe(false);
  expect(isIdempotent({ FunctionName: 'f', InvocationType: 'DryRun' })).toBe(true);
});
