import { expect, test } from 'vitest';
import { policy } from '../../../support/an-identity.ts';
import {
  account,
  adaAnswer,
  adminArn,
  boundaryAnswer,
  encoded,
  managed,
  managedArn,
  type OperationCase,
  readQueue,
  role,
  runOperationCase,
  type Step,
  times,
  user,
  workerAnswer,
} from './operation-case.ts';

const cases: readonly OperationCase[] = [
  {
    behavior: 'an inline policy of a role is read back encoded',
    given: [role, ['PutRolePolicy', { RoleName: 'Worker', PolicyName: 'p', PolicyDocument: readQueue }]],
    when: ['GetRolePolicy', { RoleName: 'worker', PolicyName: 'p' }],
    answers: { RoleName: 'Worker', PolicyName: 'p', PolicyDocument: encoded(readQueue) },
  },
  {
    behavior: 'an inline policy of a user is read back encoded',
    given: [user, ['PutUserPolicy', { UserName: 'Ada', PolicyName: 'p', PolicyDocument: readQueue }]],
    when: ['GetUserPolicy', { UserName: 'Ada', PolicyName: 'p' }],
    answers: { UserName: 'Ada', PolicyName: 'p', PolicyDocument: encoded(readQueue) },
  },
  {
    behavior: 'an inline policy that is not there cannot be read',
    given: [role],
    when: ['GetRolePolicy', { RoleName: 'Worker', PolicyName: 'p' }],
    refuses: { code: 'NoSuchEntity', status: 404, message: 'The role policy with name p cannot be found.' },
  },
  {
    behavior: 'an inline policy that is not there cannot be deleted',
    given: [user],
    when: ['DeleteUserPolicy', { UserName: 'Ada', PolicyName: 'p' }],
    refuses: { code: 'NoSuchEntity', status: 404, message: 'The user policy with name p cannot be found.' },
  },
  {
    behavior: 'inline policies are listed in order of name, a page at a time',
    given: [
      role,
      ...['c', 'a', 'b'].map(
        (name): Step => [
          'PutRolePolicy',
          { RoleName: 'Worker', PolicyName: name, PolicyDocument: readQueue },
        ],
      ),
      ['DeleteRolePolicy', { RoleName: 'Worker', PolicyName: 'b' }],
    ],
    when: ['ListRolePolicies', { RoleName: 'Worker', MaxItems: 1 }],
    answers: { PolicyNames: ['a'], IsTruncated: true, Marker: expect.any(String) },
  },
  {
    behavior: 'all inline policies of a role together have at most 10,240 characters',
    given: [
      role,
      ...times(2, (index) => [
        'PutRolePolicy',
        {
          RoleName: 'Worker',
          PolicyName: `p${index}`,
          PolicyDocument: policy({ Sid: 'a'.repeat(5000), Action: 's3:*', Resource: '*' }),
        },
      ]),
    ],
    when: ['PutRolePolicy', { RoleName: 'Worker', PolicyName: 'p3', PolicyDocument: readQueue }],
    refuses: {
      code: 'LimitExceeded',
      status: 409,
      message: 'Maximum policy size of 10240 bytes exceeded for role Worker',
    },
  },
  {
    behavior: 'white space in a policy does not count',
    given: [role],
    when: [
      'PutRolePolicy',
      { RoleName: 'Worker', PolicyName: 'p', PolicyDocument: `${readQueue}${' '.repeat(20_000)}` },
    ],
    answers: {},
  },
  {
    behavior: 'an inline policy of a user has at most 2048 characters',
    given: [user],
    when: [
      'PutUserPolicy',
      {
        UserName: 'Ada',
        PolicyName: 'p',
        PolicyDocument: policy({ Sid: 'a'.repeat(2048), Action: 's3:*', Resource: '*' }),
      },
    ],
    refuses: {
      code: 'LimitExceeded',
      status: 409,
      message: 'Maximum policy size of 2048 bytes exceeded for user Ada',
    },
  },
  {
    behavior: 'a policy without resources is refused',
    given: [role],
    when: [
      'PutRolePolicy',
      { RoleName: 'Worker', PolicyName: 'p', PolicyDocument: policy({ Action: 's3:GetObject' }) },
    ],
    refuses: {
      code: 'MalformedPolicyDocument',
      status: 400,
      message: expect.stringMatching(/^Policy statement must contain resources\./) as unknown as string,
    },
  },
  {
    behavior: "attached policies are listed, the account's own and AWS's",
    given: [
      role,
      managed,
      ['AttachRolePolicy', { RoleName: 'Worker', PolicyArn: managedArn }],
      ['AttachRolePolicy', { RoleName: 'Worker', PolicyArn: adminArn }],
      ['AttachRolePolicy', { RoleName: 'Worker', PolicyArn: managedArn }],
    ],
    when: ['ListAttachedRolePolicies', { RoleName: 'Worker' }],
    answers: {
      AttachedPolicies: [
        { PolicyName: 'Queues', PolicyArn: managedArn },
        { PolicyName: 'AdministratorAccess', PolicyArn: adminArn },
      ],
      IsTruncated: false,
    },
  },
  {
    behavior: 'attached policies are filtered by path',
    given: [user, ['AttachUserPolicy', { UserName: 'Ada', PolicyArn: adminArn }]],
    when: ['ListAttachedUserPolicies', { UserName: 'Ada', PathPrefix: '/service-role/' }],
    answers: { AttachedPolicies: [], IsTruncated: false },
  },
  {
    behavior: 'a policy that is not there cannot be attached',
    given: [role],
    when: ['AttachRolePolicy', { RoleName: 'Worker', PolicyArn: managedArn }],
    refuses: {
      code: 'NoSuchEntity',
      status: 404,
      message: `Policy ${managedArn} does not exist or is not attachable.`,
    },
  },
  {
    behavior: 'a policy of another account cannot be attached',
    given: [user],
    when: ['AttachUserPolicy', { UserName: 'Ada', PolicyArn: 'arn:aws:iam::222222222222:policy/Queues' }],
    refuses: {
      code: 'NoSuchEntity',
      status: 404,
      message: 'Policy arn:aws:iam::222222222222:policy/Queues does not exist or is not attachable.',
    },
  },
  {
    behavior: 'what is no ARN of a policy cannot be attached',
    given: [role],
    when: ['AttachRolePolicy', { RoleName: 'Worker', PolicyArn: 'arn:aws:iam::111111111111:role/Worker' }],
    refuses: {
      code: 'InvalidInput',
      status: 400,
      message: 'ARN arn:aws:iam::111111111111:role/Worker is not valid.',
    },
  },
  {
    behavior: 'a policy that is not attached cannot be detached',
    given: [role, managed],
    when: ['DetachRolePolicy', { RoleName: 'Worker', PolicyArn: managedArn }],
    refuses: { code: 'NoSuchEntity', status: 404, message: `Policy ${managedArn} was not found.` },
  },
  {
    behavior: 'a role has at most ten attached policies',
    given: [
      role,
      ...times(11, (index) => ['CreatePolicy', { PolicyName: `p${index}`, PolicyDocument: readQueue }]),
      ...times(10, (index) => [
        'AttachRolePolicy',
        { RoleName: 'Worker', PolicyArn: `arn:aws:iam::${account}:policy/p${index}` },
      ]),
    ],
    when: ['AttachRolePolicy', { RoleName: 'Worker', PolicyArn: `arn:aws:iam::${account}:policy/p11` }],
    refuses: { code: 'LimitExceeded', status: 409, message: 'Cannot exceed quota for PoliciesPerRole: 10' },
  },
  {
    behavior: 'a boundary of a role is put and shown',
    given: [
      role,
      managed,
      ['PutRolePermissionsBoundary', { RoleName: 'Worker', PermissionsBoundary: managedArn }],
    ],
    when: ['GetRole', { RoleName: 'Worker' }],
    answers: { Role: { ...workerAnswer, MaxSessionDuration: 3600, ...boundaryAnswer, RoleLastUsed: {} } },
  },
  {
    behavior: 'a boundary of a user is taken away',
    given: [
      user,
      managed,
      ['PutUserPermissionsBoundary', { UserName: 'Ada', PermissionsBoundary: managedArn }],
      ['DeleteUserPermissionsBoundary', { UserName: 'Ada' }],
    ],
    when: ['GetUser', { UserName: 'Ada' }],
    answers: { User: adaAnswer },
  },
];

test.each(cases)('$behavior', (operationCase) => runOperationCase(operationCase));
