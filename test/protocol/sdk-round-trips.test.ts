import {
  CreateRoleCommand,
  DeleteRoleCommand,
  GetRoleCommand,
  IAMClient,
  ListRolesCommand,
  TagRoleCommand,
} from '@aws-sdk/client-iam';
import {
  CreateFunctionCommand,
  GetFunctionCommand,
  InvokeCommand,
  LambdaClient,
  ListFunctionsCommand,
  RemovePermissionCommand,
} from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  GetExecutionHistoryCommand,
  ListStateMachinesCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { principalName } from '../../src/iam/principal.ts';
import {
  anOperation,
  longTermKey,
  type RunningServer,
  startServer,
  temporaryKey,
} from '../support/api-server.ts';

const at = Date.UTC(2024, 1, 29, 12, 34, 56, 789);
const roleArn = 'arn:aws:iam::111111111111:role/path/a-role';
const seen: Record<string, JsonObject> = {};

function record(service: 'states' | 'iam' | 'sts' | 'lambda', name: string, output: JsonObject) {
  return anOperation(service, name, (input) => {
    seen[name] = input;
    return output;
  });
}

const role = {
  RoleName: 'a-role',
  Path: '/path/',
  RoleId: 'AROA',
  Arn: roleArn,
  CreateDate: at,
  Description: 'tags & <brackets> "quoted" \u00e9\u{1f600}',
  Tags: [{ Key: 'team', Value: 'a' }],
};

const operations = [
  record('states', 'CreateStateMachine', { stateMachineArn: 'arn:machine', creationDate: at }),
  record('states', 'ListStateMachines', {
    stateMachines: [{ name: 'm', stateMachineArn: 'arn:m', type: 'STANDARD', creationDate: at }],
  }),
  record('states', 'GetExecutionHistory', {
    events: [
      {
        id: 1,
        previousEventId: 0,
        timestamp: at,
        type: 'ExecutionStarted',
        executionStartedEventDetails: { input: '{"a": 1}', inputDetails: { truncated: false } },
      },
    ],
  }),
  record('iam', 'CreateRole', { Role: role }),
  record('iam', 'GetRole', { Role: role }),
  record('iam', 'ListRoles', { Roles: [role, { ...role, Tags: [] }], IsTruncated: true, Marker: 'next' }),
  record('iam', 'TagRole', {}),
  record('iam', 'DeleteRole', {}),
  record('sts', 'AssumeRole', {
    Credentials: { AccessKeyId: 'ASIA', SecretAccessKey: 's', SessionToken: 't/+=', Expiration: at },
    AssumedRoleUser: { AssumedRoleId: 'AROA:me', Arn: 'arn:session' },
  }),
  anOperation('sts', 'GetCallerIdentity', (_input, { caller }) => ({
    UserId: 'id',
    Account: caller.place.account,
    Arn: principalName(caller.principal),
  })),
  record('lambda', 'CreateFunction', {
    FunctionName: 'f',
    Timeout: 3,
    Environment: { Variables: { STAGE: 'b' } },
  }),
  record('lambda', 'GetFunction', { Configuration: { FunctionName: 'f' }, Tags: { a: 'b' } }),
  record('lambda', 'ListFunctions', { Functions: [{ FunctionName: 'f' }], NextMarker: 'next' }),
  record('lambda', 'RemovePermission', {}),
  record('lambda', 'Invoke', {
    StatusCode: 202,
    FunctionError: 'Unhandled',
    LogResult: 'bG9n',
    ExecutedVersion: '$LATEST',
    Payload: '{"answer": "\u00e9"}',
  }),
];

let server: RunningServer;
let states: SFNClient;
let iam: IAMClient;
let sts: STSClient;
let lambda: LambdaClient;

beforeAll(async () => {
  server = await startServer(operations);
  const client = { endpoint: server.endpoint, region: 'eu-west-1', credentials: longTermKey, maxAttempts: 1 };
  states = new SFNClient(client);
  iam = new IAMClient(client);
  sts = new STSClient({ ...client, credentials: temporaryKey });
  lambda = new LambdaClient(client);
});

afterAll(async () => {
  for (const client of [states, iam, sts, lambda]) client.destroy();
  await server.close();
});

describe('AWS JSON', () => {
  test('an input arrives as the SDK was given it, and a time comes back to the millisecond', async () => {
    const input = {
      name: 'machine-\u{1f600}',
      definition: '{"StartAt": "A"}',
      roleArn,
      tags: [{ key: 'k', value: '' }],
      loggingConfiguration: { level: 'ALL', includeExecutionData: true, destinations: [] } as const,
      publish: false,
    };
    const { creationDate, stateMachineArn, $metadata } = await states.send(
      new CreateStateMachineCommand({
        ...input,
        tags: [...input.tags],
        loggingConfiguration: { level: 'ALL' },
      }),
    );
    expect(seen.CreateStateMachine).toEqual({ ...input, loggingConfiguration: { level: 'ALL' } });
    expect(stateMachineArn).toBe('arn:machine');
    expect(creationDate?.getTime()).toBe(at);
    expect($metadata.requestId).toMatch(/^request-\d+$/);
  });

  test('times within lists come back as times', async () => {
    const { stateMachines } = await states.send(new ListStateMachinesCommand({}));
    expect(stateMachines?.[0]?.creationDate?.getTime()).toBe(at);
    const { events } = await states.send(new GetExecutionHistoryCommand({ executionArn: 'arn:e' }));
    expect(events?.[0]?.timestamp?.getTime()).toBe(at);
    expect(events?.[0]?.executionStartedEventDetails?.input).toBe('{"a": 1}');
  });
});

describe('AWS Query', () => {
  test('lists and numbers of the form arrive as the model says', async () => {
    const document = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Sid: 'a+b & c=%' }],
    });
    const tags = Array.from({ length: 12 }, (_, index) => ({ Key: `k${index}`, Value: `v${index}` }));
    await iam.send(
      new CreateRoleCommand({
        RoleName: 'a-role',
        AssumeRolePolicyDocument: document,
        MaxSessionDuration: 3600,
        Tags: tags,
      }),
    );
    expect(seen.CreateRole).toMatchObject({
      AssumeRolePolicyDocument: document,
      MaxSessionDuration: 3600,
    });
    expect(seen.CreateRole?.Tags).toEqual(tags);
  });

  test('an empty list stays an empty list', async () => {
    await iam.send(new TagRoleCommand({ RoleName: 'a-role', Tags: [] }));
    expect(seen.TagRole).toEqual({ RoleName: 'a-role', Tags: [] });
  });

  test('texts come back whole, and times to the second', async () => {
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: 'a-role' }));
    expect(Role?.Description).toBe(role.Description);
    expect(Role?.CreateDate?.getTime()).toBe(at - (at % 1000));
    expect(Role?.Tags).toEqual(role.Tags);
  });

  test('lists, booleans and markers come back', async () => {
    const page = await iam.send(new ListRolesCommand({ MaxItems: 2, PathPrefix: '/path/' }));
    expect(seen.ListRoles).toEqual({ MaxItems: 2, PathPrefix: '/path/' });
    expect(page).toMatchObject({ IsTruncated: true, Marker: 'next' });
    expect(page.Roles?.map(({ RoleName }) => RoleName)).toEqual(['a-role', 'a-role']);
  });

  test('an operation without output answers with a request id alone', async () => {
    const { $metadata } = await iam.send(new DeleteRoleCommand({ RoleName: 'a-role' }));
    expect($metadata).toMatchObject({ httpStatusCode: 200, requestId: expect.stringMatching(/^request-/) });
  });

  test('the caller is the principal and account of the temporary key that signed', async () => {
    const caller = await sts.send(new GetCallerIdentityCommand({}));
    expect(caller).toMatchObject({ Account: '222222222222', Arn: 'arn:aws:iam::222222222222:root' });
  });

  test('credentials come back to the letter', async () => {
    const { Credentials } = await sts.send(
      new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: 'me', DurationSeconds: 900 }),
    );
    expect(seen.AssumeRole).toEqual({ RoleArn: roleArn, RoleSessionName: 'me', DurationSeconds: 900 });
    expect(Credentials).toMatchObject({ AccessKeyId: 'ASIA', SecretAccessKey: 's', SessionToken: 't/+=' });
  });
});

describe('REST JSON', () => {
  const functionArn = 'arn:aws:lambda:eu-west-1:111111111111:function:f';

  test('code arrives as base64 text', async () => {
    const { $metadata, Environment } = await lambda.send(
      new CreateFunctionCommand({
        FunctionName: 'f',
        Role: roleArn,
        Code: { ZipFile: Buffer.from([0, 255, 128]) },
        Runtime: 'nodejs20.x',
        Environment: { Variables: { STAGE: 'b' } },
      }),
    );
    expect($metadata.httpStatusCode).toBe(201);
    expect(seen.CreateFunction).toMatchObject({
      Code: { ZipFile: 'AP+A' },
      Environment: { Variables: { STAGE: 'b' } },
    });
    expect(Environment?.Variables).toEqual({ STAGE: 'b' });
  });

  test('a payload, its headers and its status go both ways', async () => {
    const { Payload, ...answer } = await lambda.send(
      new InvokeCommand({
        FunctionName: functionArn,
        Qualifier: 'live',
        InvocationType: 'RequestResponse',
        LogType: 'Tail',
        Payload: '{"question": "\u00e9"}',
      }),
    );
    expect(seen.Invoke).toEqual({
      FunctionName: functionArn,
      Qualifier: 'live',
      InvocationType: 'RequestResponse',
      LogType: 'Tail',
      Payload: '{"question": "\u00e9"}',
    });
    expect(Payload?.transformToString()).toBe('{"answer": "\u00e9"}');
    expect(answer).toMatchObject({
      StatusCode: 202,
      FunctionError: 'Unhandled',
      LogResult: 'bG9n',
      ExecutedVersion: '$LATEST',
    });
  });

  test('an invocation without a payload has none', async () => {
    await lambda.send(new InvokeCommand({ FunctionName: 'f' }));
    expect(seen.Invoke).not.toHaveProperty('Payload');
  });

  test('path and query string carry their members', async () => {
    await lambda.send(new GetFunctionCommand({ FunctionName: functionArn, Qualifier: '$LATEST' }));
    expect(seen.GetFunction).toEqual({ FunctionName: functionArn, Qualifier: '$LATEST' });
    const { Functions, NextMarker } = await lambda.send(new ListFunctionsCommand({ MaxItems: 5 }));
    expect(seen.ListFunctions).toEqual({ MaxItems: 5 });
    expect({ name: Functions?.[0]?.FunctionName, NextMarker }).toEqual({ name: 'f', NextMarker: 'next' });
  });

  test('an operation without output answers 204', async () => {
    const { $metadata } = await lambda.send(
      new RemovePermissionCommand({ FunctionName: 'f', StatementId: 's-1' }),
    );
    expect($metadata.httpStatusCode).toBe(204);
    expect(seen.RemovePermission).toEqual({ FunctionName: 'f', StatementId: 's-1' });
  });
});
