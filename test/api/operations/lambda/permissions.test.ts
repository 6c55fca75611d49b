import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../../src/base/json.ts';
import type { Caller } from '../../../../src/runtime/identity/identity.ts';
import { errorOf, policy, rootOf, trust } from '../../../support/an-identity.ts';
import {
  account,
  aLambda,
  arnPrefix,
  asObject,
  otherAccount,
  roleArn,
  sessionOf,
  type TestLambda,
} from './a-lambda.ts';

const echo = 'export const handler = async (event) => event;';
const base = { FunctionName: 'f', StatementId: 'one', Action: 'lambda:InvokeFunction' };

const statements: readonly { readonly input: JsonObject; readonly statement: JsonObject }[] = [
  {
    input: { Principal: 's3.amazonaws.com', SourceArn: 'arn:aws:s3:::b', SourceAccount: account },
    statement: {
      Principal: { Service: 's3.amazonaws.com' },
      Condition: {
        StringEquals: { 'AWS:SourceAccount': account },
        ArnLike: { 'AWS:SourceArn': 'arn:aws:s3:::b' },
      },
    },
  },
  {
    input: { Principal: otherAccount },
    statement: { Principal: { AWS: `arn:aws:iam::${otherAccount}:root` } },
  },
  {
    input: { Principal: `arn:aws:iam::${otherAccount}:role/r` },
    statement: { Principal: { AWS: `arn:aws:iam::${otherAccount}:role/r` } },
  },
  {
    input: { Principal: '*', PrincipalOrgID: 'o-1234567890' },
    statement: { Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1234567890' } } },
  },
  {
    input: { Principal: '*', Action: 'lambda:InvokeFunctionUrl', FunctionUrlAuthType: 'NONE' },
    statement: {
      Principal: '*',
      Action: 'lambda:InvokeFunctionUrl',
      Condition: { StringEquals: { 'lambda:FunctionUrlAuthType': 'NONE' } },
    },
  },
  {
    input: { Principal: 'alexa-appkit.amazon.com', EventSourceToken: 't' },
    statement: {
      Principal: { Service: 'alexa-appkit.amazon.com' },
      Condition: { StringEquals: { 'lambda:EventSourceToken': 't' } },
    },
  },
  {
    input: { Principal: 'events.amazonaws.com', Qualifier: '1' },
    statement: { Principal: { Service: 'events.amazonaws.com' }, Resource: `${arnPrefix}:f:1` },
  },
];

test.for(statements)('AddPermission composes the statement: $input', async ({ input, statement }) => {
  const lambda = await aLambda();
  await lambda.create('f', echo, { Publish: true });
  const expected = {
    Sid: 'one',
    Effect: 'Allow',
    Action: base.Action,
    Resource: `${arnPrefix}:f`,
    ...statement,
  };
  const { Statement } = await lambda.call('AddPermission', { ...base, ...input });
  expect(parsed(Statement)).toEqual(expected);
  const { Qualifier = '$LATEST' } = input;
  const { Policy, RevisionId } = await lambda.call('GetPolicy', { FunctionName: 'f', Qualifier });
  expect(parsed(Policy)).toEqual({ Version: '2012-10-17', Id: 'default', Statement: [expected] });
  expect(RevisionId).toEqual(expect.any(String));
});

function parsed(text: Json | undefined): Json {
  return JSON.parse(String(text)) as Json;
}

test('RemovePermission takes one statement away, and the policy with the last', async () => {
  const lambda = await aLambda();
  await lambda.create('f', echo);
  for (const StatementId of ['one', 'two']) {
    await lambda.call('AddPermission', { ...base, StatementId, Principal: otherAccount });
  }
  await lambda.call('RemovePermission', { FunctionName: 'f', StatementId: 'one' });
  const { Policy } = await lambda.call('GetPolicy', { FunctionName: 'f' });
  expect(asObject(parsed(Policy)).Statement).toEqual([expect.objectContaining({ Sid: 'two' })]);
  await lambda.call('RemovePermission', { FunctionName: 'f', StatementId: 'two' });
  expect(await errorOf(lambda.call('GetPolicy', { FunctionName: 'f' }))).toMatchObject(noPolicy);
});

const noPolicy = {
  code: 'ResourceNotFoundException',
  status: 404,
  message: 'The resource you requested does not exist.',
};

const principalInvalid = {
  code: 'InvalidParameterValueException',
  status: 400,
  message: 'The provided principal was invalid. Please check the principal and try again.',
};

const refusals: readonly {
  readonly name: 'AddPermission' | 'RemovePermission' | 'GetPolicy';
  readonly input: JsonObject;
  readonly error: JsonObject;
}[] = [
  {
    name: 'AddPermission',
    input: { ...base, StatementId: 's', Principal: 'nobody' },
    error: principalInvalid,
  },
  {
    name: 'AddPermission',
    input: { ...base, StatementId: 's', Principal: `arn:aws:iam::${account}:role/*` },
    error: principalInvalid,
  },
  {
    name: 'AddPermission',
    input: { ...base, Principal: otherAccount },
    error: {
      code: 'ResourceConflictException',
      status: 409,
      message:
        'The statement id (one) provided already exists. Please provide a new statement id, or remove the existing statement.',
    },
  },
  {
    name: 'AddPermission',
    input: { ...base, Qualifier: '$LATEST', Principal: otherAccount },
    error: {
      code: 'InvalidParameterValueException',
      status: 400,
      message: 'We currently do not support adding policies for $LATEST.',
    },
  },
  {
    name: 'AddPermission',
    input: { ...base, StatementId: 's', RevisionId: 'old', Principal: otherAccount },
    error: {
      code: 'PreconditionFailedException',
      status: 412,
      message:
        'The Revision Id provided does not match the latest Revision Id. Call the GetPolicy API to retrieve the latest Revision Id',
    },
  },
  {
    name: 'AddPermission',
    input: { ...base, FunctionName: 'none', Principal: otherAccount },
    error: {
      code: 'ResourceNotFoundException',
      status: 404,
      message: `Function not found: ${arnPrefix}:none`,
    },
  },
  {
    name: 'AddPermission',
    input: { ...base, FunctionName: 'f:9', Principal: otherAccount },
    error: {
      code: 'ResourceNotFoundException',
      status: 404,
      message: `Function not found: ${arnPrefix}:f:9`,
    },
  },
  {
    name: 'RemovePermission',
    input: { FunctionName: 'f', StatementId: 'none' },
    error: {
      code: 'ResourceNotFoundException',
      status: 404,
      message: 'Statement none is not found in resource policy.',
    },
  },
  { name: 'GetPolicy', input: { FunctionName: 'none' }, error: noPolicy },
];

test('Policies are refused as AWS refuses them', async () => {
  const lambda = await aLambda();
  await lambda.create('f', echo);
  await lambda.call('AddPermission', { ...base, Principal: otherAccount });
  for (const { name, input, error } of refusals) {
    expect(await errorOf(lambda.call(name, input)), JSON.stringify(input)).toEqual(error);
  }
});

test('A policy that grows past the quota is refused, and stays as it was', async () => {
  const lambda = await aLambda();
  await lambda.create('f', echo);
  const grow = async () => {
    for (let count = 0; count < 200; count += 1) {
      const StatementId = `statement-${count}`;
      await lambda.call('AddPermission', { ...base, StatementId, Principal: otherAccount });
    }
  };
  expect(await errorOf(grow())).toMatchObject({ code: 'PolicyLengthExceededException', status: 400 });
  const { Policy } = await lambda.call('GetPolicy', { FunctionName: 'f' });
  expect(String(Policy).length).toBeLessThanOrEqual(20_480);
});

test('Another account may invoke once the function says so, and its roles once their account says so, too', async () => {
  const lambda = await aLambda();
  await lambda.create('f', echo);
  await createRoleOf(lambda, otherAccount, 'caller');
  const caller = await sessionOf(lambda, otherAccount, 'caller');
  const invoke = (as: Caller) => lambda.call('Invoke', { FunctionName: `${arnPrefix}:f`, Payload: '1' }, as);
  const denied = { code: 'AccessDeniedException', status: 403 };

  expect(await errorOf(invoke(rootOf(otherAccount)))).toMatchObject(denied);
  await lambda.call('AddPermission', { ...base, Principal: otherAccount });
  expect(await invoke(rootOf(otherAccount))).toMatchObject({ StatusCode: 200, Payload: '1' });
  expect(await errorOf(invoke(caller))).toMatchObject(denied);

  await putInvokePolicy(lambda, `${arnPrefix}:f`);
  expect(await invoke(caller)).toMatchObject({ Payload: '1' });
  // The function as a whole was opened, no version of it, and nothing but to invoke it.
  const latest = lambda.call('Invoke', { FunctionName: `${arnPrefix}:f:$LATEST` }, caller);
  expect(await errorOf(latest)).toMatchObject(denied);
  const read = lambda.call('GetFunction', { FunctionName: `${arnPrefix}:f` }, rootOf(otherAccount));
  expect(await errorOf(read)).toMatchObject(denied);

  await lambda.call('RemovePermission', { FunctionName: 'f', StatementId: 'one' });
  expect(await errorOf(invoke(caller))).toMatchObject(denied);
});

async function createRoleOf(lambda: TestLambda, owner: string, RoleName: string): Promise<void> {
  const AssumeRolePolicyDocument = trust({ AWS: `arn:aws:iam::${owner}:root` });
  await lambda.iam('CreateRole', { RoleName, AssumeRolePolicyDocument }, rootOf(owner));
}

async function putInvokePolicy(lambda: TestLambda, Resource: string): Promise<void> {
  const PolicyDocument = policy({ Action: 'lambda:InvokeFunction', Resource });
  const input = { RoleName: 'caller', PolicyName: 'invoke', PolicyDocument };
  await lambda.iam('PutRolePolicy', input, rootOf(otherAccount));
}

test('Who creates a function must be allowed to pass it the role', async () => {
  const lambda = await aLambda();
  await createRoleOf(lambda, account, 'developer');
  const developer = await sessionOf(lambda, account, 'developer');
  const createFunction = (Tags: JsonObject) =>
    lambda.call(
      'CreateFunction',
      { FunctionName: 'f', Runtime: 'nodejs20.x', Handler: 'index.handler', Role: roleArn, Code: {}, Tags },
      developer,
    );
  const grant = async (...allowed: readonly JsonObject[]) => {
    const PolicyDocument = policy(...allowed);
    await lambda.iam('PutRolePolicy', { RoleName: 'developer', PolicyName: 'p', PolicyDocument });
  };
  const create = { Action: 'lambda:CreateFunction', Resource: '*' };
  const pass = {
    Action: 'iam:PassRole',
    Resource: roleArn,
    Condition: { StringEquals: { 'iam:PassedToService': 'lambda.amazonaws.com' } },
  };
  const lacking = async (action: string, Tags: JsonObject = {}) => {
    const error = await errorOf(createFunction(Tags));
    expect(error).toMatchObject({ status: 403 });
    expect(error?.message).toContain(`is not authorized to perform: ${action} on resource: `);
  };
  await grant(pass);
  await lacking('lambda:CreateFunction');
  await grant(create);
  await lacking('iam:PassRole');
  await grant(create, pass);
  // Allowed, it is refused for want of code.
  expect(await errorOf(createFunction({}))).toMatchObject({ code: 'InvalidParameterValueException' });
  await lacking('lambda:TagResource', { team: 'blue' });
});

test('Policies may speak of a function by its tags', async () => {
  const lambda = await aLambda();
  await lambda.create('blue', echo, { Tags: { team: 'blue' } });
  await lambda.create('red', echo, { Tags: { team: 'red' } });
  await createRoleOf(lambda, account, 'developer');
  const developer = await sessionOf(lambda, account, 'developer');
  const PolicyDocument = policy({
    Action: 'lambda:InvokeFunction',
    Resource: '*',
    Condition: { StringEquals: { 'aws:ResourceTag/team': 'blue' } },
  });
  await lambda.iam('PutRolePolicy', { RoleName: 'developer', PolicyName: 'p', PolicyDocument });
  const invoke = (FunctionName: string) =>
    lambda.call('Invoke', { FunctionName, InvocationType: 'DryRun' }, developer);
  expect(await invoke('blue')).toEqual({ StatusCode: 204 });
  expect(await errorOf(invoke('red'))).toMatchObject({ code: 'AccessDeniedException', status: 403 });
});
