import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { ServiceError, ServiceUnreachable } from '../../../src/connectors/connector.ts';
import type { IntegrationPattern } from '../../../src/connectors/pattern.ts';
import { startExecution } from '../../../src/connectors/states/start-execution.ts';
import {
  aConnectorTask,
  aScriptedSession,
  idempotencyKey,
  itsMetadata,
  requestId,
  type ScriptedAnswer,
} from '../a-connector-task.ts';

const stateMachineArn = 'arn:aws:states:us-east-1:111111111111:stateMachine:child';
const executionArn = 'arn:aws:states:us-east-1:111111111111:execution:child:TestStartTarget';
const startDate = 1733089875458;
const stopDate = 1733092939260;
const started = { executionArn, startDate };
const submitted = { ExecutionArn: executionArn, ...itsMetadata, StartDate: startDate };

async function call(parameters: Json, pattern: IntegrationPattern, ...script: ScriptedAnswer[]) {
  const { session, requests } = aScriptedSession(...script);
  return { answer: await startExecution.call(aConnectorTask({ session, parameters, pattern })), requests };
}

function refusal(code: string, message: string): ServiceError {
  return new ServiceError(message, { code, status: 400, requestId });
}

describe('what is passed to StartExecution', () => {
  test.each<[string, JsonObject, JsonObject]>([
    ['a null input is left out', { Input: null, Name: 'n' }, { name: 'n' }],
    ['an object is the JSON of the input', { Input: { a: 1 }, Name: 'n' }, { input: '{"a":1}', name: 'n' }],
    ['a text is the input as it is', { Input: '"hi"', Name: 'n' }, { input: '"hi"', name: 'n' }],
    ['a trace header', { Name: 'n', TraceHeader: 'Root=1' }, { name: 'n', traceHeader: 'Root=1' }],
    ['a child without a name is named after the call', {}, { name: idempotencyKey }],
  ])('%s', async (_, parameters, input) => {
    const { requests } = await call(
      { StateMachineArn: stateMachineArn, ...parameters },
      'RequestResponse',
      started,
    );
    expect(requests).toEqual([
      { service: 'states', action: 'StartExecution', input: { stateMachineArn, ...input } },
    ]);
  });
});

test.each<[IntegrationPattern, JsonObject]>([
  ['RequestResponse', { type: 'Result', result: submitted }],
  ['Sync', { type: 'Submitted', output: submitted, job: executionArn }],
])('%s: the output names the child and shows the HTTP answer', async (pattern, expected) => {
  const { answer } = await call({ StateMachineArn: stateMachineArn, Name: 'n' }, pattern, started);
  // The text, because the order of members is recorded too.
  expect(JSON.stringify(answer)).toBe(JSON.stringify(expected));
});

test('a child that is to send a task token is no job of its parent', async () => {
  const { answer } = await call({ StateMachineArn: stateMachineArn }, 'WaitForTaskToken', started);
  expect(answer).toEqual({ type: 'Submitted', output: submitted, job: undefined });
});

describe('a child cannot be started', () => {
  const suffix = (code: string) =>
    `(Service: AWSStepFunctions; Status Code: 400; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`;
  test.each<[string, Error, string, string]>([
    [
      'a code without the suffix gets it',
      refusal('StateMachineDoesNotExist', `State Machine Does Not Exist: '${stateMachineArn}'`),
      'StepFunctions.StateMachineDoesNotExistException',
      `State Machine Does Not Exist: '${stateMachineArn}' ${suffix('StateMachineDoesNotExist')}`,
    ],
    [
      'a name that another execution has',
      refusal('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`),
      'StepFunctions.ExecutionAlreadyExistsException',
      `Execution Already Exists: '${executionArn}' ${suffix('ExecutionAlreadyExists')}`,
    ],
    [
      'a denial is not modelled',
      refusal('AccessDeniedException', 'User: u is not authorized'),
      'StepFunctions.AWSStepFunctionsException',
      `User: u is not authorized ${suffix('AccessDeniedException')}`,
    ],
    [
      'nobody answers',
      new ServiceUnreachable('Unable to execute HTTP request: timeout'),
      'StepFunctions.SdkClientException',
      'Unable to execute HTTP request: timeout',
    ],
  ])('%s', async (_, thrown, error, cause) => {
    const { answer } = await call({ StateMachineArn: stateMachineArn, Name: 'n' }, 'Sync', thrown);
    expect(answer).toEqual({ type: 'Result', result: new Failure(error, cause) });
  });

  test('an Express child cannot be waited for', async () => {
    const express = 'arn:aws:states:us-east-1:111111111111:express:child:n:1';
    const output = { executionArn: express, startDate };
    const { answer } = await call({ StateMachineArn: stateMachineArn, Name: 'n' }, 'Sync', output);
    const cause = `Invalid Arn: 'Resource type not valid in this context: express' ${suffix('InvalidArn')}`;
    expect(answer).toEqual({
      type: 'Result',
      result: new Failure('StepFunctions.InvalidArnException', cause),
    });
    const { answer: fired } = await call({ StateMachineArn: stateMachineArn }, 'RequestResponse', output);
    expect(fired).toMatchObject({ type: 'Result', result: { ExecutionArn: express } });
  });
});

test.each([
  ['the state machine', stateMachineArn],
  ['a version', `${stateMachineArn}:3`],
  ['an alias', `${stateMachineArn}:live`],
])('a repeated call by %s finds the child that it had started under its own name', async (_, arn) => {
  const ownArn = `arn:aws:states:us-east-1:111111111111:execution:child:${idempotencyKey}`;
  const script = [
    refusal('ExecutionAlreadyExists', 'exists'),
    { executionArn: ownArn, startDate, status: 'FAILED' },
  ];
  const { answer, requests } = await call({ StateMachineArn: arn }, 'Sync', ...script);
  expect(requests[1]).toEqual({
    service: 'states',
    action: 'DescribeExecution',
    input: { executionArn: ownArn },
  });
  expect(answer).toMatchObject({ type: 'Submitted', job: ownArn, output: { StartDate: startDate } });
});

test.each<[IntegrationPattern, string]>([
  ['RequestResponse', 'Result'],
  ['Sync', 'Submitted'],
])('%s: a repeated call finds its child although the role may not look at it', async (pattern, type) => {
  const ownArn = `arn:aws:states:us-east-1:111111111111:execution:child:${idempotencyKey}`;
  const script = [refusal('ExecutionAlreadyExists', 'exists'), refusal('AccessDeniedException', 'no')];
  const { answer } = await call({ StateMachineArn: stateMachineArn }, pattern, ...script);
  const output = { ExecutionArn: ownArn, StartDate: expect.any(Number) };
  expect(answer).toMatchObject({ type, [type === 'Result' ? 'result' : 'output']: output });
});

const description: JsonObject = {
  executionArn,
  stateMachineArn,
  name: 'TestStartTarget',
  status: 'SUCCEEDED',
  startDate,
  stopDate,
  input: '{}',
  inputDetails: { included: true },
  output: '{"Arg1":"argument1"}',
  outputDetails: { included: true },
  redriveCount: 0,
  redriveStatus: 'NOT_REDRIVABLE',
  redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
};
const {
  output: _output,
  outputDetails: _outputDetails,
  redriveStatusReason: _reason,
  ...unsuccessful
} = description;

function succeeded(Input: Json, Output: Json): JsonObject {
  return {
    ExecutionArn: executionArn,
    Input,
    InputDetails: { Included: true },
    Name: 'TestStartTarget',
    Output,
    OutputDetails: { Included: true },
    RedriveCount: 0,
    RedriveStatus: 'NOT_REDRIVABLE',
    RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    StartDate: startDate,
    StateMachineArn: stateMachineArn,
    Status: 'SUCCEEDED',
    StopDate: stopDate,
  };
}

/** The cause that a child with this end gives its parent's task. */
function failureCause(status: string, ended: JsonObject): string {
  return JSON.stringify({
    ...ended,
    ExecutionArn: executionArn,
    Input: '{}',
    InputDetails: { Included: true },
    Name: 'TestStartTarget',
    RedriveCount: 0,
    RedriveStatus: 'REDRIVABLE',
    StartDate: startDate,
    StateMachineArn: stateMachineArn,
    Status: status,
    StopDate: stopDate,
  });
}

describe('polling', () => {
  function poll(syncVersion: number, answer: ScriptedAnswer) {
    const { session, requests } = aScriptedSession(answer);
    const task = aConnectorTask({ session, pattern: 'Sync', syncVersion });
    return { result: startExecution.poll?.(task, executionArn), requests };
  }

  test.each([
    ['.sync shows input and output as text', 1, succeeded('{}', '{"Arg1":"argument1"}')],
    ['.sync:2 shows input and output parsed', 2, succeeded({}, { Arg1: 'argument1' })],
  ])('%s', async (_, syncVersion, expected) => {
    const { result, requests } = poll(syncVersion, description);
    // The text, because the order of members is recorded too.
    expect(JSON.stringify(await result)).toBe(JSON.stringify(expected));
    expect(requests).toEqual([{ service: 'states', action: 'DescribeExecution', input: { executionArn } }]);
  });

  test.each([
    ['FAILED', { error: 'SomeFailure', cause: 'why' }, { Cause: 'why', Error: 'SomeFailure' }],
    ['TIMED_OUT', { error: 'States.Timeout' }, { Error: 'States.Timeout' }],
    ['ABORTED', {}, {}],
  ])('a child that ended as %s fails the task with its description', async (status, ended, shown) => {
    for (const syncVersion of [1, 2]) {
      const { result } = poll(syncVersion, {
        ...unsuccessful,
        redriveStatus: 'REDRIVABLE',
        status,
        ...ended,
      });
      expect(await result).toEqual(new Failure('States.TaskFailed', failureCause(status, shown)));
    }
  });

  test.each(['RUNNING', 'PENDING_REDRIVE'])('a child that is %s goes on', async (status) => {
    const { result } = poll(1, { ...unsuccessful, status });
    expect(await result).toBeUndefined();
  });

  test('a denial says nothing about the child', async () => {
    const { result } = poll(1, refusal('AccessDeniedException', 'not authorized'));
    await expect(result).rejects.toThrow('not authorized');
  });

  test('a child that is gone fails the task', async () => {
    const { result } = poll(
      1,
      refusal('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`),
    );
    expect(await result).toMatchObject({ error: 'StepFunctions.ExecutionDoesNotExistException' });
  });
});

test('cancelling stops the child, and rejects where that is refused', async () => {
  const { session, requests } = aScriptedSession(
    { stopDate },
    refusal('AccessDeniedException', 'not authorized'),
  );
  const task = aConnectorTask({ session, pattern: 'Sync' });
  await startExecution.cancel?.(task, executionArn);
  expect(requests).toEqual([{ service: 'states', action: 'StopExecution', input: { executionArn } }]);
  await expect(startExecution.cancel?.(task, executionArn)).rejects.toThrow('not authorized');
});

test("the end of a child is announced under the child's ARN", () => {
  expect(startExecution.completionName?.(executionArn)).toBe(executionArn);
});
