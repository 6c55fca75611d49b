import { expect, test } from 'vitest';
import { trust } from '../../../support/an-identity.ts';
import {
  account,
  boundaryAnswer,
  encoded,
  managed,
  managedArn,
  noSuchRole,
  type OperationCase,
  readQueue,
  role,
  runOperationCase,
  statesTrust,
  workerAnswer,
} from './operation-case.ts';

const cases: readonly OperationCase[] = [
  {
    behavior: 'a new role has an id, an ARN and its trust policy encoded',
    when: role,
    answers: { Role: workerAnswer },
  },
  {
    behavior: 'a new role shows its path, boundary and tags',
    given: [managed],
    when: [
      'CreateRole',
      {
        RoleName: 'Worker',
        Path: '/team/a/',
        AssumeRolePolicyDocument: statesTrust,
        PermissionsBoundary: managedArn,
        Tags: [{ Key: 'team', Value: 'a' }],
      },
    ],
    answers: {
      Role: {
        ...workerAnswer,
        Path: '/team/a/',
        Arn: `arn:aws:iam::${account}:role/team/a/Worker`,
        ...boundaryAnswer,
        Tags: [{ Key: 'team', Value: 'a' }],
      },
    },
  },
  {
    behavior: 'a role name that differs only in case is taken',
    given: [role],
    when: ['CreateRole', { RoleName: 'WORKER', AssumeRolePolicyDocument: statesTrust }],
    refuses: { code: 'EntityAlreadyExists', status: 409, message: 'Role with name WORKER already exists.' },
  },
  {
    behavior: 'a trust policy that is no JSON is refused',
    when: ['CreateRole', { RoleName: 'Worker', AssumeRolePolicyDocument: '{' }],
    refuses: {
      code: 'MalformedPolicyDocument',
      status: 400,
      message: 'This policy contains invalid Json',
    },
  },
  {
    behavior: 'a trust policy of more than 2048 characters is refused',
    when: [
      'CreateRole',
      {
        RoleName: 'Worker',
        AssumeRolePolicyDocument: trust({ Service: 'states.amazonaws.com' }, { Sid: 'a'.repeat(2048) }),
      },
    ],
    refuses: {
      code: 'LimitExceeded',
      status: 409,
      message: 'Cannot exceed quota for ACLSizePerRole: 2048',
    },
  },
  {
    behavior: 'a boundary must exist when a role is created',
    when: [
      'CreateRole',
      { RoleName: 'Worker', AssumeRolePolicyDocument: statesTrust, PermissionsBoundary: managedArn },
    ],
    refuses: {
      code: 'NoSuchEntity',
      status: 404,
      message: `Scope ARN: ${managedArn} does not exist or is not attachable.`,
    },
  },
  {
    behavior: 'a tag key that comes twice in different case is refused',
    when: [
      'CreateRole',
      {
        RoleName: 'Worker',
        AssumeRolePolicyDocument: statesTrust,
        Tags: [
          { Key: 'team', Value: 'a' },
          { Key: 'Team', Value: 'b' },
        ],
      },
    ],
    refuses: {
      code: 'InvalidInput',
      status: 400,
      message: 'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    },
  },
  {
    behavior: 'a role that is not there cannot be read',
    when: ['GetRole', { RoleName: 'Nobody' }],
    refuses: noSuchRole,
  },
  {
    behavior: 'what UpdateRole and UpdateAssumeRolePolicy changed is read back',
    given: [
      role,
      ['UpdateRole', { RoleName: 'Worker', Description: 'works', MaxSessionDuration: 7200 }],
      ['UpdateAssumeRolePolicy', { RoleName: 'Worker', PolicyDocument: trust({ AWS: '222222222222' }) }],
    ],
    when: ['GetRole', { RoleName: 'Worker' }],
    answers: {
      Role: {
        ...workerAnswer,
        AssumeRolePolicyDocument: encoded(trust({ AWS: '222222222222' })),
        Description: 'works',
        MaxSessionDuration: 7200,
        RoleLastUsed: {},
      },
    },
  },
  {
    behavior: 'UpdateRole leaves what it does not name',
    given: [
      role,
      ['UpdateRole', { RoleName: 'Worker', MaxSessionDuration: 7200 }],
      ['UpdateRole', { RoleName: 'Worker', Description: 'works' }],
    ],
    when: ['UpdateRoleDescription', { RoleName: 'Worker', Description: 'rests' }],
    answers: {
      Role: { ...workerAnswer, Description: 'rests', MaxSessionDuration: 7200, RoleLastUsed: {} },
    },
  },
  {
    behavior: 'a trust policy that names a resource is refused',
    given: [role],
    when: [
      'UpdateAssumeRolePolicy',
      { RoleName: 'Worker', PolicyDocument: trust({ AWS: '222222222222' }, { Resource: '*' }) },
    ],
    refuses: {
      code: 'MalformedPolicyDocument',
      status: 400,
      message: expect.stringMatching(/^Has prohibited field Resource/) as unknown as string,
    },
  },
  {
    behavior: 'roles are listed by path, without tags',
    given: [
      role,
      [
        'CreateRole',
        {
          RoleName: 'Other',
          Path: '/team/',
          AssumeRolePolicyDocument: statesTrust,
          Tags: [{ Key: 'a', Value: 'b' }],
        },
      ],
    ],
    when: ['ListRoles', { PathPrefix: '/team/' }],
    answers: {
      Roles: [
        {
          ...workerAnswer,
          Path: '/team/',
          RoleName: 'Other',
          Arn: `arn:aws:iam::${account}:role/team/Other`,
          MaxSessionDuration: 3600,
        },
      ],
      IsTruncated: false,
    },
  },
  {
    behavior: 'a role with an attached policy cannot be deleted',
    given: [role, managed, ['AttachRolePolicy', { RoleName: 'Worker', PolicyArn: managedArn }]],
    when: ['DeleteRole', { RoleName: 'Worker' }],
    refuses: {
      code: 'DeleteConflict',
      status: 409,
      message: 'Cannot delete entity, must detach all policies first.',
    },
  },
  {
    behavior: 'a role with an inline policy cannot be deleted',
    given: [role, ['PutRolePolicy', { RoleName: 'Worker', PolicyName: 'p', PolicyDocument: readQueue }]],
    when: ['DeleteRole', { RoleName: 'Worker' }],
    refuses: {
      code: 'DeleteConflict',
      status: 409,
      message: 'Cannot delete entity, must delete policies first.',
    },
  },
  {
    behavior: 'a role that was deleted is gone',
    given: [role, ['DeleteRole', { RoleName: 'Worker' }]],
    when: ['ListRoles', {}],
    answers: { Roles: [], IsTruncated: false },
  },
  {
    behavior: 'tags are added, replaced whatever the case of their key, and removed',
    given: [
      role,
      [
        'TagRole',
        {
          RoleName: 'Worker',
          Tags: [
            { Key: 'team', Value: 'a' },
            { Key: 'b', Value: 'c' },
          ],
        },
      ],
      ['TagRole', { RoleName: 'Worker', Tags: [{ Key: 'Team', Value: 'z' }] }],
      ['UntagRole', { RoleName: 'Worker', TagKeys: ['B'] }],
    ],
    when: ['ListRoleTags', { RoleName: 'Worker' }],
    answers: { Tags: [{ Key: 'Team', Value: 'z' }], IsTruncated: false },
  },
  {
    behavior: 'a role has at most fifty tags',
    given: [
      role,
      [
        'TagRole',
        {
          RoleName: 'Worker',
          Tags: Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: '' })),
        },
      ],
    ],
    when: ['TagRole', { RoleName: 'Worker', Tags: [{ Key: 'one more', Value: '' }] }],
    refuses: {
      code: 'LimitExceeded',
      status: 409,
      message: 'The number of tags has reached the maximum limit.',
    },
  },
];

test.each(cases)('$behavior', (operationCase) => runOperationCase(operationCase));
