import type { JsonObject } from '../../src/base/json.ts';
import { type ClientStep, stepsOf } from './client-step.ts';

const iam = stepsOf('iam');
const arn = 'arn:aws:iam::<account>';
const role = { RoleName: 'Reader' };
const user = { UserName: 'Ada' };
const policyArn = `${arn}:policy/team/Read`;
const boundaryArn = 'arn:aws:iam::aws:policy/AdministratorAccess';
const allowRead = document({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' });
const allowList = document({ Effect: 'Allow', Action: 's3:ListBucket', Resource: '*' });
const trust = document({ Effect: 'Allow', Principal: { AWS: '<account>' }, Action: 'sts:AssumeRole' });
const nobody = { refused: { code: 'NoSuchEntity' } } as const;

function document(statement: JsonObject): JsonObject {
  return { Version: '2012-10-17', Statement: [statement] };
}

function text(policy: JsonObject): string {
  return JSON.stringify(policy);
}

const roleSteps: readonly ClientStep[] = [
  iam(
    'CreateRole',
    {
      ...role,
      Path: '/team/',
      AssumeRolePolicyDocument: text(trust),
      Description: 'reads',
      Tags: [{ Key: 'team', Value: 'one' }],
    },
    { answers: { '/Role/Arn': `${arn}:role/team/Reader`, '/Role/Tags/0/Value': 'one' } },
  ),
  iam(
    'CreateRole',
    { ...role, AssumeRolePolicyDocument: text(trust) },
    {
      refused: { code: 'EntityAlreadyExists', message: 'Role with name Reader already exists.' },
    },
  ),
  iam(
    'CreateRole',
    { RoleName: 'Broken', AssumeRolePolicyDocument: '{' },
    {
      refused: { code: 'MalformedPolicyDocument' },
    },
  ),
  iam('GetRole', role, {
    answers: {
      '/Role/Path': '/team/',
      '/Role/Description': 'reads',
      '/Role/AssumeRolePolicyDocument': trust,
    },
  }),
  iam(
    'GetRole',
    { RoleName: 'Nobody' },
    {
      refused: { code: 'NoSuchEntity', message: 'The role with name Nobody cannot be found.' },
    },
  ),
  iam(
    'ListRoles',
    { PathPrefix: '/team/' },
    {
      answers: { '/Roles/0/RoleName': 'Reader', '/Roles/1': null },
    },
  ),
  iam(
    'ListRoles',
    { MaxItems: 1 },
    {
      isPaged: true,
      saves: { marker: '/Marker' },
      answers: { '/IsTruncated': true, '/Roles/1': null },
    },
  ),
  iam(
    'ListRoles',
    { MaxItems: 1, Marker: '<marker>' },
    {
      isPaged: true,
      answers: { '/IsTruncated': false, '/Roles/1': null },
    },
  ),
  iam('UpdateRole', { ...role, Description: 'reads more', MaxSessionDuration: 7200 }),
  iam(
    'UpdateRoleDescription',
    { ...role, Description: 'reads most' },
    {
      answers: { '/Role/Description': 'reads most', '/Role/MaxSessionDuration': 7200 },
    },
  ),
  iam('UpdateAssumeRolePolicy', { ...role, PolicyDocument: text(trust) }),
  iam('UpdateAssumeRolePolicy', { RoleName: 'Nobody', PolicyDocument: text(trust) }, nobody),
  iam('TagRole', { ...role, Tags: [{ Key: 'stage', Value: '' }] }),
  iam('ListRoleTags', role, {
    answers: {
      '/Tags': [
        { Key: 'stage', Value: '' },
        { Key: 'team', Value: 'one' },
      ],
    },
  }),
  iam('UntagRole', { ...role, TagKeys: ['team'] }),
  iam('ListRoleTags', role, { answers: { '/Tags': [{ Key: 'stage', Value: '' }] } }),
  iam('PutRolePolicy', { ...role, PolicyName: 'inline', PolicyDocument: text(allowRead) }),
  iam(
    'PutRolePolicy',
    { ...role, PolicyName: 'broken', PolicyDocument: '{"Version": "2012-10-17"}' },
    {
      refused: { code: 'MalformedPolicyDocument' },
    },
  ),
  iam(
    'GetRolePolicy',
    { ...role, PolicyName: 'inline' },
    {
      answers: { '/PolicyName': 'inline', '/PolicyDocument': allowRead },
    },
  ),
  iam('GetRolePolicy', { ...role, PolicyName: 'none' }, nobody),
  iam('ListRolePolicies', role, { answers: { '/PolicyNames': ['inline'] } }),
];

const policySteps: readonly ClientStep[] = [
  iam(
    'CreatePolicy',
    { PolicyName: 'Read', Path: '/team/', PolicyDocument: text(allowRead) },
    { answers: { '/Policy/Arn': policyArn, '/Policy/DefaultVersionId': 'v1' } },
  ),
  iam(
    'CreatePolicy',
    { PolicyName: 'Read', PolicyDocument: text(allowRead) },
    {
      refused: { code: 'EntityAlreadyExists' },
    },
  ),
  iam('GetPolicy', { PolicyArn: policyArn }, { answers: { '/Policy/AttachmentCount': 0 } }),
  iam('GetPolicy', { PolicyArn: `${policyArn}er` }, nobody),
  iam('ListPolicies', { Scope: 'Local' }, { answers: { '/Policies/0/Arn': policyArn, '/Policies/1': null } }),
  iam(
    'CreatePolicyVersion',
    { PolicyArn: policyArn, PolicyDocument: text(allowList) },
    {
      answers: { '/PolicyVersion/VersionId': 'v2', '/PolicyVersion/IsDefaultVersion': false },
    },
  ),
  iam(
    'GetPolicyVersion',
    { PolicyArn: policyArn, VersionId: 'v2' },
    {
      answers: { '/PolicyVersion/Document': allowList },
    },
  ),
  iam('SetDefaultPolicyVersion', { PolicyArn: policyArn, VersionId: 'v2' }),
  iam('SetDefaultPolicyVersion', { PolicyArn: policyArn, VersionId: 'v9' }, nobody),
  iam(
    'ListPolicyVersions',
    { PolicyArn: policyArn },
    {
      answers: { '/Versions/0/VersionId': 'v2', '/Versions/0/IsDefaultVersion': true, '/Versions/2': null },
    },
  ),
  iam(
    'DeletePolicyVersion',
    { PolicyArn: policyArn, VersionId: 'v2' },
    {
      refused: { code: 'DeleteConflict' },
    },
  ),
  iam('DeletePolicyVersion', { PolicyArn: policyArn, VersionId: 'v1' }),
  iam('AttachRolePolicy', { ...role, PolicyArn: policyArn }),
  iam('ListAttachedRolePolicies', role, {
    answers: { '/AttachedPolicies': [{ PolicyName: 'Read', PolicyArn: policyArn }] },
  }),
  iam(
    'ListEntitiesForPolicy',
    { PolicyArn: policyArn },
    {
      answers: { '/PolicyRoles/0/RoleName': 'Reader', '/PolicyUsers/0': null },
    },
  ),
  iam('DeletePolicy', { PolicyArn: policyArn }, { refused: { code: 'DeleteConflict' } }),
  iam('PutRolePermissionsBoundary', { ...role, PermissionsBoundary: boundaryArn }),
  iam('GetRole', role, {
    answers: { '/Role/PermissionsBoundary/PermissionsBoundaryArn': boundaryArn },
  }),
  iam('DeleteRolePermissionsBoundary', role),
];

const userSteps: readonly ClientStep[] = [
  iam(
    'CreateUser',
    { UserName: 'Eve', Path: '/team/' },
    { answers: { '/User/Arn': `${arn}:user/team/Eve` } },
  ),
  iam('CreateUser', { UserName: 'Eve' }, { refused: { code: 'EntityAlreadyExists' } }),
  iam('UpdateUser', { UserName: 'Eve', NewUserName: 'Ada' }),
  iam('GetUser', user, { answers: { '/User/Arn': `${arn}:user/team/Ada` } }),
  iam('GetUser', { UserName: 'Eve' }, nobody),
  iam('ListUsers', {}, { answers: { '/Users/0/UserName': 'Ada', '/Users/1': null } }),
  iam('PutUserPolicy', { ...user, PolicyName: 'inline', PolicyDocument: text(allowRead) }),
  iam('GetUserPolicy', { ...user, PolicyName: 'inline' }, { answers: { '/PolicyDocument': allowRead } }),
  iam('ListUserPolicies', user, { answers: { '/PolicyNames': ['inline'] } }),
  iam('DeleteUserPolicy', { ...user, PolicyName: 'inline' }),
  iam('AttachUserPolicy', { ...user, PolicyArn: policyArn }),
  iam('ListAttachedUserPolicies', user, { answers: { '/AttachedPolicies/0/PolicyArn': policyArn } }),
  iam('DetachUserPolicy', { ...user, PolicyArn: policyArn }),
  iam('DetachUserPolicy', { ...user, PolicyArn: policyArn }, nobody),
  iam('PutUserPermissionsBoundary', { ...user, PermissionsBoundary: boundaryArn }),
  iam('DeleteUserPermissionsBoundary', user),
  iam('CreateAccessKey', user, {
    saves: { accessKeyId: '/AccessKey/AccessKeyId' },
    answers: { '/AccessKey/UserName': 'Ada', '/AccessKey/Status': 'Active' },
  }),
  iam('UpdateAccessKey', { ...user, AccessKeyId: '<accessKeyId>', Status: 'Inactive' }),
  iam('ListAccessKeys', user, {
    answers: {
      '/AccessKeyMetadata/0/AccessKeyId': '<accessKeyId>',
      '/AccessKeyMetadata/0/Status': 'Inactive',
    },
  }),
  iam('DeleteUser', user, { refused: { code: 'DeleteConflict' } }),
  iam('DeleteAccessKey', { ...user, AccessKeyId: '<accessKeyId>' }),
  iam('DeleteUser', user),
];

const assumeSteps: readonly ClientStep[] = [
  {
    service: 'sts',
    operation: 'GetCallerIdentity',
    input: {},
    answers: { '/Account': '<account>', '/Arn': `${arn}:root`, '/UserId': '<account>' },
  },
  {
    service: 'sts',
    operation: 'AssumeRole',
    input: { RoleArn: `${arn}:role/team/Reader`, RoleSessionName: 'session', DurationSeconds: 900 },
    answers: { '/AssumedRoleUser/Arn': 'arn:aws:sts::<account>:assumed-role/Reader/session' },
  },
  {
    service: 'sts',
    operation: 'AssumeRole',
    input: { RoleArn: `${arn}:role/runner`, RoleSessionName: 'session' },
    refused: { code: 'AccessDenied' },
  },
];

const simulated = { PolicySourceArn: `${arn}:role/team/Reader` };

/** While the role has its inline policy, which allows `s3:GetObject`, and the managed one, which allows `s3:ListBucket`. */
const simulationSteps: readonly ClientStep[] = [
  iam(
    'SimulatePrincipalPolicy',
    { ...simulated, ActionNames: ['s3:GetObject', 's3:DeleteObject'], ResourceArns: ['arn:aws:s3:::a/b'] },
    {
      answers: {
        '/EvaluationResults/0/EvalActionName': 's3:GetObject',
        '/EvaluationResults/0/EvalDecision': 'allowed',
        '/EvaluationResults/0/MatchedStatements/0': {
          SourcePolicyId: 'role_Reader_inline',
          SourcePolicyType: 'IAM Policy',
          StartPosition: { Line: 1, Column: 38 },
          EndPosition: { Line: 1, Column: 95 },
        },
        '/EvaluationResults/0/ResourceSpecificResults/0/EvalResourceName': 'arn:aws:s3:::a/b',
        '/EvaluationResults/0/ResourceSpecificResults/0/EvalResourceDecision': 'allowed',
        '/EvaluationResults/1/EvalDecision': 'implicitDeny',
        '/EvaluationResults/1/MatchedStatements': [],
      },
    },
  ),
  iam(
    'SimulatePrincipalPolicy',
    {
      ...simulated,
      ActionNames: ['s3:ListBucket'],
      PermissionsBoundaryPolicyInputList: [text(allowRead)],
      ContextEntries: [
        { ContextKeyName: 's3:prefix', ContextKeyValues: ['a/', 'b/'], ContextKeyType: 'stringList' },
      ],
    },
    {
      answers: {
        '/EvaluationResults/0/EvalResourceName': '*',
        '/EvaluationResults/0/EvalDecision': 'implicitDeny',
        '/EvaluationResults/0/PermissionsBoundaryDecisionDetail': { AllowedByPermissionsBoundary: false },
      },
    },
  ),
  iam(
    'SimulatePrincipalPolicy',
    { PolicySourceArn: `${arn}:role/Nobody`, ActionNames: ['s3:GetObject'] },
    { refused: { code: 'NoSuchEntity', message: 'The role with name Nobody cannot be found.' } },
  ),
  iam(
    'SimulateCustomPolicy',
    {
      PolicyInputList: [text(allowRead)],
      ActionNames: ['s3:GetObject'],
      ResourceArns: ['arn:aws:s3:::mary/test'],
      ResourceOwner: 'arn:aws:iam::123456789012:root',
      CallerArn: `${arn}:user/Ada`,
      ResourcePolicy: text(
        document({ Effect: 'Deny', Principal: { AWS: `${arn}:user/Ada` }, Action: '*', Resource: '*' }),
      ),
    },
    {
      answers: {
        '/EvaluationResults/0/EvalDecision': 'explicitDeny',
        '/EvaluationResults/0/EvalDecisionDetails': {
          'IAM Policy': 'allowed',
          'Resource Policy': 'explicitDeny',
        },
        '/EvaluationResults/0/MatchedStatements/0/SourcePolicyId': 'ResourcePolicy',
        '/EvaluationResults/0/MatchedStatements/1': null,
      },
    },
  ),
  iam(
    'SimulateCustomPolicy',
    { PolicyInputList: [text(allowRead)], ActionNames: ['s3:GetObject', 's3:PutObject'], MaxItems: 1 },
    {
      isPaged: true,
      saves: { marker: '/Marker' },
      answers: { '/IsTruncated': true, '/EvaluationResults/1': null },
    },
  ),
  iam(
    'SimulateCustomPolicy',
    {
      PolicyInputList: [text(allowRead)],
      ActionNames: ['s3:GetObject', 's3:PutObject'],
      Marker: '<marker>',
    },
    { isPaged: true, answers: { '/EvaluationResults/0/EvalActionName': 's3:PutObject' } },
  ),
  iam(
    'SimulateCustomPolicy',
    { PolicyInputList: [text(allowRead)], ActionNames: ['s3:*'] },
    { refused: { code: 'InvalidInput', message: 'Invalid Input Actions' } },
  ),
  iam(
    'GetContextKeysForCustomPolicy',
    {
      PolicyInputList: [
        text(
          document({
            Effect: 'Allow',
            Action: '*',
            Resource: '*',
            Condition: { Bool: { 'aws:SecureTransport': 'true' } },
          }),
        ),
      ],
    },
    { answers: { '/ContextKeyNames': ['aws:SecureTransport'] } },
  ),
  iam('GetContextKeysForPrincipalPolicy', simulated, { answers: { '/ContextKeyNames': [] } }),
];

const cleanUpSteps: readonly ClientStep[] = [
  iam('DetachRolePolicy', { ...role, PolicyArn: policyArn }),
  iam('DeleteRole', role, { refused: { code: 'DeleteConflict' } }),
  iam('DeleteRolePolicy', { ...role, PolicyName: 'inline' }),
  iam('DeleteRole', role),
  iam('DeleteRole', role, nobody),
  iam('DeletePolicy', { PolicyArn: policyArn }),
];

/** IAM and STS, every operation with what it takes and what it refuses. */
export const iamSteps: readonly ClientStep[] = [
  ...roleSteps,
  ...policySteps,
  ...userSteps,
  ...assumeSteps,
  ...simulationSteps,
  ...cleanUpSteps,
];
