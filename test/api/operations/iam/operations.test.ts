import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { anIdentity, errorOf, type OperationName } from '../../../support/an-identity.ts';
import {
  adminArn,
  managed,
  managedArn,
  noSuchRole,
  noSuchUser,
  readQueue,
  role,
  statesTrust,
} from './operation-case.ts';

const missingEntityCases: readonly (readonly [OperationName, JsonObject])[] = [
  ['UpdateRole', {}],
  ['UpdateRoleDescription', { Description: '' }],
  ['UpdateAssumeRolePolicy', { PolicyDocument: statesTrust }],
  ['DeleteRole', {}],
  ['PutRolePolicy', { PolicyName: 'p', PolicyDocument: readQueue }],
  ['GetRolePolicy', { PolicyName: 'p' }],
  ['ListRolePolicies', {}],
  ['DeleteRolePolicy', { PolicyName: 'p' }],
  ['AttachRolePolicy', { PolicyArn: adminArn }],
  ['DetachRolePolicy', { PolicyArn: adminArn }],
  ['ListAttachedRolePolicies', {}],
  ['PutRolePermissionsBoundary', { PermissionsBoundary: adminArn }],
  ['DeleteRolePermissionsBoundary', {}],
  ['TagRole', { Tags: [] }],
  ['UntagRole', { TagKeys: [] }],
  ['ListRoleTags', {}],
  ['UpdateUser', {}],
  ['DeleteUser', {}],
  ['PutUserPolicy', { PolicyName: 'p', PolicyDocument: readQueue }],
  ['AttachUserPolicy', { PolicyArn: adminArn }],
  ['PutUserPermissionsBoundary', { PermissionsBoundary: adminArn }],
  ['CreateAccessKey', {}],
  ['ListAccessKeys', {}],
  ['UpdateAccessKey', { AccessKeyId: 'AKIANOBODYSKEY234567', Status: 'Active' }],
  ['DeleteAccessKey', { AccessKeyId: 'AKIANOBODYSKEY234567' }],
];

test.each(missingEntityCases)('%s refuses a name that nobody has', async (name, input) => {
  const { invoke } = anIdentity();
  const isRole = name.includes('Role');
  const named = { ...input, [isRole ? 'RoleName' : 'UserName']: 'Nobody' };
  expect(await errorOf(invoke(name, named))).toEqual(isRole ? noSuchRole : noSuchUser);
});

test.each(['ListRoles', 'ListUsers', 'ListPolicies'] as const)(
  '%s gives every item once, page by page',
  async (name) => {
    const { invoke } = anIdentity();
    const names = ['a', 'b', 'c', 'd', 'e'];
    for (const each of names) {
      await invoke('CreateRole', { RoleName: each, AssumeRolePolicyDocument: statesTrust });
      await invoke('CreateUser', { UserName: each });
      await invoke('CreatePolicy', { PolicyName: each, PolicyDocument: readQueue });
    }
    const seen: unknown[] = [];
    let marker: JsonObject = {};
    for (let pageCount = 1; pageCount <= 3; pageCount += 1) {
      const page = (await invoke(name, { MaxItems: 2, Scope: 'Local', ...marker })) as JsonObject;
      const noun = name.slice(4) as 'Roles';
      const nameMember = { ListRoles: 'RoleName', ListUsers: 'UserName', ListPolicies: 'PolicyName' }[name];
      for (const item of page[noun] as unknown as JsonObject[]) seen.push(item[nameMember]);
      expect(page.IsTruncated).toBe(pageCount < 3);
      marker = page.Marker === undefined ? {} : { Marker: page.Marker };
    }
    expect(seen).toEqual(names);
  },
);

test('many who attach the same policy at once are all counted', async () => {
  const { invoke } = anIdentity();
  await invoke(...managed);
  const names = Array.from({ length: 12 }, (_, index) => `role${index}`);
  for (const name of names) {
    await invoke('CreateRole', { RoleName: name, AssumeRolePolicyDocument: statesTrust });
  }
  await Promise.all(
    names.map((name) => invoke('AttachRolePolicy', { RoleName: name, PolicyArn: managedArn })),
  );
  expect(await invoke('GetPolicy', { PolicyArn: managedArn })).toMatchObject({
    Policy: { AttachmentCount: 12 },
  });
});

test('of several who create the same role at once, one succeeds', async () => {
  const { invoke } = anIdentity();
  const errors = await Promise.all([1, 2, 3].map(() => errorOf(invoke(...role))));
  expect(errors.map((error) => error?.code).sort()).toEqual([
    'EntityAlreadyExists',
    'EntityAlreadyExists',
    undefined,
  ]);
});
