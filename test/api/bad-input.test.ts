import { ListRolesCommand } from '@aws-sdk/client-iam';
import { ListFunctionsCommand } from '@aws-sdk/client-lambda';
import { ListExecutionsCommand, ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import {
  createRole,
  createStateMachine,
  run,
  sourceAccount,
  stateMachineArn,
  type TwoAccounts,
  trustsService,
  twoAccounts,
} from '../cross-account/two-accounts.ts';

const definition = JSON.stringify({ StartAt: 'Only', States: { Only: { Type: 'Pass', End: true } } });
const roleArn = `arn:aws:iam::${sourceAccount}:role/runner`;
const machine = stateMachineArn(sourceAccount, 'there');
const execution = `arn:aws:states:us-east-1:${sourceAccount}:execution:there:first`;
const deep = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

let accounts: TwoAccounts;

beforeAll(async () => {
  accounts = await twoAccounts();
  const role = await createRole(accounts.source, 'runner', {
    trust: [trustsService('states'), trustsService('lambda')],
  });
  await createStateMachine(accounts.source, 'there', {
    role,
    states: { Only: { Type: 'Pass', End: true } },
  });
  await run(accounts.source, machine, { name: 'first' });
});

afterAll(() => accounts.close());

/** One request to Step Functions and the exception it is to get; `body` is sent as it is where it is no object. */
interface BadRequest {
  readonly title: string;
  readonly operation: string;
  readonly body: JsonObject | string | Uint8Array;
  readonly exception: string;
  /** How its message begins. */
  readonly message: string;
  readonly status?: number;
}

async function send(operation: string, body: BadRequest['body']) {
  const response = await fetch(accounts.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AWSStepFunctions.${operation}`,
      authorization: `AWS4-HMAC-SHA256 Credential=${sourceAccount}/20260115/us-east-1/states/aws4_request, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
    },
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
  });
  const { Message, ...answer } = (await response.json()) as Readonly<Record<string, string>>;
  return { status: response.status, ...(Message !== undefined && { message: Message }), ...answer };
}

function create(change: JsonObject): JsonObject {
  return { name: 'bad', definition, roleArn, ...change };
}

/** What a Pass state called `Only` is given besides. */
function definitionWith(fields: JsonObject): string {
  return JSON.stringify({ StartAt: 'Only', States: { Only: { Type: 'Pass', End: true, ...fields } } });
}

const tooLong = (name: string, lengthMax: number) =>
  `' at '${name}' failed to satisfy constraint: Member must have length less than or equal to ${lengthMax}`;

const bodies: readonly BadRequest[] = [
  { title: 'malformed JSON', body: '{"name":', message: '' },
  { title: 'JSON that is no object', body: '["name"]', message: '' },
  { title: 'an array 100,000 deep', body: deep(100_000), message: '' },
  {
    title: 'a member 100,000 deep',
    body: `{"definition":${deep(100_000)}}`,
    message: 'JSON nesting depth exceeds',
  },
  {
    title: 'bytes that are no UTF-8',
    body: Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]),
    message: 'Invalid UTF-8',
  },
  {
    title: 'an object for a text',
    body: create({ definition: { StartAt: 'Only' } }),
    message: 'Start of structure or map found where not expected.',
  },
  {
    title: 'a number for a text',
    body: create({ name: 5 }),
    message: 'NUMBER_VALUE can not be converted to a String',
  },
  {
    title: 'an object for a list',
    body: create({ tags: {} }),
    message: 'Start of structure or map found where not expected.',
  },
].map((each) => ({ operation: 'CreateStateMachine', exception: 'SerializationException', ...each }));

const tooLargeBody: BadRequest = {
  title: 'a body of two megabytes',
  operation: 'CreateStateMachine',
  body: create({ definition: ' '.repeat(2 * 1024 * 1024) }),
  exception: 'RequestEntityTooLargeException',
  message: 'HTTP content length exceeded',
  status: 413,
};

const constraints: readonly BadRequest[] = [
  { title: 'no members', body: {}, message: '3 validation errors detected: Value null at' },
  {
    title: 'a member that is null',
    body: create({ definition: null }),
    message: "1 validation error detected: Value null at 'definition'",
  },
  {
    title: 'a name of 81 characters',
    body: create({ name: 'x'.repeat(81) }),
    message: `1 validation error detected: Value '${'x'.repeat(81)}${tooLong('name', 80)}`,
  },
  { title: 'an empty name', body: create({ name: '' }), message: "1 validation error detected: Value ''" },
  {
    title: 'a type that there is not',
    body: create({ type: 'FAST' }),
    message: "1 validation error detected: Value 'FAST' at 'type'",
  },
].map((each) => ({ operation: 'CreateStateMachine', exception: 'ValidationException', ...each }));

const names: readonly BadRequest[] = [
  ...Array.from(' \t\n<>{}[]?*"#%\\^|~`$&,;:/\u0000\u001f\u007f\u0085\u009f'),
].flatMap((character) =>
  ['CreateStateMachine', 'StartExecution'].map((operation) => ({
    title: `a name with ${JSON.stringify(character)} for ${operation}`,
    operation,
    body:
      operation === 'StartExecution'
        ? { stateMachineArn: machine, name: `a${character}b` }
        : create({ name: `a${character}b` }),
    exception: 'InvalidName',
    message: `Invalid Name: 'a${character}b'`,
  })),
);

const definitions: readonly BadRequest[] = [
  { title: 'a definition that is no JSON', definition: '{', message: 'INVALID_JSON_DESCRIPTION' },
  { title: 'an empty definition', definition: ' ', message: 'MISSING_DESCRIPTION' },
  { title: 'a definition 100,000 deep', definition: deep(100_000), message: 'INVALID_JSON_DESCRIPTION' },
  {
    title: 'a definition that is a list',
    definition: '[]',
    message: '',
  },
  {
    title: 'a path that cannot be read',
    definition: definitionWith({ InputPath: '$.[' }),
    message: 'SCHEMA_VALIDATION_FAILED',
  },
  {
    title: 'an intrinsic that there is not',
    definition: definitionWith({ Parameters: { 'a.$': 'States.Nothing()' } }),
    message: 'SCHEMA_VALIDATION_FAILED',
  },
  {
    title: 'a state that nothing leads to',
    definition: JSON.stringify({
      StartAt: 'Only',
      States: { Only: { Type: 'Pass', End: true }, Lost: { Type: 'Succeed' } },
    }),
    message: 'MISSING_TRANSITION_TARGET',
  },
].map(({ title, definition: text, message }) => ({
  title,
  operation: 'CreateStateMachine',
  body: create({ definition: text }),
  exception: 'InvalidDefinition',
  message: `Invalid State Machine Definition: '${message}`,
}));

const inputs: readonly BadRequest[] = [
  { title: 'an empty input', input: '', message: 'Invalid execution input.' },
  { title: 'an input that is blank', input: ' ', message: 'No content to map due to end-of-input' },
  { title: 'half an input', input: '{', message: 'Unexpected end-of-input' },
  { title: 'an input with a word', input: 'nul', message: "Unrecognized token 'nul'" },
  { title: 'an input with a comma too many', input: '[1,]', message: 'Unexpected character' },
  { title: 'an input with a byte order mark', input: '\ufeff{}', message: 'Unexpected character' },
  { title: 'an input with something behind it', input: '{} {}', message: 'Unexpected character' },
  { title: 'an input 1,001 deep', input: deep(1_001), message: 'Document nesting depth (1001) exceeds' },
  { title: 'an input 100,000 deep', input: deep(100_000), message: 'Document nesting depth (1001) exceeds' },
].map(({ title, input, message }) => ({
  title,
  operation: 'StartExecution',
  body: { stateMachineArn: machine, input },
  exception: 'InvalidExecutionInput',
  message: `Invalid State Machine Execution Input: '${message}`,
}));

const largeInputs: readonly BadRequest[] = [
  { title: 'an input of a byte too many', input: JSON.stringify('x'.repeat(256 * 1024 - 1)) },
  { title: 'an input of characters that take two bytes', input: JSON.stringify('\u00e9'.repeat(131_072)) },
].map(({ title, input }) => ({
  title,
  operation: 'StartExecution',
  body: { stateMachineArn: machine, input },
  exception: 'ValidationException',
  message: "1 validation error detected: Value at 'input' failed to satisfy constraint",
}));

const stateMachineArns: readonly BadRequest[] = [
  { arn: 'there', message: 'Invalid ARN prefix: there' },
  { arn: 'arn:aws:states', message: 'Invalid ARN prefix: arn:aws:states' },
  { arn: 'arn:aws:lambda:us-east-1:111111111111:function:there', message: 'Invalid ARN service' },
  { arn: 'arn:aws:states:us-east-1:111111111111:stateMachine', message: 'Invalid ARN: ' },
  { arn: 'arn:aws:states:us-east-1:111111111111:stateMachine:', message: 'Invalid ARN: ' },
  { arn: execution, message: 'Resource type not valid in this context: execution' },
].flatMap(({ arn, message }) =>
  [
    'DescribeStateMachine',
    'UpdateStateMachine',
    'DeleteStateMachine',
    'StartExecution',
    'ListExecutions',
  ].map((operation) => ({
    title: `${arn} for ${operation}`,
    operation,
    body: {
      stateMachineArn: arn,
      ...(operation === 'UpdateStateMachine' && { definition }),
    },
    exception: 'InvalidArn',
    message: `Invalid Arn: '${message}`,
  })),
);

const executionArns: readonly BadRequest[] = [
  { arn: 'first', message: 'Invalid ARN prefix: first' },
  { arn: machine, message: 'Resource type not valid in this context: stateMachine' },
  { arn: 'arn:aws:states:us-east-1:111111111111:execution:there', message: 'Invalid ARN: ' },
].flatMap(({ arn, message }) =>
  ['DescribeExecution', 'GetExecutionHistory', 'StopExecution', 'DescribeStateMachineForExecution'].map(
    (operation) => ({
      title: `${arn} for ${operation}`,
      operation,
      body: { executionArn: arn },
      exception: 'InvalidArn',
      message: `Invalid Arn: '${message}`,
    }),
  ),
);

const pageTokens: readonly BadRequest[] = [
  { token: 'nobody’s' },
  { token: '{}' },
  { token: Buffer.from('["a", 1]').toString('base64') },
  { token: Buffer.from(JSON.stringify([['a'], Number.MAX_SAFE_INTEGER, 'x'])).toString('base64') },
].flatMap(({ token }) =>
  [
    { operation: 'ListStateMachines', rest: {} },
    { operation: 'ListExecutions', rest: { stateMachineArn: machine } },
    { operation: 'GetExecutionHistory', rest: { executionArn: execution } },
  ].map(({ operation, rest }) => ({
    title: `the page token ${token} for ${operation}`,
    operation,
    body: { ...rest, nextToken: token },
    exception: 'InvalidToken',
    message: "Invalid Token: 'Invalid token'",
  })),
);

const taskTokens: readonly BadRequest[] = ['nobody', Buffer.alloc(64).toString('base64'), 'é'].flatMap(
  (token) =>
    [
      { operation: 'SendTaskSuccess', rest: { output: '{}' } },
      { operation: 'SendTaskFailure', rest: {} },
      { operation: 'SendTaskHeartbeat', rest: {} },
    ].map(({ operation, rest }) => ({
      title: `the task token ${token} for ${operation}`,
      operation,
      body: { ...rest, taskToken: token },
      exception: 'InvalidToken',
      message: "Invalid Token: 'Invalid token'",
    })),
);

const others: readonly BadRequest[] = [
  {
    title: 'an output that is no JSON',
    operation: 'SendTaskSuccess',
    body: { taskToken: 'any', output: '{' },
    exception: 'InvalidOutput',
    message: "Invalid Output: 'Unexpected end-of-input",
  },
  {
    title: 'an output 100,000 deep',
    operation: 'SendTaskSuccess',
    body: { taskToken: 'any', output: deep(100_000) },
    exception: 'InvalidOutput',
    message: "Invalid Output: 'Document nesting depth (1001) exceeds",
  },
  {
    title: 'a page of 1,001',
    operation: 'ListStateMachines',
    body: { maxResults: 1001 },
    exception: 'ValidationException',
    message: "1 validation error detected: Value '1001' at 'maxResults'",
  },
  {
    title: 'a page of half a thing',
    operation: 'ListStateMachines',
    body: { maxResults: 0.5 },
    exception: 'SerializationException',
    message: 'NUMBER_VALUE can not be converted to an Integer',
  },
  {
    title: 'a status that there is not',
    operation: 'ListExecutions',
    body: { stateMachineArn: machine, statusFilter: 'DONE' },
    exception: 'ValidationException',
    message: "1 validation error detected: Value 'DONE' at 'statusFilter'",
  },
  {
    title: 'a role that is no ARN',
    operation: 'CreateStateMachine',
    body: create({ roleArn: 'runner' }),
    exception: 'InvalidArn',
    message: "Invalid Arn: 'Invalid ARN: runner'",
  },
  {
    title: 'an operation that there is not',
    operation: 'CreateEverything',
    body: {},
    exception: 'UnknownOperationException',
    message: '',
  },
];

const badRequests: readonly BadRequest[] = [
  ...bodies,
  tooLargeBody,
  ...constraints,
  ...names,
  ...definitions,
  ...inputs,
  ...largeInputs,
  ...stateMachineArns,
  ...executionArns,
  ...pageTokens,
  ...taskTokens,
  ...others,
];

describe('Step Functions refuses', () => {
  test.each(badRequests.map((each) => [each.title.slice(0, 120), each] as const))(
    '%s',
    async (_title, { operation, body, exception, message, status = 400 }) => {
      const answer = await send(operation, body);
      expect(answer).toMatchObject({ status, __type: expect.stringMatching(`#${exception}$`) });
      expect((answer.message ?? '').slice(0, message.length)).toBe(message);
    },
  );
});

test('members that the API does not have are passed over', async () => {
  expect(await send('ListStateMachines', { unknown: { a: [1] }, __proto__: null })).toMatchObject({
    status: 200,
    stateMachines: [{ name: 'there' }],
  });
});

test('after all of it nothing was stored, and the server answers as before', async () => {
  const { states, iam, lambda } = accounts.source;
  const { stateMachines = [] } = await states.send(new ListStateMachinesCommand({}));
  expect(stateMachines.map(({ name }) => name)).toEqual(['there']);
  const { executions = [] } = await states.send(new ListExecutionsCommand({ stateMachineArn: machine }));
  expect(executions.map(({ name }) => name)).toEqual(['first']);
  const { Roles = [] } = await iam.send(new ListRolesCommand({}));
  expect(Roles.map(({ RoleName }) => RoleName)).toEqual(['runner']);
  const { Functions } = await lambda.send(new ListFunctionsCommand({}));
  expect(Functions).toEqual([]);
  expect((await run(accounts.source, machine)).outcome.status).toBe('SUCCEEDED');
});
