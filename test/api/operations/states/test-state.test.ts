import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { SFNClient, TestStateCommand, type TestStateCommandInput } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningServer, startServer } from '../../../../src/main.ts';

const account = '123456789012';
let server: RunningServer;
let states: SFNClient;
let iam: IAMClient;

beforeAll(async () => {
  server = await startServer({
    mode: 'dev',
    host: '127.0.0.1',
    port: 0,
    dataDirectory: undefined,
    enforcement: 'enforce',
    account,
    region: 'us-east-1',
    logLevel: 'silent',
  });
  const client = {
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: account, secretAccessKey: 'any' },
    disableHostPrefix: true,
  };
  states = new SFNClient(client);
  iam = new IAMClient(client);
  for (const [name, service] of Object.entries({ tester: 'states', stranger: 'lambda' })) {
    await iam.send(
      new CreateRoleCommand({
        RoleName: name,
        AssumeRolePolicyDocument: trusting(`${service}.amazonaws.com`),
      }),
    );
  }
  await iam.send(
    new PutRolePolicyCommand({
      RoleName: 'tester',
      PolicyName: 'read',
      PolicyDocument: JSON.stringify({
        Version: '2012-10-17',
        Statement: { Effect: 'Allow', Action: 'iam:GetRole', Resource: '*' },
      }),
    }),
  );
});

afterAll(async () => {
  states.destroy();
  iam.destroy();
  await server.close();
});

function trusting(service: string): string {
  const Statement = { Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' };
  return JSON.stringify({ Version: '2012-10-17', Statement });
}

type Request = Omit<TestStateCommandInput, 'definition'>;

async function tested(definition: object, request: Request = {}): Promise<object> {
  const { $metadata: _, ...answer } = await states.send(
    new TestStateCommand({ definition: JSON.stringify(definition), ...request }),
  );
  return answer;
}

const roleArn = `arn:aws:iam::${account}:role/tester`;
const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };
const startExecution = { ...task, Resource: 'arn:aws:states:::states:startExecution' };
const parallel = {
  Type: 'Parallel',
  Branches: [{ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } }],
  End: true,
};
const itemProcessor = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'A',
  States: { A: { Type: 'Pass', End: true } },
};
const map = { Type: 'Map', ItemsPath: '$.list', ItemProcessor: itemProcessor, End: true };
const nested = {
  StartAt: 'Each',
  QueryLanguage: 'JSONata',
  States: {
    Each: {
      Type: 'Map',
      ItemProcessor: {
        StartAt: 'Inner',
        States: {
          Inner: { Type: 'Pass', Output: '{% $states.input + 1 %}', Next: 'Last' },
          Last: { Type: 'Succeed' },
        },
      },
      End: true,
    },
  },
};
const mocked = (result: unknown): Request => ({ mock: { result: JSON.stringify(result) } });
const failing = (error: string): Request => ({ mock: { errorOutput: { error, cause: 'because' } } });
const debug: Request = { inspectionLevel: 'DEBUG' };

interface Case {
  readonly title: string;
  readonly definition: object;
  readonly request?: Request;
  readonly answer: object;
}

const answers: readonly Case[] = [
  {
    title: 'a state inside a Map is found by its name, in the language of its machine',
    definition: nested,
    request: { stateName: 'Inner', input: '41' },
    answer: { status: 'SUCCEEDED', output: '42', nextState: 'Last' },
  },
  {
    title: 'a stage that failed is not shown, and neither are those behind it',
    definition: { Type: 'Pass', InputPath: '$.a', Parameters: { 'x.$': '$.missing' }, End: true },
    request: { ...debug, input: '{"a":{"b":1}}' },
    answer: {
      status: 'FAILED',
      error: 'States.Runtime',
      cause: `The JSONPath '$.missing' specified for the field 'x.$' could not be found in the input '{"b":1}'`,
      inspectionData: { input: '{"a":{"b":1}}', afterInputPath: '{"b":1}' },
    },
  },
  {
    title: 'variables are shown as the state leaves them',
    definition: { Type: 'Pass', Assign: { 'b.$': '$a', c: 3 }, End: true },
    request: { ...debug, input: '{}', variables: '{"a":1}' },
    answer: {
      status: 'SUCCEEDED',
      output: '{}',
      inspectionData: {
        input: '{}',
        afterInputPath: '{}',
        afterParameters: '{}',
        afterResultSelector: '{}',
        afterResultPath: '{}',
        variables: '{"a":1,"c":3,"b":1}',
      },
    },
  },
  {
    title: 'a Wait that a test may not last is over at once, as a timeout',
    definition: { Type: 'Wait', Seconds: 301, End: true },
    answer: { status: 'FAILED', error: 'States.Timeout' },
  },
  {
    title: 'a Wait is waited for',
    definition: { Type: 'Wait', Seconds: 0, Next: 'B' },
    answer: { status: 'SUCCEEDED', output: '{}', nextState: 'B' },
  },
  {
    title: 'a Choice without a match fails',
    definition: { Type: 'Choice', Choices: [{ Variable: '$.a', IsPresent: true, Next: 'B' }] },
    answer: {
      status: 'FAILED',
      error: 'States.NoChoiceMatched',
      cause: 'Failed to transition out of the state. The state does not point to a next state.',
    },
  },
  {
    title: 'a spent Retrier hands its error to the Catchers, and is still named',
    definition: {
      ...task,
      Parameters: {},
      Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }],
      Catch: [
        { ErrorEquals: ['Other'], Next: 'A' },
        { ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'B' },
      ],
    },
    request: { ...debug, ...failing('E'), input: '{"a":1}', stateConfiguration: { retrierRetryCount: 1 } },
    answer: {
      status: 'CAUGHT_ERROR',
      error: 'E',
      cause: 'because',
      nextState: 'B',
      output: '{"a":1,"e":{"Error":"E","Cause":"because"}}',
      inspectionData: {
        input: '{"a":1}',
        afterInputPath: '{"a":1}',
        afterParameters: '{}',
        errorDetails: { retryIndex: 0, catchIndex: 1 },
      },
    },
  },
  {
    title: 'a mock stands in for an integration that there is not',
    definition: { ...task, Resource: 'arn:aws:states:::glue:startJobRun.sync' },
    request: mocked({ JobRunId: 'j' }),
    answer: { status: 'SUCCEEDED', output: '{"JobRunId":"j"}' },
  },
  {
    title: 'a mocked task token answer may be anything',
    definition: { ...task, Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' },
    request: mocked('text'),
    answer: { status: 'SUCCEEDED', output: '"text"' },
  },
  {
    title: 'a mocked job is what the polled operation answers, its output parsed',
    definition: { ...task, Resource: 'arn:aws:states:::states:startExecution.sync:2' },
    request: {
      mock: {
        result:
          '{"ExecutionArn":"e","StateMachineArn":"s","StartDate":"d","Status":"SUCCEEDED","Output":{"a":1}}',
      },
    },
    answer: { status: 'SUCCEEDED', output: expect.stringContaining('"Output":{"a":1}') },
  },
  {
    title: 'items are selected and batched as they would be for child executions',
    definition: {
      ...map,
      ItemSelector: { 'v.$': '$$.Map.Item.Value', 'i.$': '$$.Map.Item.Index' },
      ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { fixed: true } },
      MaxConcurrency: 3,
    },
    request: { ...debug, ...mocked(['x', 'y']), input: '{"list":["a","b","c"]}' },
    answer: {
      status: 'SUCCEEDED',
      output: '["x","y"]',
      inspectionData: expect.objectContaining({
        afterItemsPath: '["a","b","c"]',
        afterItemSelector: '[{"v":"a","i":0},{"v":"b","i":1},{"v":"c","i":2}]',
        afterItemBatcher:
          '[{"Items":[{"v":"a","i":0},{"v":"b","i":1}],"BatchInput":{"fixed":true}},{"Items":[{"v":"c","i":2}],"BatchInput":{"fixed":true}}]',
        maxConcurrency: 3,
      }),
    },
  },
  {
    title: 'an item reader reads what the test says is at its source',
    definition: {
      ...map,
      ItemsPath: undefined,
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSON', ItemsPointer: '/deep/list', MaxItems: 2 },
        Parameters: { Bucket: 'b', Key: 'k' },
      },
      ToleratedFailurePercentage: 50,
    },
    request: {
      ...debug,
      ...mocked([0, 0]),
      stateConfiguration: { mapItemReaderData: '{"deep":{"list":[1,2,3]}}', mapIterationFailureCount: 2 },
    },
    answer: {
      status: 'FAILED',
      error: 'States.ExceedToleratedFailureThreshold',
      cause: 'The specified tolerated failure threshold was exceeded',
      inspectionData: {
        input: '{}',
        afterInputPath: '{}',
        afterItemsPointer: '[1,2,3]',
        maxConcurrency: 0,
        toleratedFailurePercentage: 50,
      },
    },
  },
  {
    title: 'as many failed iterations as tolerated keep the result',
    definition: { ...map, ToleratedFailureCount: 1 },
    request: {
      ...mocked([0]),
      input: '{"list":[1]}',
      stateConfiguration: { mapIterationFailureCount: 1 },
    },
    answer: { status: 'SUCCEEDED', output: '[0]' },
  },
  {
    title: 'a call without a mock is made as the role',
    definition: {
      ...task,
      Resource: 'arn:aws:states:::aws-sdk:iam:getRole',
      Parameters: { RoleName: 'tester' },
      ResultSelector: { 'arn.$': '$.Role.Arn' },
    },
    request: { roleArn },
    answer: { status: 'SUCCEEDED', output: `{"arn":"${roleArn}"}` },
  },
  {
    title: 'a call that the role may not make fails as in an execution',
    definition: { ...task, Resource: 'arn:aws:states:::aws-sdk:iam:getUser', Parameters: { UserName: 'u' } },
    request: { roleArn },
    answer: {
      status: 'FAILED',
      error: expect.stringMatching(/^Iam\./),
      cause: expect.stringContaining('not authorized to perform: iam:GetUser'),
    },
  },
];

test.each(answers)('$title', async ({ definition, request, answer }) => {
  expect(await tested(definition, request)).toEqual(answer);
});

test('the Context object is one of an execution made up for the test', async () => {
  const definition = { ...task, QueryLanguage: 'JSONata', Output: '{% $states.context %}' };
  const request = { ...mocked({}), input: '{"a":1}', roleArn, stateConfiguration: { retrierRetryCount: 2 } };
  const { output } = (await tested(definition, request)) as { readonly output: string };
  expect(JSON.parse(output)).toMatchObject({
    Execution: {
      Id: expect.stringMatching(/^arn:aws:states:us-east-1:123456789012:express:[\w-]+:[\w-]+$/),
      Input: { a: 1 },
      RoleArn: roleArn,
    },
    State: { Name: 'StateName', RetryCount: 2 },
  });
});

interface Refusal {
  readonly title: string;
  readonly definition: object;
  readonly request?: Request;
  readonly name?: string;
  readonly message: string;
}

const schemaError = 'Mock result schema validation error:';

const refusals: readonly Refusal[] = [
  {
    title: 'a real call needs a role',
    definition: task,
    message: 'RoleArn must be specified when testing a Task state',
  },
  {
    title: 'a real call needs a role that Step Functions may assume',
    definition: task,
    request: { roleArn: `arn:aws:iam::${account}:role/stranger` },
    name: 'AccessDeniedException',
    message:
      'Neither the global service principal states.amazonaws.com, nor the regional one is authorized to assume the provided role.',
  },
  {
    title: 'a Map needs a mock',
    definition: map,
    name: 'InvalidDefinition',
    message:
      'TestState API does not support Map or Parallel states. Supported state types include: [Task, Wait, Pass, Succeed, Fail, Choice]',
  },
  {
    title: 'a job needs a mock',
    definition: { ...startExecution, Resource: 'arn:aws:states:::states:startExecution.sync' },
    request: { roleArn },
    name: 'InvalidDefinition',
    message: "TestState API does not support '.sync' service integrations without a mock",
  },
  {
    title: 'without a mock the integration must be there',
    definition: { ...task, Resource: 'arn:aws:states:::nowhere:doIt' },
    request: { roleArn },
    name: 'InvalidDefinition',
    message: expect.stringMatching(
      /The resource provided arn:aws:states:::nowhere:doIt is not recognized.* at \/Resource'$/,
    ),
  },
  {
    title: 'a mock of nothing is refused',
    definition: task,
    request: { mock: {} },
    message: 'A test mock should have only one of the following fields: [result, errorOutput].',
  },
  {
    title: 'a mocked result is JSON',
    definition: task,
    request: { mock: { result: '{' } },
    message: 'Mocked result must be valid JSON',
  },
  {
    title: 'a service answers with an object',
    definition: task,
    request: mocked([1]),
    message: 'Mocked result must be a JSON object.',
  },
  {
    title: 'a Map answers with an array',
    definition: map,
    request: mocked({}),
    message: 'Mocked result must be an array.',
  },
  {
    title: 'a Parallel answers with a result of each branch',
    definition: parallel,
    request: mocked([1, 2]),
    message: 'Mocked result must contain the same number of items as number of Parallel branches.',
  },
  {
    title: 'a strict mock has the required fields',
    definition: startExecution,
    request: mocked({ ExecutionArn: 'e' }),
    message: `${schemaError} Required field 'StartDate' is missing`,
  },
  {
    title: 'a field of a nested structure is held to its range',
    definition: { ...task, Resource: 'arn:aws:states:::aws-sdk:lambda:getFunction' },
    request: mocked({ Configuration: { MemorySize: 127 } }),
    message: `${schemaError} Field 'MemorySize' is less than the minimum value`,
  },
  {
    title: 'a field of a nested structure is one of its values',
    definition: { ...task, Resource: 'arn:aws:states:::aws-sdk:lambda:getFunction' },
    request: { mock: { result: '{"Configuration":{"State":"Gone"}}', fieldValidationMode: 'PRESENT' } },
    message: `${schemaError} Field 'State' is not an expected value`,
  },
  {
    title: 'a blob of a service whose client is installed is held to its length',
    definition: { ...task, Resource: 'arn:aws:states:::aws-sdk:kms:encrypt' },
    request: { mock: { result: '{"CiphertextBlob":""}', fieldValidationMode: 'PRESENT' } },
    message: `${schemaError} Field 'CiphertextBlob' is smaller than the minimum length`,
  },
  {
    title: 'a text of a service whose client is installed is one of its values',
    definition: { ...task, Resource: 'arn:aws:states:::aws-sdk:s3:getObject' },
    request: mocked({ StorageClass: 'Papyrus' }),
    message: `${schemaError} Field 'StorageClass' is not an expected value`,
  },
  {
    title: 'an integration made for Step Functions answers what the API does',
    definition: { ...task, Resource: 'arn:aws:states:::dynamodb:putItem' },
    request: mocked({ ConsumedCapacity: { CapacityUnits: '123.45' } }),
    message: `${schemaError} Field 'CapacityUnits' must be a number`,
  },
  {
    title: 'each member of a list is what the API answers',
    definition: { ...task, Resource: 'arn:aws:states:::events:putEvents' },
    request: mocked({ Entries: [{ EventId: 'e' }, { EventId: ['e'] }] }),
    message: `${schemaError} Field 'EventId' must be a string`,
  },
  {
    title: 'secrets are not revealed of a mock',
    definition: task,
    request: { ...mocked({}), revealSecrets: true },
    message: 'TestState does not support RevealSecrets when a mock is specified.',
  },
  {
    title: 'a retry count goes with a mock',
    definition: task,
    request: { roleArn, stateConfiguration: { retrierRetryCount: 1 } },
    message: 'TestState does not support RetrierRetryCount when a mock is not specified.',
  },
  {
    title: 'a Context object goes with a mock',
    definition: { Type: 'Succeed' },
    request: { context: '{}' },
    message: 'TestState does not support Context when a mock is not specified.',
  },
  {
    title: 'a Context object has the fields it has in an execution',
    definition: task,
    request: { ...mocked({}), context: '{"Execution":{"Wrong":1}}' },
    message: "Invalid Context object provided: Field 'Wrong' is not allowed",
  },
  {
    title: 'no more iterations can fail than there are',
    definition: map,
    request: { ...mocked([1]), input: '{"list":[1]}', stateConfiguration: { mapIterationFailureCount: 2 } },
    message: 'Map iteration failure count must be less than or equal to the number of Map iterations',
  },
  {
    title: 'the state must be in the definition',
    definition: nested,
    request: { stateName: 'Nobody' },
    message: 'State not found in definition',
  },
  {
    title: 'the definition must be one',
    definition: { Type: 'Pass', Foo: 1, End: true },
    name: 'InvalidDefinition',
    message:
      "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: Field 'Foo' is not supported at /'",
  },
  {
    title: 'the input is JSON',
    definition: { Type: 'Succeed' },
    request: { input: 'nope' },
    name: 'InvalidExecutionInput',
    message: expect.stringContaining('Invalid State Machine Execution Input'),
  },
];

describe('refused', () => {
  test.each(refusals)('$title', async ({ definition, request, name = 'ValidationException', message }) => {
    await expect(tested(definition, request)).rejects.toMatchObject({ name, message });
  });
});

test.each([
  ['without a role', {}, ['states:TestState']],
  ['with a role', { roleArn }, ['states:TestState', 'iam:PassRole']],
  ['with secrets', { revealSecrets: true }, ['states:TestState', 'states:RevealSecrets']],
])('what a caller must be allowed, %s', async (_, input, actions) => {
  const { testState } = await import('../../../../src/api/operations/states/test-state.ts');
  const permissions = await testState.permissions({ definition: '{}', ...input }, undefined as never);
  expect(permissions.map(({ action }) => action)).toEqual(actions);
});
