import { expect, test } from 'vitest';
import { policy, testStart } from '../../../support/an-identity.ts';
import {
  adminArn,
  encoded,
  id,
  managed,
  managedArn,
  type OperationCase,
  queuesAnswer,
  readQueue,
  role,
  runOperationCase,
  type Step,
  statesTrust,
  times,
  user,
} from './operation-case.ts';

const cases: readonly OperationCase[] = [
  { behavior: 'a new managed policy has a first version', when: managed, answers: { Policy: queuesAnswer } },
  {
    behavior: 'a policy name is given once, whatever the path',
    given: [managed],
    when: ['CreatePolicy', { PolicyName: 'Queues', Path: '/other/', PolicyDocument: readQueue }],
    refuses: {
      code: 'EntityAlreadyExists',
      status: 409,
      message: 'A policy called Queues already exists. Duplicate names are not allowed.',
    },
  },
  {
    behavior: 'a managed policy has at most 6144 characters',
    when: [
      'CreatePolicy',
      {
        PolicyName: 'Queues',
        PolicyDocument: policy({ Sid: 'a'.repeat(6144), Action: 's3:*', Resource: '*' }),
      },
    ],
    refuses: { code: 'LimitExceeded', status: 409, message: 'Cannot exceed quota for PolicySize: 6144' },
  },
  {
    behavior: 'a managed policy counts whom it is attached to and whom it bounds',
    given: [
      role,
      user,
      managed,
      ['AttachRolePolicy', { RoleName: 'Worker', PolicyArn: managedArn }],
      ['AttachUserPolicy', { UserName: 'Ada', PolicyArn: managedArn }],
      ['DetachUserPolicy', { UserName: 'Ada', PolicyArn: managedArn }],
      ['PutUserPermissionsBoundary', { UserName: 'Ada', PermissionsBoundary: managedArn }],
    ],
    when: ['GetPolicy', { PolicyArn: managedArn }],
    answers: { Policy: { ...queuesAnswer, AttachmentCount: 1, PermissionsBoundaryUsageCount: 1 } },
  },
  {
    behavior: 'deleting a bounded role frees its boundary',
    given: [
      managed,
      [
        'CreateRole',
        { RoleName: 'Worker', AssumeRolePolicyDocument: statesTrust, PermissionsBoundary: managedArn },
      ],
      ['DeleteRole', { RoleName: 'Worker' }],
    ],
    when: ['DeletePolicy', { PolicyArn: managedArn }],
    answers: {},
  },
  {
    behavior: "AWS's policies can be read with how often the account uses them",
    given: [role, ['AttachRolePolicy', { RoleName: 'Worker', PolicyArn: adminArn }]],
    when: ['GetPolicy', { PolicyArn: adminArn }],
    answers: {
      Policy: {
        PolicyName: 'AdministratorAccess',
        PolicyId: id('ANPA'),
        Arn: adminArn,
        Path: '/',
        DefaultVersionId: 'v1',
        AttachmentCount: 1,
        PermissionsBoundaryUsageCount: 0,
        IsAttachable: true,
        CreateDate: expect.any(Number),
        UpdateDate: expect.any(Number),
      },
    },
  },
  {
    behavior: 'a policy that is not there cannot be read',
    when: ['GetPolicy', { PolicyArn: managedArn }],
    refuses: { code: 'NoSuchEntity', status: 404, message: `Policy ${managedArn} was not found.` },
  },
  {
    behavior: 'an attached policy cannot be deleted',
    given: [role, managed, ['AttachRolePolicy', { RoleName: 'Worker', PolicyArn: managedArn }]],
    when: ['DeletePolicy', { PolicyArn: managedArn }],
    refuses: { code: 'DeleteConflict', status: 409, message: 'Cannot delete a policy attached to entities.' },
  },
  {
    behavior: 'a policy with more than one version cannot be deleted',
    given: [managed, ['CreatePolicyVersion', { PolicyArn: managedArn, PolicyDocument: readQueue }]],
    when: ['DeletePolicy', { PolicyArn: managedArn }],
    refuses: {
      code: 'DeleteConflict',
      status: 409,
      message:
        "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
    },
  },
  {
    behavior: 'a version becomes the default where it is asked to',
    given: [managed],
    when: ['CreatePolicyVersion', { PolicyArn: managedArn, PolicyDocument: readQueue, SetAsDefault: true }],
    answers: { PolicyVersion: { VersionId: 'v2', IsDefaultVersion: true, CreateDate: testStart } },
  },
  {
    behavior: 'versions are listed latest first, and a version id is never given twice',
    given: [
      managed,
      ['CreatePolicyVersion', { PolicyArn: managedArn, PolicyDocument: readQueue }],
      ['DeletePolicyVersion', { PolicyArn: managedArn, VersionId: 'v2' }],
      ['CreatePolicyVersion', { PolicyArn: managedArn, PolicyDocument: readQueue }],
    ],
    when: ['ListPolicyVersions', { PolicyArn: managedArn }],
    answers: {
      Versions: [
        { VersionId: 'v3', IsDefaultVersion: false, CreateDate: testStart },
        { VersionId: 'v1', IsDefaultVersion: true, CreateDate: testStart },
      ],
      IsTruncated: false,
    },
  },
  {
    behavior: 'a policy has at most five versions',
    given: [
      managed,
      ...times(4, (): Step => ['CreatePolicyVersion', { PolicyArn: managedArn, PolicyDocument: readQueue }]),
    ],
    when: ['CreatePolicyVersion', { PolicyArn: managedArn, PolicyDocument: readQueue }],
    refuses: {
      code: 'LimitExceeded',
      status: 409,
      message:
        'A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.',
    },
  },
  {
    behavior: 'the default version cannot be deleted',
    given: [
      managed,
      ['CreatePolicyVersion', { PolicyArn: managedArn, PolicyDocument: readQueue }],
      ['SetDefaultPolicyVersion', { PolicyArn: managedArn, VersionId: 'v2' }],
    ],
    when: ['DeletePolicyVersion', { PolicyArn: managedArn, VersionId: 'v2' }],
    refuses: {
      code: 'DeleteConflict',
      status: 409,
      message: 'Cannot delete the default version of a policy.',
    },
  },
  {
    behavior: 'a version shows its document encoded',
    given: [managed],
    when: ['GetPolicyVersion', { PolicyArn: managedArn, VersionId: 'v1' }],
    answers: {
      PolicyVersion: {
        Document: encoded(readQueue),
        VersionId: 'v1',
        IsDefaultVersion: true,
        CreateDate: testStart,
      },
    },
  },
  {
    behavior: "the document of one of AWS's policies can be read",
    when: ['GetPolicyVersion', { PolicyArn: adminArn, VersionId: 'v1' }],
    answers: {
      PolicyVersion: {
        Document: encoded(policy({ Action: '*', Resource: '*' })),
        VersionId: 'v1',
        IsDefaultVersion: true,
        CreateDate: expect.any(Number),
      },
    },
  },
  {
    behavior: 'a version that is not there cannot be read',
    given: [managed],
    when: ['GetPolicyVersion', { PolicyArn: managedArn, VersionId: 'v9' }],
    refuses: {
      code: 'NoSuchEntity',
      status: 404,
      message: `Policy ${managedArn} version v9 does not exist or is not attachable.`,
    },
  },
  {
    behavior: "only the account's own policies are listed in scope Local",
    given: [managed],
    when: ['ListPolicies', { Scope: 'Local' }],
    answers: { Policies: [queuesAnswer], IsTruncated: false },
  },
  {
    behavior: 'policies that nobody uses are left out where only attached ones are asked for',
    given: [managed],
    when: ['ListPolicies', { OnlyAttached: true }],
    answers: { Policies: [], IsTruncated: false },
  },
  {
    behavior: 'the entities of a policy are listed by type',
    given: [
      role,
      user,
      managed,
      ['AttachRolePolicy', { RoleName: 'Worker', PolicyArn: managedArn }],
      ['PutUserPermissionsBoundary', { UserName: 'Ada', PermissionsBoundary: managedArn }],
    ],
    when: ['ListEntitiesForPolicy', { PolicyArn: managedArn }],
    answers: {
      PolicyGroups: [],
      PolicyUsers: [{ UserName: 'Ada', UserId: id('AIDA') }],
      PolicyRoles: [{ RoleName: 'Worker', RoleId: id('AROA') }],
      IsTruncated: false,
    },
  },
  {
    behavior: 'the entities of a policy are filtered by how they use it',
    given: [
      role,
      user,
      managed,
      ['AttachRolePolicy', { RoleName: 'Worker', PolicyArn: managedArn }],
      ['PutUserPermissionsBoundary', { UserName: 'Ada', PermissionsBoundary: managedArn }],
    ],
    when: ['ListEntitiesForPolicy', { PolicyArn: managedArn, PolicyUsageFilter: 'PermissionsBoundary' }],
    answers: {
      PolicyGroups: [],
      PolicyUsers: [{ UserName: 'Ada', UserId: id('AIDA') }],
      PolicyRoles: [],
      IsTruncated: false,
    },
  },
];

test.each(cases)('$behavior', (operationCase) => runOperationCase(operationCase));
