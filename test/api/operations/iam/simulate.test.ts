import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { anIdentity, errorOf, policy } from '../../../support/an-identity.ts';
import {
  account,
  managed,
  managedArn,
  type OperationCase,
  role,
  runOperationCase,
  user,
} from './operation-case.ts';

const roleArn = `arn:aws:iam::${account}:role/Worker`;
const userArn = `arn:aws:iam::${account}:user/Ada`;
const queue = `arn:aws:sqs:us-east-1:${account}:jobs`;
const awayQueue = 'arn:aws:sqs:us-east-1:222222222222:jobs';
const receive = 'sqs:ReceiveMessage';
const allowAll = policy({ Action: '*', Resource: '*' });
const denyAll = policy({ Effect: 'Deny', Action: '*', Resource: '*' });
const allowS3 = policy({ Action: 's3:*', Resource: '*' });
const ofQueue = policy({ Principal: { AWS: userArn }, Action: 'sqs:*', Resource: '*' });

/** Where the only statement of a document that `policy` wrote begins and ends. */
function placeIn(document: string): JsonObject {
  return {
    StartPosition: { Line: 1, Column: document.indexOf('[') + 2 },
    EndPosition: { Line: 1, Column: document.length - 1 },
  };
}

const inputMatched = (document: string) => ({
  SourcePolicyId: 'PolicyInputList.1',
  SourcePolicyType: 'IAM Policy',
  ...placeIn(document),
});

const answerCases: readonly OperationCase[] = [
  {
    behavior: 'about no resource in particular answers without any',
    when: ['SimulateCustomPolicy', { PolicyInputList: [allowAll], ActionNames: [receive, 's3:GetObject'] }],
    answers: {
      IsTruncated: false,
      EvaluationResults: [receive, 's3:GetObject'].map((action) => ({
        EvalActionName: action,
        EvalResourceName: '*',
        EvalDecision: 'allowed',
        MatchedStatements: [inputMatched(allowAll)],
        MissingContextValues: [],
      })),
    },
  },
  {
    behavior: 'about one resource repeats its result under the resource',
    when: [
      'SimulateCustomPolicy',
      { PolicyInputList: [allowAll], ActionNames: [receive], ResourceArns: [queue] },
    ],
    answers: {
      IsTruncated: false,
      EvaluationResults: [
        {
          EvalActionName: receive,
          EvalResourceName: queue,
          EvalDecision: 'allowed',
          MatchedStatements: [inputMatched(allowAll)],
          MissingContextValues: [],
          EvalDecisionDetails: {},
          ResourceSpecificResults: [
            {
              EvalResourceName: queue,
              EvalResourceDecision: 'allowed',
              MatchedStatements: [inputMatched(allowAll)],
              MissingContextValues: [],
            },
          ],
        },
      ],
    },
  },
  {
    behavior: 'across accounts tells what each kind of policy says',
    given: [user],
    when: [
      'SimulatePrincipalPolicy',
      {
        PolicySourceArn: userArn,
        ActionNames: [receive],
        ResourceArns: [awayQueue],
        ResourcePolicy: ofQueue,
        PermissionsBoundaryPolicyInputList: [allowS3],
      },
    ],
    answers: {
      IsTruncated: false,
      EvaluationResults: [
        {
          EvalActionName: receive,
          EvalResourceName: awayQueue,
          EvalDecision: 'implicitDeny',
          MatchedStatements: [],
          MissingContextValues: [],
          PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
          EvalDecisionDetails: {
            'IAM Policy': 'implicitDeny',
            'Resource Policy': 'allowed',
            'Permissions Boundary Policy': 'implicitDeny',
          },
          ResourceSpecificResults: [
            {
              EvalResourceName: awayQueue,
              EvalResourceDecision: 'implicitDeny',
              MatchedStatements: [
                {
                  SourcePolicyId: 'ResourcePolicy',
                  SourcePolicyType: 'Resource Policy',
                  ...placeIn(ofQueue),
                },
              ],
              MissingContextValues: [],
              EvalDecisionDetails: {
                'IAM Policy': 'implicitDeny',
                'Resource Policy': 'allowed',
                'Permissions Boundary Policy': 'implicitDeny',
              },
              PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
            },
          ],
        },
      ],
    },
  },
];

const customRequest = { PolicyInputList: [allowAll], ActionNames: [receive] };
const invalid = (message: string) => ({ code: 'InvalidInput', status: 400, message });

const refusalCases: readonly OperationCase[] = [
  ...['sqs:*', 'sqs:Receive?essage', '*:ReceiveMessage', 'ReceiveMessage'].map(
    (action): OperationCase => ({
      behavior: `of ${action} is refused`,
      when: ['SimulateCustomPolicy', { ...customRequest, ActionNames: [receive, action] }],
      refuses: invalid(`Invalid Input Actions: [${action}]`),
    }),
  ),
  {
    behavior: 'of what is neither * nor an ARN is refused',
    when: ['SimulateCustomPolicy', { ...customRequest, ResourceArns: [queue, 'jobs'] }],
    refuses: invalid('Invalid Input Resources: [jobs]'),
  },
  {
    behavior: 'with two permissions boundaries is refused',
    when: [
      'SimulateCustomPolicy',
      { ...customRequest, PermissionsBoundaryPolicyInputList: [allowAll, allowAll] },
    ],
    refuses: invalid('The list of Permissions Boundary policies cannot exceed 1 items.'),
  },
  {
    behavior: 'with an owner that is no account is refused',
    when: ['SimulateCustomPolicy', { ...customRequest, ResourceOwner: account }],
    refuses: invalid(`'${account}' is not a valid as a Resource Owner.`),
  },
  {
    behavior: 'with a resource policy and nobody to hold against it is refused',
    when: ['SimulateCustomPolicy', { ...customRequest, ResourcePolicy: ofQueue }],
    refuses: invalid('Invalid caller - Caller must be an IAM user in this context.'),
  },
  {
    behavior: 'with a resource policy for a role is refused',
    given: [role],
    when: [
      'SimulatePrincipalPolicy',
      { PolicySourceArn: roleArn, ActionNames: [receive], ResourcePolicy: ofQueue },
    ],
    refuses: invalid('Invalid caller - Caller must be an IAM user in this context.'),
  },
  {
    behavior: 'with a policy that is none is refused',
    when: ['SimulateCustomPolicy', { ...customRequest, PolicyInputList: [allowAll, '{}'] }],
    refuses: invalid(
      'PolicyInputList.2 is not a valid policy: Syntax errors in policy. (Statement: expected a statement or an array of statements)',
    ),
  },
  {
    behavior: 'with a context value of another type is refused',
    when: [
      'SimulateCustomPolicy',
      {
        ...customRequest,
        ContextEntries: [
          { ContextKeyName: 's3:max-keys', ContextKeyValues: ['ten'], ContextKeyType: 'numeric' },
        ],
      },
    ],
    refuses: invalid("Invalid value 'ten' of type numeric for context key s3:max-keys."),
  },
  {
    behavior: 'with several values for a type that has one is refused',
    when: [
      'SimulateCustomPolicy',
      {
        ...customRequest,
        ContextEntries: [{ ContextKeyName: 'aws:username', ContextKeyValues: ['a', 'b'] }],
      },
    ],
    refuses: invalid('Context key aws:username of type string must have one value.'),
  },
  {
    behavior: 'with an option that lacks a resource it asks for is refused',
    when: [
      'SimulateCustomPolicy',
      {
        ...customRequest,
        ResourceHandlingOption: 'EC2-VPC-EBS',
        ResourceArns: ['instance/i-1', 'image/ami-1', 'security-group/sg-1', 'volume/vol-1'].map(
          (resource) => `arn:aws:ec2:us-east-1:${account}:${resource}`,
        ),
      },
    ],
    refuses: invalid('ResourceHandlingOption EC2-VPC-EBS requires resources of: network-interface'),
  },
  {
    behavior: 'of a session is refused',
    when: [
      'SimulatePrincipalPolicy',
      { PolicySourceArn: `arn:aws:sts::${account}:assumed-role/Worker/s`, ActionNames: [receive] },
    ],
    refuses: invalid(`Invalid Entity Arn: arn:aws:sts::${account}:assumed-role/Worker/s`),
  },
  ...[
    [roleArn, 'The role with name Worker cannot be found.'],
    [userArn, 'The user with name Ada cannot be found.'],
    [`arn:aws:iam::${account}:group/team/Ops`, 'The group with name Ops cannot be found.'],
  ].map(
    ([arn = '', message = '']): OperationCase => ({
      behavior: `of ${arn}, which nobody made, is refused`,
      when: ['SimulatePrincipalPolicy', { PolicySourceArn: arn, ActionNames: [receive] }],
      refuses: { code: 'NoSuchEntity', status: 404, message },
    }),
  ),
];

describe('a simulation', () => {
  test.each([...answerCases, ...refusalCases])('$behavior', runOperationCase);
});

interface Result extends JsonObject {
  readonly EvalDecision: string;
  readonly EvalResourceName: string;
  readonly MatchedStatements: readonly JsonObject[];
  readonly MissingContextValues: readonly string[];
  readonly ResourceSpecificResults: readonly JsonObject[];
}

async function resultsOf(
  invoke: ReturnType<typeof anIdentity>['invoke'],
  name: 'SimulatePrincipalPolicy' | 'SimulateCustomPolicy',
  input: JsonObject,
): Promise<readonly Result[]> {
  const answer = (await invoke(name, { ActionNames: [receive], ...input })) as JsonObject;
  return answer.EvaluationResults as unknown as readonly Result[];
}

test('a principal is simulated with its inline, its attached and the given policies, by name', async () => {
  const { invoke } = anIdentity();
  await invoke(...role);
  await invoke(...managed);
  await invoke('AttachRolePolicy', { RoleName: 'Worker', PolicyArn: managedArn });
  await invoke('PutRolePolicy', { RoleName: 'Worker', PolicyName: 'in line', PolicyDocument: allowAll });
  const [result] = await resultsOf(invoke, 'SimulatePrincipalPolicy', {
    PolicySourceArn: roleArn,
    PolicyInputList: [allowAll],
  });
  expect(result?.MatchedStatements.map(({ SourcePolicyId }) => SourcePolicyId)).toEqual([
    'role_Worker_in line',
    'Queues',
    'PolicyInputList.1',
  ]);
});

test('a boundary that is given takes the place of the one that the principal has', async () => {
  const { invoke } = anIdentity();
  await invoke('CreatePolicy', { PolicyName: 'None', PolicyDocument: denyAll });
  const boundaryArn = `arn:aws:iam::${account}:policy/None`;
  await invoke('CreateUser', { UserName: 'Ada', PermissionsBoundary: boundaryArn });
  const asked = { PolicySourceArn: userArn, PolicyInputList: [allowAll] };
  const [own] = await resultsOf(invoke, 'SimulatePrincipalPolicy', asked);
  const [given] = await resultsOf(invoke, 'SimulatePrincipalPolicy', {
    ...asked,
    PermissionsBoundaryPolicyInputList: [allowAll],
  });
  expect(own).toMatchObject({
    EvalDecision: 'explicitDeny',
    MatchedStatements: [{ SourcePolicyId: 'None', SourcePolicyType: 'Permissions Boundary Policy' }],
    PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
  });
  expect(given).toMatchObject({
    EvalDecision: 'allowed',
    PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: true },
  });
});

test('several resources are as good as the worst, under the form of ARN that the action takes', async () => {
  const { invoke } = anIdentity();
  const [result] = await resultsOf(invoke, 'SimulateCustomPolicy', {
    PolicyInputList: [policy({ Action: 'sqs:*', Resource: queue })],
    ResourceArns: [queue, `${queue}-2`],
  });
  expect(result).toMatchObject({ EvalDecision: 'implicitDeny', MatchedStatements: [] });
  expect(result?.EvalResourceName).toMatch(/^arn:aws:sqs:\$\{Region\}:\$\{Account\}:\$\{\w+\}$/);
  expect(result?.ResourceSpecificResults).toMatchObject([
    { EvalResourceName: queue, EvalResourceDecision: 'allowed' },
    { EvalResourceName: `${queue}-2`, EvalResourceDecision: 'implicitDeny' },
  ]);
});

test('context values count, whatever the case of their names, before what is known of the caller', async () => {
  const { invoke } = anIdentity();
  await invoke(...user);
  const conditions = [
    { 'aws:username': 'Ada' },
    { 'aws:PrincipalArn': 'arn:aws:iam::111111111111:role/other' },
    { 'aws:SourceVpc': 'vpc-1' },
  ];
  const results = await Promise.all(
    conditions.map(async (StringEquals) => {
      const [result] = await resultsOf(invoke, 'SimulatePrincipalPolicy', {
        PolicySourceArn: userArn,
        PolicyInputList: [policy({ Action: '*', Resource: '*', Condition: { StringEquals } })],
        ContextEntries: [
          { ContextKeyName: 'AWS:principalarn', ContextKeyValues: ['arn:aws:iam::111111111111:role/other'] },
        ],
      });
      return [result?.EvalDecision, result?.MissingContextValues];
    }),
  );
  expect(results).toEqual([
    ['allowed', []],
    ['allowed', []],
    ['implicitDeny', ['aws:SourceVpc']],
  ]);
});

test('an organization that does not allow a call is told of, and its policies are not', async () => {
  const { invoke } = anIdentity({
    serviceControlPolicies: { [account]: [{ Guard: denyAll }] },
  });
  await invoke(...user);
  const [result] = await resultsOf(invoke, 'SimulatePrincipalPolicy', {
    PolicySourceArn: userArn,
    PolicyInputList: [allowAll],
  });
  expect(result).toMatchObject({
    EvalDecision: 'implicitDeny',
    MatchedStatements: [],
    OrganizationsDecisionDetail: { AllowedByOrganizations: false },
  });
});

test('pages give each action once', async () => {
  const { invoke } = anIdentity();
  const actions = ['a', 'b', 'c', 'd', 'e'].map((name) => `sqs:${name}`);
  const seen: unknown[] = [];
  let marker: JsonObject = {};
  for (let page = 0; page < 3; page += 1) {
    const answer = (await invoke('SimulateCustomPolicy', {
      ...customRequest,
      ActionNames: actions,
      MaxItems: 2,
      ...marker,
    })) as JsonObject & { readonly EvaluationResults: readonly JsonObject[] };
    seen.push(...answer.EvaluationResults.map(({ EvalActionName }) => EvalActionName));
    expect(answer.IsTruncated).toBe(page < 2);
    marker = answer.Marker === undefined ? {} : { Marker: answer.Marker };
  }
  expect(seen).toEqual(actions);
  expect(await errorOf(invoke('SimulateCustomPolicy', { ...customRequest, Marker: 'x' }))).toMatchObject({
    code: 'InvalidInput',
  });
});

const keyCases: readonly OperationCase[] = [
  {
    behavior: 'given policies read',
    when: [
      'GetContextKeysForCustomPolicy',
      {
        PolicyInputList: [
          policy({ Action: '*', Resource: '*', Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
          ofQueue,
          policy({ Action: '*', Resource: `arn:aws:s3:::\${aws:username}` }),
        ],
      },
    ],
    answers: { ContextKeyNames: ['aws:SecureTransport', 'aws:username'] },
  },
  {
    behavior: 'policies of a principal and given ones read',
    given: [
      user,
      [
        'PutUserPolicy',
        {
          UserName: 'Ada',
          PolicyName: 'home',
          PolicyDocument: policy({ Action: '*', Resource: `arn:aws:s3:::\${aws:username}` }),
        },
      ],
    ],
    when: [
      'GetContextKeysForPrincipalPolicy',
      {
        PolicySourceArn: userArn,
        PolicyInputList: [
          policy({ Action: '*', Resource: '*', Condition: { Null: { 'aws:SourceVpc': 'true' } } }),
        ],
      },
    ],
    answers: { ContextKeyNames: ['aws:username', 'aws:SourceVpc'] },
  },
  {
    behavior: 'texts that are no policies read: refused',
    when: ['GetContextKeysForCustomPolicy', { PolicyInputList: ['{'] }],
    refuses: invalid('Syntax errors in policy.'),
  },
  {
    behavior: 'nobody has: refused',
    when: ['GetContextKeysForPrincipalPolicy', { PolicySourceArn: roleArn }],
    refuses: { code: 'NoSuchEntity', status: 404, message: 'The role with name Worker cannot be found.' },
  },
];

describe('the context keys that', () => {
  test.each(keyCases)('$behavior', runOperationCase);
});

test.each([
  ['SimulatePrincipalPolicy', { PolicySourceArn: roleArn, ActionNames: [] }, roleArn],
  ['SimulateCustomPolicy', { PolicyInputList: [], ActionNames: [] }, '*'],
  ['GetContextKeysForPrincipalPolicy', { PolicySourceArn: userArn }, userArn],
  ['GetContextKeysForCustomPolicy', { PolicyInputList: [] }, '*'],
] as const)('%s needs its permission', async (name, input, resource) => {
  const { permissionsOf } = anIdentity();
  expect(await permissionsOf(name, input)).toEqual([{ action: `iam:${name}`, resource }]);
});
