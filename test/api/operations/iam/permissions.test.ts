import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { anIdentity, type OperationName, operations, policy, trust } from '../../../support/an-identity.ts';

const account = '111111111111';
const arn = (resource: string) => `arn:aws:iam::${account}:${resource}`;

interface PermissionCase {
  readonly name: OperationName;
  readonly input: JsonObject;
  /** Actions and resources, in order. */
  readonly needs: readonly (readonly [string, string])[];
  readonly context?: Readonly<Record<string, unknown>>;
}

const cases: readonly PermissionCase[] = [
  {
    name: 'CreateRole',
    input: { RoleName: 'New', Path: '/a/', PermissionsBoundary: arn('policy/B') },
    needs: [['iam:CreateRole', arn('role/a/New')]],
    context: { 'iam:PermissionsBoundary': arn('policy/B') },
  },
  {
    name: 'CreateRole',
    input: { RoleName: 'New', Tags: [{ Key: 'k', Value: 'v' }] },
    needs: [
      ['iam:CreateRole', arn('role/New')],
      ['iam:TagRole', arn('role/New')],
    ],
    context: { 'aws:RequestTag/k': 'v', 'aws:TagKeys': ['k'] },
  },
  {
    name: 'GetRole',
    input: { RoleName: 'Worker' },
    needs: [['iam:GetRole', arn('role/team/Worker')]],
    context: { 'aws:ResourceTag/team': 'a', 'iam:ResourceTag/team': 'a' },
  },
  { name: 'GetRole', input: { RoleName: 'Nobody' }, needs: [['iam:GetRole', arn('role/Nobody')]] },
  {
    name: 'AttachRolePolicy',
    input: { RoleName: 'Worker', PolicyArn: arn('policy/Queues') },
    needs: [['iam:AttachRolePolicy', arn('role/team/Worker')]],
    context: { 'iam:PolicyARN': arn('policy/Queues'), 'iam:PermissionsBoundary': arn('policy/Queues') },
  },
  { name: 'ListRoles', input: {}, needs: [['iam:ListRoles', arn('role/')]] },
  { name: 'ListUsers', input: { PathPrefix: '/a/' }, needs: [['iam:ListUsers', arn('user/a/')]] },
  { name: 'ListPolicies', input: {}, needs: [['iam:ListPolicies', '*']] },
  {
    name: 'GetPolicy',
    input: { PolicyArn: arn('policy/Queues') },
    needs: [['iam:GetPolicy', arn('policy/Queues')]],
  },
  {
    name: 'UpdateUser',
    input: { UserName: 'Ada', NewUserName: 'Grace' },
    needs: [
      ['iam:UpdateUser', arn('user/navy/Ada')],
      ['iam:UpdateUser', arn('user/navy/Grace')],
    ],
  },
  {
    name: 'CreateAccessKey',
    input: { UserName: 'Ada' },
    needs: [['iam:CreateAccessKey', arn('user/navy/Ada')]],
  },
  { name: 'GetCallerIdentity', input: {}, needs: [] },
];

test.each(cases)('$name needs $needs', async ({ name, input, needs, context = {} }) => {
  const { invoke, permissionsOf } = anIdentity();
  const readQueue = policy({ Action: 'sqs:ReceiveMessage', Resource: '*' });
  await invoke('CreatePolicy', { PolicyName: 'Queues', PolicyDocument: readQueue });
  await invoke('CreateRole', {
    RoleName: 'Worker',
    Path: '/team/',
    AssumeRolePolicyDocument: trust({ Service: 'states.amazonaws.com' }),
    PermissionsBoundary: arn('policy/Queues'),
    Tags: [{ Key: 'team', Value: 'a' }],
  });
  await invoke('CreateUser', { UserName: 'Ada', Path: '/navy/' });
  const permissions = await permissionsOf(name, input);
  expect(permissions.map(({ action, resource }) => [action, resource])).toEqual(needs);
  for (const permission of permissions) expect(permission.context ?? {}).toMatchObject(context);
});

test('every operation stands in the table under its own name', () => {
  for (const [name, operation] of Object.entries(operations)) expect(operation.name).toBe(name);
});
