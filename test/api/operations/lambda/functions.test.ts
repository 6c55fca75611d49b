import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { errorOf } from '../../../support/an-identity.ts';
import {
  account,
  aDirectory,
  aLambda,
  arnPrefix,
  aZip,
  otherAccount,
  roleArn,
  type TestLambda,
} from './a-lambda.ts';

const source = 'export const handler = async () => 1;';

/** As CreateFunction answers about a function with nothing but what it needs. */
const plainFunction = {
  FunctionName: 'f',
  FunctionArn: `${arnPrefix}:f`,
  Runtime: 'nodejs20.x',
  Role: roleArn,
  Handler: 'index.handler',
  CodeSize: expect.any(Number),
  CodeSha256: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
  Description: '',
  Timeout: 3,
  MemorySize: 128,
  LastModified: '2026-01-15T12:00:00.000+0000',
  Version: '$LATEST',
  RevisionId: expect.any(String),
  State: 'Active',
  LastUpdateStatus: 'Successful',
  PackageType: 'Zip',
  Architectures: ['x86_64'],
  EphemeralStorage: { Size: 512 },
  LoggingConfig: { LogFormat: 'Text', LogGroup: '/aws/lambda/f' },
  SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
  TracingConfig: { Mode: 'PassThrough' },
};

const creation = {
  FunctionName: 'f',
  Runtime: 'nodejs20.x',
  Handler: 'index.handler',
  Role: roleArn,
  Code: { ZipFile: aZip({ 'index.mjs': source }) },
};

test('CreateFunction answers the whole configuration, which GetFunction repeats', async () => {
  const lambda = await aLambda();
  const created = await lambda.call('CreateFunction', creation);
  expect(created).toEqual(plainFunction);
  expect(await lambda.call('GetFunctionConfiguration', { FunctionName: 'f' })).toEqual(created);
  const found = await lambda.call('GetFunction', { FunctionName: 'f' });
  expect(found).toEqual({ Configuration: created, Code: { RepositoryType: 'S3' } });
});

const spellings: readonly (readonly [string, string])[] = [
  ['f', ''],
  ['f:$LATEST', ':$LATEST'],
  ['function:f', ''],
  [`${account}:f`, ''],
  [`${account}:function:f`, ''],
  [`us-east-1:${account}:function:f`, ''],
  [`${arnPrefix}:f`, ''],
  [`${arnPrefix}:f:1`, ':1'],
];

test('A function is found by every form of its name', async () => {
  const lambda = await aLambda();
  await lambda.call('CreateFunction', { ...creation, Publish: true });
  for (const [FunctionName, suffix] of spellings) {
    const { FunctionArn } = await lambda.call('GetFunctionConfiguration', { FunctionName });
    expect(FunctionArn, FunctionName).toBe(`${arnPrefix}:f${suffix}`);
  }
});

test('UpdateFunctionConfiguration changes what it names and leaves the rest', async () => {
  const lambda = await aLambda();
  const created = await lambda.call('CreateFunction', {
    ...creation,
    Environment: { Variables: { COLOR: 'blue' } },
    Tags: { team: 'blue' },
  });
  lambda.clock.at += 1500;
  const updated = await lambda.call('UpdateFunctionConfiguration', {
    FunctionName: 'f',
    Timeout: 60,
    LoggingConfig: { LogGroup: 'mine' },
  });
  expect(updated).toEqual({
    ...created,
    Timeout: 60,
    LoggingConfig: { LogFormat: 'Text', LogGroup: 'mine' },
    LastModified: '2026-01-15T12:00:01.500+0000',
    RevisionId: expect.any(String),
  });
  expect(updated.RevisionId).not.toBe(created.RevisionId);
  expect((await lambda.call('GetFunction', { FunctionName: 'f' })).Tags).toEqual({ team: 'blue' });
  const cleared = await lambda.call('UpdateFunctionConfiguration', {
    FunctionName: 'f',
    Environment: { Variables: {} },
  });
  expect(cleared).not.toHaveProperty('Environment');
});

test('Publishing numbers versions, and gives the last one again where nothing changed', async () => {
  const lambda = await aLambda();
  const publish = async (text: string) => {
    const ZipFile = aZip({ 'index.mjs': text });
    return lambda.call('UpdateFunctionCode', { FunctionName: 'f', ZipFile, Publish: true });
  };
  const created = await lambda.call('CreateFunction', { ...creation, Publish: true });
  expect(created).toMatchObject({ Version: '1', FunctionArn: `${arnPrefix}:f:1` });
  expect(await publish(source)).toEqual(created);
  expect(await publish('export const handler = async () => 2;')).toMatchObject({ Version: '2' });
  await lambda.call('DeleteFunction', { FunctionName: 'f', Qualifier: '2' });
  expect(await publish('export const handler = async () => 3;')).toMatchObject({ Version: '3' });
  const listed = await lambda.call('ListFunctions', { FunctionVersion: 'ALL' });
  expect(arnsOf(listed)).toEqual(['f:$LATEST', 'f:1', 'f:3']);
});

function arnsOf({ Functions }: JsonObject): readonly string[] {
  const functions = Functions as readonly { readonly FunctionArn: string }[];
  return functions.map(({ FunctionArn }) => FunctionArn.slice(arnPrefix.length + 1));
}

const pages: readonly { readonly input: JsonObject; readonly expected: readonly (readonly string[])[] }[] = [
  { input: { MaxItems: 2 }, expected: [['a', 'b'], ['c']] },
  {
    input: { MaxItems: 2, FunctionVersion: 'ALL' },
    expected: [
      ['a:$LATEST', 'b:$LATEST'],
      ['b:1', 'b:2'],
      ['c:$LATEST', 'c:1'],
    ],
  },
  { input: {}, expected: [['a', 'b', 'c']] },
];

test.for(pages)('ListFunctions gives every function once, in pages: %j', async ({ input, expected }) => {
  const lambda = await aLambda();
  for (const FunctionName of ['c', 'a', 'b']) {
    await lambda.call('CreateFunction', { ...creation, FunctionName, Publish: FunctionName !== 'a' });
  }
  const ZipFile = aZip({ 'index.mjs': 'export const handler = async () => 2;' });
  await lambda.call('UpdateFunctionCode', { FunctionName: 'b', ZipFile, Publish: true });
  const found: (readonly string[])[] = [];
  let Marker: JsonObject = {};
  do {
    const page = await lambda.call('ListFunctions', { ...input, ...Marker });
    found.push(arnsOf(page));
    Marker = page.NextMarker === undefined ? {} : { Marker: page.NextMarker };
  } while ('Marker' in Marker);
  expect(found).toEqual(expected);
});

test('Code is kept for as long as a function or a version uses it, and no longer', async () => {
  const codeDirectory = aDirectory();
  const lambda = await aLambda({ codeDirectory });
  const codeCount = async () => {
    const unpacked = readdirSync(codeDirectory).filter((name) => /^[0-9a-f]{64}$/.test(name)).length;
    const place = { account: '', region: '', limit: 10 };
    const stored = await lambda.services.store.resources.list({ kind: 'FunctionCode', ...place });
    expect(stored).toHaveLength(unpacked);
    return unpacked;
  };
  await lambda.call('CreateFunction', { ...creation, Publish: true });
  await lambda.call('CreateFunction', { ...creation, FunctionName: 'g' });
  expect(await codeCount()).toBe(1);
  const ZipFile = aZip({ 'index.mjs': 'export const handler = async () => 2;' });
  await lambda.call('UpdateFunctionCode', {
    FunctionName: 'f',
    ZipFile: aZip({ 'index.mjs': '// tried' }),
    DryRun: true,
  });
  expect(await codeCount()).toBe(1);
  await lambda.call('UpdateFunctionCode', { FunctionName: 'f', ZipFile });
  expect(await codeCount()).toBe(2);
  await lambda.call('DeleteFunction', { FunctionName: 'g' });
  expect(await codeCount()).toBe(2);
  await lambda.call('DeleteFunction', { FunctionName: 'f', Qualifier: '1' });
  expect(await codeCount()).toBe(1);
  await lambda.call('DeleteFunction', { FunctionName: 'f' });
  expect(await codeCount()).toBe(0);
});

test('Of two that create one function at the same time, one does', async () => {
  const lambda = await aLambda();
  const outcomes = await Promise.allSettled([1, 2].map(() => lambda.call('CreateFunction', creation)));
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await lambda.call('Invoke', { FunctionName: 'f' })).toMatchObject({ Payload: '1' });
});

test('What was deleted is gone with its versions and its policy, also for who takes the name next', async () => {
  const lambda = await aLambda();
  await lambda.call('CreateFunction', { ...creation, Publish: true });
  const permission = { StatementId: 's', Action: 'lambda:InvokeFunction', Principal: otherAccount };
  await lambda.call('AddPermission', { FunctionName: 'f', ...permission });
  await lambda.call('AddPermission', { FunctionName: 'f', Qualifier: '1', ...permission });
  expect(await lambda.call('DeleteFunction', { FunctionName: 'f' })).toEqual({ StatusCode: 204 });
  await lambda.call('CreateFunction', { ...creation, Publish: true });
  for (const Qualifier of ['$LATEST', '1']) {
    const error = await errorOf(lambda.call('GetPolicy', { FunctionName: 'f', Qualifier }));
    expect(error).toMatchObject({ code: 'ResourceNotFoundException' });
  }
});

interface Refusal {
  readonly title: string;
  readonly call: (lambda: TestLambda) => Promise<unknown>;
  readonly code: string;
  readonly status: number;
  readonly message: string | RegExp;
}

const invalid = { code: 'InvalidParameterValueException', status: 400 };
const notFound = { code: 'ResourceNotFoundException', status: 404 };
const create = (input: JsonObject) => (lambda: TestLambda) =>
  lambda.call('CreateFunction', { ...creation, FunctionName: 'g', ...input });
const reservedKeys =
  'Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: AWS_REGION, LAMBDA_TASK_ROOT';

const refusals: readonly Refusal[] = [
  {
    title: 'a name that is taken',
    call: create({ FunctionName: 'f' }),
    code: 'ResourceConflictException',
    status: 409,
    message: 'Function already exist: f',
  },
  {
    title: 'a name that is too long',
    call: create({ FunctionName: 'n'.repeat(65) }),
    code: 'ValidationException',
    status: 400,
    message: `1 validation error detected: Value '${'n'.repeat(65)}' at 'functionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
  },
  {
    title: 'a role that does not trust Lambda',
    call: create({ Role: `arn:aws:iam::${account}:role/stranger` }),
    ...invalid,
    message: 'The role defined for the function cannot be assumed by Lambda.',
  },
  {
    title: 'a role that does not exist',
    call: create({ Role: `arn:aws:iam::${account}:role/nobody` }),
    ...invalid,
    message: 'The role defined for the function cannot be assumed by Lambda.',
  },
  {
    title: 'no code',
    call: create({ Code: {} }),
    ...invalid,
    message: 'Please provide a source for function code.',
  },
  {
    title: 'code that is no archive',
    call: create({ Code: { ZipFile: Buffer.from('hello').toString('base64') } }),
    ...invalid,
    message: 'Could not unzip uploaded file. Please check your file, then try to upload again.',
  },
  {
    title: 'no handler',
    call: create({ Handler: null }),
    ...invalid,
    message: 'Runtime and Handler are mandatory parameters for functions created with deployment packages.',
  },
  {
    title: 'a runtime that is not run here',
    call: create({ Runtime: 'java21' }),
    ...invalid,
    message:
      /^Value java21 at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: \[/,
  },
  {
    title: 'a timeout that is too long',
    call: create({ Timeout: 901 }),
    code: 'ValidationException',
    status: 400,
    message:
      "1 validation error detected: Value '901' at 'timeout' failed to satisfy constraint: Member must have value less than or equal to 900",
  },
  {
    title: 'reserved variables',
    call: create({ Environment: { Variables: { AWS_REGION: 'x', OK: 'y', LAMBDA_TASK_ROOT: 'z' } } }),
    ...invalid,
    message: reservedKeys,
  },
  {
    title: 'too many variables',
    call: create({ Environment: { Variables: { BIG: 'x'.repeat(4096) } } }),
    ...invalid,
    message: /exceeded the 4KB limit\. String measured: \{"BIG":"x+"\}$/,
  },
  {
    title: 'layers',
    call: create({ Layers: [`arn:aws:lambda:us-east-1:${account}:layer:l:1`] }),
    ...invalid,
    message: 'Layers is not supported by this server.',
  },
  {
    title: 'GetFunction of none',
    call: (lambda) => lambda.call('GetFunction', { FunctionName: 'none' }),
    ...notFound,
    message: `Function not found: ${arnPrefix}:none`,
  },
  {
    title: 'GetFunction of a version there is not',
    call: (lambda) => lambda.call('GetFunction', { FunctionName: 'f', Qualifier: '7' }),
    ...notFound,
    message: `Function not found: ${arnPrefix}:f:7`,
  },
  {
    title: 'DeleteFunction of none',
    call: (lambda) => lambda.call('DeleteFunction', { FunctionName: 'none' }),
    ...notFound,
    message: `Function not found: ${arnPrefix}:none`,
  },
  {
    title: 'DeleteFunction of $LATEST alone',
    call: (lambda) => lambda.call('DeleteFunction', { FunctionName: 'f', Qualifier: '$LATEST' }),
    ...invalid,
    message: '$LATEST version cannot be deleted without deleting the function.',
  },
  {
    title: 'an update of none',
    call: (lambda) => lambda.call('UpdateFunctionConfiguration', { FunctionName: 'none', Timeout: 5 }),
    ...notFound,
    message: `Function not found: ${arnPrefix}:none`,
  },
  {
    title: 'an update of another revision',
    call: (lambda) => lambda.call('UpdateFunctionConfiguration', { FunctionName: 'f', RevisionId: 'old' }),
    code: 'PreconditionFailedException',
    status: 412,
    message:
      'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
  },
  {
    title: 'an update of a version',
    call: (lambda) => lambda.call('UpdateFunctionCode', { FunctionName: 'f:1', ...creation.Code }),
    ...invalid,
    message:
      'This operation is permitted on Lambda functions only. Aliases and versions do not support this operation. Please specify either a function name or an unqualified function ARN.',
  },
  {
    title: 'a role of another account',
    call: (lambda) =>
      lambda.call('UpdateFunctionConfiguration', {
        FunctionName: 'f',
        Role: `arn:aws:iam::${otherAccount}:role/worker`,
      }),
    code: 'AccessDeniedException',
    status: 403,
    message: 'Cross-account pass role is not allowed.',
  },
];

test('Lambda refuses what AWS refuses, in its words', async () => {
  const lambda = await aLambda();
  await lambda.call('CreateFunction', creation);
  for (const { title, call, message, ...rest } of refusals) {
    const matched = typeof message === 'string' ? message : expect.stringMatching(message);
    expect(await errorOf(call(lambda)), title).toEqual({ ...rest, message: matched });
  }
});
