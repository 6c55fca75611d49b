import { Sha256 } from '@aws-crypto/sha256-js';
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  GetRolePolicyCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam';
import { SignatureV4 } from '@smithy/signature-v4';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { formats } from '../../../../src/policy-generator/formats/index.ts';
import { roleSetOf } from '../../../../src/policy-generator/formats/role-set.ts';
import {
  type Key,
  policy,
  roleArn,
  rootKey,
  sourceAccount,
  type TwoAccounts,
  targetAccount,
  twoAccounts,
} from '../../../cross-account/two-accounts.ts';

const region = 'us-east-1';

let accounts: TwoAccounts;

beforeAll(async () => {
  accounts = await twoAccounts();
});

afterAll(() => accounts?.close());

interface Answer
  extends Partial<Readonly<Record<'executionRoleArn' | 'template' | '__type' | 'message', string>>> {
  readonly status: number;
  readonly executionRole?: { readonly trustPolicy: JsonObject; readonly policies: readonly JsonObject[] };
  readonly targetRoles?: readonly { readonly roleArn: string; readonly policies: readonly JsonObject[] }[];
  readonly remarks?: readonly JsonObject[];
  readonly appliedRoles?: readonly {
    readonly roleArn: string;
    readonly changes: readonly { readonly action: string; readonly policyName?: string }[];
  }[];
}

async function generate(input: JsonObject, key: Key = rootKey(sourceAccount)): Promise<Answer> {
  const { hostname, port, host } = new URL(accounts.endpoint);
  const signer = new SignatureV4({ credentials: key, region, service: 'stepwell', sha256: Sha256 });
  const request = await signer.sign({
    method: 'POST',
    protocol: 'http:',
    hostname,
    port: Number(port),
    path: '/',
    headers: {
      host,
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': 'Stepwell_20260101.GeneratePolicies',
    },
    body: JSON.stringify(input),
  });
  const response = await fetch(accounts.endpoint, {
    method: 'POST',
    headers: request.headers,
    body: request.body as string,
  });
  return { status: response.status, ...((await response.json()) as object) };
}

function invoke(functionName: string, credentials?: string): JsonObject {
  return {
    StartAt: 'Invoke',
    States: {
      Invoke: {
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Parameters: { FunctionName: functionName },
        ...(credentials !== undefined && { Credentials: { RoleArn: credentials } }),
        End: true,
      },
    },
  };
}

const across = invoke('price', roleArn(targetAccount, 'order-desk'));

test('the policies of a definition are those that the generator writes for the caller’s account and region', async () => {
  const { status, executionRoleArn, executionRole, targetRoles, remarks, appliedRoles } = await generate({
    name: 'orders',
    definition: JSON.stringify(across),
  });
  expect(status).toBe(200);
  expect(executionRoleArn).toBe(roleArn(sourceAccount, 'StepFunctions-orders-role'));
  expect({ executionRole, targetRoles, remarks }).toEqual(JSON.parse(formats.json.write(aSet())));
  expect(appliedRoles).toBeUndefined();
});

function aSet() {
  const machine = {
    partition: 'aws',
    account: sourceAccount,
    region,
    name: 'orders',
    type: 'STANDARD',
    definition: across,
    executionRoleArn: roleArn(sourceAccount, 'StepFunctions-orders-role'),
    isLogged: false,
    isTraced: false,
  } as const;
  return roleSetOf([machine], { findAction: () => undefined });
}

test.each(['cloudformation', 'terraform', 'cdk'] as const)(
  'they come as a template too: %s',
  async (format) => {
    const { template } = await generate({ name: 'orders', definition: JSON.stringify(across), format });
    expect(template).toBe(formats[format].write(aSet()));
  },
);

test.each<[string, JsonObject, string]>([
  ['executionRole', { executionRole: 'runner' }, 'role/runner'],
  ['isLogged', { isLogged: true }, 'logs:CreateLogDelivery'],
  ['isTraced', { isTraced: true }, 'xray:PutTraceSegments'],
  ['account', { account: '333333333333' }, 'arn:aws:states:us-east-1:333333333333:stateMachine:orders'],
])('%s is taken into account', async (_, input, found) => {
  const answer = await generate({ name: 'orders', definition: JSON.stringify(across), ...input });
  expect(JSON.stringify(answer)).toContain(found);
});

test.each<[string, JsonObject, string, string]>([
  ['a definition that is not valid', { definition: '{}' }, 'InvalidDefinition', 'SCHEMA_VALIDATION_FAILED'],
  ['a name that no state machine may have', { name: 'a b' }, 'InvalidName', 'Invalid Name'],
  ['an unknown profile', { profile: 'most' }, 'ValidationException', 'enum value set: [least, console]'],
  ['an account that is none', { account: '12' }, 'ValidationException', 'account'],
  [
    'a role of another account',
    { executionRole: roleArn(targetAccount, 'r') },
    'ValidationException',
    `is no role of account ${sourceAccount}`,
  ],
])('%s is refused', async (_, input, exception, message) => {
  const answer = await generate({ name: 'orders', definition: JSON.stringify(across), ...input });
  expect(answer.status).toBe(400);
  expect(answer.__type).toMatch(new RegExp(`(^|#)${exception}$`));
  expect(answer.message).toContain(message);
});

describe('applied', () => {
  const input = { name: 'applied', definition: JSON.stringify(across), apply: true };

  test('the roles of the caller’s account are made, and each change is told', async () => {
    const { appliedRoles } = await generate(input);
    expect(appliedRoles).toEqual([
      {
        roleArn: roleArn(sourceAccount, 'StepFunctions-applied-role'),
        changes: [
          { roleArn: roleArn(sourceAccount, 'StepFunctions-applied-role'), action: 'CreateRole' },
          {
            roleArn: roleArn(sourceAccount, 'StepFunctions-applied-role'),
            action: 'PutRolePolicy',
            policyName: 'StepFunctions-applied-role-applied-1',
          },
        ],
      },
    ]);
    const { PolicyDocument = '' } = await accounts.source.iam.send(
      new GetRolePolicyCommand({
        RoleName: 'StepFunctions-applied-role',
        PolicyName: 'StepFunctions-applied-role-applied-1',
      }),
    );
    const { executionRole } = await generate({ ...input, apply: false });
    expect(JSON.parse(decodeURIComponent(PolicyDocument))).toEqual(executionRole?.policies[0]);
  });

  test('another time there is nothing to change', async () => {
    const { appliedRoles = [] } = await generate(input);
    expect(appliedRoles.map(({ changes }) => changes)).toEqual([[]]);
  });

  test('the roles of a target account are made by a caller of that account', async () => {
    const { appliedRoles = [] } = await generate(
      { ...input, account: sourceAccount },
      rootKey(targetAccount),
    );
    expect(appliedRoles.map(({ roleArn: arn }) => arn)).toEqual([roleArn(targetAccount, 'order-desk')]);
    expect(appliedRoles[0]?.changes.map(({ action }) => action)).toEqual(['CreateRole', 'PutRolePolicy']);
  });
});

describe('a caller needs the permissions', () => {
  const inputs = { name: 'guarded', definition: JSON.stringify(invoke('f')) };

  async function aUser(name: string, ...actions: readonly string[]): Promise<Key> {
    const { iam } = accounts.source;
    await iam.send(new CreateUserCommand({ UserName: name }));
    if (actions.length > 0) {
      const PolicyDocument = policy({ Action: actions, Resource: '*' });
      await iam.send(new PutUserPolicyCommand({ UserName: name, PolicyName: 'all', PolicyDocument }));
    }
    const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: name }));
    return { accessKeyId: AccessKey?.AccessKeyId ?? '', secretAccessKey: AccessKey?.SecretAccessKey ?? '' };
  }

  test('to generate: stepwell:GeneratePolicies', async () => {
    const answer = await generate(inputs, await aUser('nobody'));
    expect(answer).toMatchObject({ status: 400, __type: expect.stringContaining('AccessDeniedException') });
    expect(JSON.stringify(answer)).toContain('stepwell:GeneratePolicies');
  });

  test('to apply: those of every call of IAM that it takes', async () => {
    const key = await aUser('generator', 'stepwell:GeneratePolicies', 'iam:GetRole');
    expect((await generate(inputs, key)).status).toBe(200);
    const answer = await generate({ ...inputs, apply: true }, key);
    expect(answer).toMatchObject({ status: 400, __type: expect.stringContaining('AccessDeniedException') });
    expect(JSON.stringify(answer)).toContain('iam:CreateRole');
  });

  test('and no others', async () => {
    const key = await aUser(
      'maker',
      'stepwell:GeneratePolicies',
      'iam:GetRole',
      'iam:CreateRole',
      'iam:PutRolePolicy',
    );
    expect(await generate({ ...inputs, apply: true }, key)).toMatchObject({ status: 200 });
  });
});
