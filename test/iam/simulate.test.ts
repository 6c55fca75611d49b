import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import type { ApplicablePolicies } from '../../src/iam/applicable-policies.ts';
import { derivedContext } from '../../src/iam/context-key.ts';
import { evaluate } from '../../src/iam/evaluate.ts';
import { parsePolicy } from '../../src/iam/parse-policy.ts';
import type { PolicyKind, SourcedPolicy } from '../../src/iam/policy.ts';
import { iamUser } from '../../src/iam/principal.ts';
import type { AuthorizationRequest, RequestContext } from '../../src/iam/request.ts';
import { simulate } from '../../src/iam/simulate.ts';

const account = '111122223333';
const principal = iamUser({ arn: `arn:aws:iam::${account}:user/ann`, tags: { team: 'one' } });
const queue = `arn:aws:sqs:eu-west-1:${account}:jobs`;

function source(name: string, kind: PolicyKind, ...statements: readonly JsonObject[]): SourcedPolicy {
  const policy = parsePolicy({ Version: '2012-10-17', Statement: statements }, kind);
  return { policy, name, owner: principal.arn, account };
}

const identity = (...statements: readonly JsonObject[]) =>
  source(
    'identity',
    'identity',
    ...statements.map((each) => ({ Effect: 'Allow', Action: 'sqs:*', Resource: '*', ...each })),
  );
const boundary = (more: JsonObject) =>
  source('boundary', 'identity', { Effect: 'Allow', Action: '*', Resource: '*', ...more });
const resource = (more: JsonObject) =>
  source('resource', 'resource', {
    Effect: 'Allow',
    Action: '*',
    Principal: { AWS: principal.arn },
    ...more,
  });
const scp = (more: JsonObject) =>
  source('scp', 'service-control', { Effect: 'Allow', Action: '*', Resource: '*', ...more });

interface Case {
  readonly title: string;
  readonly policies: ApplicablePolicies;
  readonly context?: RequestContext;
  readonly resourceAccount?: string;
  /** As in `allowed by identity#0`, with what is missing and what boundary and organization say. */
  readonly expect: JsonObject;
}

const cases: readonly Case[] = [
  {
    title: 'all statements that allow it are named, of the identity and of the resource',
    policies: {
      identity: [identity({}, { Action: 'sqs:Send*' }, { Action: 'sns:*' })],
      resource: resource({}),
    },
    expect: { effect: 'Allow', grants: ['resource#0', 'identity#0', 'identity#1'] },
  },
  {
    title: 'all statements that deny it are named, those of the boundary too',
    policies: { identity: [identity({}, { Effect: 'Deny' })], boundary: boundary({ Effect: 'Deny' }) },
    expect: {
      effect: 'ExplicitDeny',
      denials: ['identity#1', 'boundary#0'],
      grants: ['identity#0'],
      boundary: 'ExplicitDeny',
    },
  },
  {
    title: 'a boundary that says nothing of it withholds it',
    policies: { identity: [identity({})], boundary: boundary({ Action: 's3:*' }) },
    expect: { effect: 'ImplicitDeny', grants: ['identity#0'], boundary: 'ImplicitDeny' },
  },
  {
    title: 'an organization that denies it has the only say',
    policies: { identity: [identity({})], serviceControl: [[scp({})], [scp({}), scp({ Effect: 'Deny' })]] },
    expect: { effect: 'ImplicitDeny', grants: ['identity#0'], isAllowedByOrganization: false },
  },
  {
    title: 'an organization that allows it leaves the rest to the account',
    policies: { identity: [], serviceControl: [[scp({})]] },
    expect: { effect: 'ImplicitDeny', isAllowedByOrganization: true },
  },
  {
    title: 'each side is told of where the resource is in another account',
    policies: { identity: [identity({})], resource: resource({ Action: 's3:*' }) },
    resourceAccount: '444455556666',
    expect: { effect: 'ImplicitDeny', grants: ['identity#0'], resource: 'ImplicitDeny' },
  },
  {
    title: 'keys without values are missing, of statements about the action only',
    policies: {
      identity: [
        identity(
          { Condition: { Bool: { 'aws:SecureTransport': 'true' } } },
          { Action: 'sns:*', Condition: { Bool: { 'aws:ViaAWSService': 'true' } } },
          { Resource: `arn:aws:sqs:*:*:\${aws:PrincipalTag/queue}` },
          { Resource: 'arn:aws:sqs:*:*:others', Condition: { Null: { 'aws:SourceVpc': 'true' } } },
        ),
      ],
    },
    expect: { effect: 'ImplicitDeny', missingKeys: ['aws:SecureTransport', 'aws:PrincipalTag/queue'] },
  },
  {
    title: 'nothing follows from the principal where the context is all there is',
    policies: { identity: [identity({ Condition: { StringEquals: { 'aws:username': 'ann' } } })] },
    expect: { effect: 'ImplicitDeny', missingKeys: ['aws:username'] },
  },
  {
    title: 'what follows from the principal counts where the context says so',
    policies: {
      identity: [
        identity({
          Resource: `arn:aws:sqs:*:\${aws:PrincipalAccount}:jobs`,
          Condition: { StringEquals: { 'AWS:USERNAME': 'ann', 'aws:PrincipalTag/Team': 'one' } },
        }),
      ],
    },
    context: derivedContext({ principal, resourceAccount: account }),
    expect: { effect: 'Allow', grants: ['identity#0'] },
  },
];

test.each(cases)('$title', ({ policies, context = {}, resourceAccount = account, expect: expected }) => {
  const request = requestOf({ context, resourceAccount });
  const { denials, grants, identity: _identity, ...rest } = simulate(request, policies);
  const named = (matched: typeof grants) =>
    matched.map(({ source: { name }, statement }) => `${name}#${statement.index}`);
  const found = { ...rest, denials: named(denials), grants: named(grants) };
  const nothing = {
    denials: [],
    grants: [],
    missingKeys: [],
    boundary: undefined,
    resource: undefined,
    isAllowedByOrganization: undefined,
  };
  // A resource policy that allows it is told of in its grant.
  const said = found.resource === 'Allow' ? { ...found, resource: undefined } : found;
  expect(said).toEqual({ ...nothing, ...expected });
});

function requestOf(more: Pick<AuthorizationRequest, 'context' | 'resourceAccount'>): AuthorizationRequest {
  return { principal, action: 'sqs:SendMessage', resource: queue, isContextComplete: true, ...more };
}

test('a simulation never differs from the decision', () => {
  const statement = fc.record({
    Effect: fc.constantFrom('Allow', 'Deny'),
    Action: fc.constantFrom('sqs:*', 'sqs:SendMessage', 'sns:*', '*'),
    Resource: fc.constantFrom('*', queue, `arn:aws:sqs:*:*:\${aws:username}`),
    Condition: fc.constantFrom<JsonObject>({}, { StringEquals: { 'aws:username': 'jobs' } }),
  });
  const statements = fc.array(statement, { minLength: 1, maxLength: 3 });
  const policy = (name: string) =>
    statements.map((each) => source(name, 'identity', ...(each as readonly JsonObject[])));
  const policies = fc.record({
    identity: fc.array(policy('identity'), { maxLength: 2 }),
    boundary: fc.option(policy('boundary'), { nil: undefined }),
  });
  fc.assert(
    fc.property(
      policies,
      fc.constantFrom<RequestContext>({}, { 'aws:username': 'jobs' }),
      (each, context) => {
        const request = requestOf({ context, resourceAccount: account });
        const { effect, denials, grants } = simulate(request, each);
        expect(effect).toBe(evaluate(request, each).effect);
        expect(denials.length > 0).toBe(effect === 'ExplicitDeny');
        if (effect === 'Allow') expect(grants.length).toBeGreaterThan(0);
      },
    ),
    { numRuns: 300 },
  );
});
