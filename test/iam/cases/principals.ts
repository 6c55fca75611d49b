import {
  accountRoot,
  anonymous,
  federatedPrincipal,
  iamUser,
  roleSession,
  servicePrincipal,
} from '../../../src/iam/principal.ts';
import {
  away,
  awayFunctionArn,
  home,
  homeRoleArn,
  homeUserArn,
  invoke,
  invokeBy,
  root,
  type Scenario,
  session,
  states,
  user,
} from '../scenario.ts';

const sessionArn = `arn:aws:sts::${home}:assumed-role/runner/run-1`;
const noGrant = `resource-based policy@${away}`;
const noIdentity = `identity-based policy@${home}`;
const canonicalUserId = '79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be';

/** What a Principal element of another account's function lets in, where the caller's own policies allow all. */
type Row = readonly [
  title: string,
  principal: Scenario['principal'],
  element: string | Record<string, string | string[]>,
  isNamed: boolean,
];

const rows: readonly Row[] = [
  ['* names a session', session, '*', true],
  ['AWS * names a session', session, { AWS: '*' }, true],
  ['an account id names its sessions', session, { AWS: home }, true],
  ['a root ARN names the sessions of its account', session, { AWS: `arn:aws:iam::${home}:root` }, true],
  ['an account id names its users', user, { AWS: [away, home] }, true],
  ['another account does not', session, { AWS: '999999999999' }, false],
  ['a role ARN names its sessions', session, { AWS: homeRoleArn }, true],
  ['a role ARN without its path names nobody', session, { AWS: `arn:aws:iam::${home}:role/runner` }, false],
  ['a session ARN names the session', session, { AWS: sessionArn }, true],
  [
    'the ARN of another session of the role does not',
    session,
    { AWS: `arn:aws:sts::${home}:assumed-role/runner/run-2` },
    false,
  ],
  ['a user ARN names the user', user, { AWS: homeUserArn }, true],
  ['a user ARN names no other user', user, { AWS: `arn:aws:iam::${home}:user/team/bo` }, false],
  ['a user ARN is told apart by case', user, { AWS: `arn:aws:iam::${home}:user/team/ANN` }, false],
  ['the unique id of a role names its sessions', session, { AWS: 'AROA11112222333344' }, true],
  ['the unique id of a user names the user', user, { AWS: 'AIDA11112222333344' }, true],
  ['a unique id of someone else does not', user, { AWS: 'AIDA99992222333344' }, false],
  ['a root ARN names the root user', root, { AWS: `arn:aws:iam::${home}:root` }, true],
  ['an account id names the root user', root, { AWS: home }, true],
  ['a role does not name the root user', root, { AWS: homeRoleArn }, false],
  ['a service does not name a session', session, { Service: 'states.amazonaws.com' }, false],
  [
    'a canonical user id names the account',
    iamUser({ arn: homeUserArn, canonicalUserId }),
    { CanonicalUser: canonicalUserId },
    true,
  ],
  [
    'a canonical user id names no other account',
    iamUser({ arn: homeUserArn }),
    { CanonicalUser: canonicalUserId },
    false,
  ],
];

const accounts: readonly Scenario[] = rows.map(([title, principal, element, isNamed]) => ({
  title,
  ...(principal && { principal }),
  resource: awayFunctionArn,
  resourceAccount: away,
  identity: [invoke],
  resourcePolicy: invokeBy(element, { Sid: 'Named' }),
  expect: !isNamed
    ? ['ImplicitDeny', noGrant]
    : principal === root
      ? ['Allow', 'resource#Named']
      : ['Allow', 'identity 0#0', 'resource#Named'],
}));

const outsiders: readonly Scenario[] = [
  ['a service is let in by its name', states, { Service: 'states.amazonaws.com' }, true],
  ['a service is let in by its regional name', states, { Service: 'states.eu-west-1.amazonaws.com' }, true],
  [
    'a service is not let in by the name it has in another region',
    states,
    { Service: 'states.us-east-1.amazonaws.com' },
    false,
  ],
  [
    'a service in China is let in by its global name',
    servicePrincipal({ name: 'states.amazonaws.com', region: 'cn-north-1' }),
    { Service: 'states.cn-north-1.amazonaws.com.cn' },
    true,
  ],
  ['one of several services', states, { Service: ['events.amazonaws.com', 'states.amazonaws.com'] }, true],
  ['another service is not let in', states, { Service: 'events.amazonaws.com' }, false],
  ['a service is not in any account', states, { AWS: home }, false],
  ['a service is let in by *', states, '*', true],
  ['someone anonymous is let in by *', anonymous, '*', true],
  ['someone anonymous is let in by AWS *', anonymous, { AWS: '*' }, true],
  ['someone anonymous is not let in by an account', anonymous, { AWS: [home, away] }, false],
  [
    'an identity provider is let in by its ARN',
    federatedPrincipal(`arn:aws:iam::${home}:oidc-provider/id.example.com`),
    { Federated: `arn:aws:iam::${home}:oidc-provider/id.example.com` },
    true,
  ],
  [
    'another identity provider is not',
    federatedPrincipal(`arn:aws:iam::${home}:oidc-provider/id.example.com`),
    { Federated: `arn:aws:iam::${home}:saml-provider/corp` },
    false,
  ],
].map(
  ([title, principal, element, isNamed]): Scenario => ({
    title: title as string,
    principal: principal as NonNullable<Scenario['principal']>,
    resource: awayFunctionArn,
    resourceAccount: away,
    resourcePolicy: invokeBy(element as string, { Sid: 'Named' }),
    expect: isNamed ? ['Allow', 'resource#Named'] : ['ImplicitDeny', noGrant],
  }),
);

const exceptFor = (...AWS: string[]) => ({
  Sid: 'Except',
  Effect: 'Deny',
  NotPrincipal: { AWS },
  Action: 'lambda:*',
  Resource: '*',
});

const notPrincipals: readonly Scenario[] = [
  {
    title: 'NotPrincipal spares a user listed with its account',
    principal: user,
    identity: [invoke],
    resourcePolicy: exceptFor(homeUserArn, home),
    expect: ['Allow', 'identity 0#0'],
  },
  {
    title: 'NotPrincipal does not spare a user whose account is not listed',
    principal: user,
    identity: [invoke],
    resourcePolicy: exceptFor(homeUserArn),
    expect: ['ExplicitDeny', 'resource#Except'],
  },
  {
    title: 'NotPrincipal does not spare the other users of a listed account',
    principal: user,
    identity: [invoke],
    resourcePolicy: exceptFor(home),
    expect: ['ExplicitDeny', 'resource#Except'],
  },
  {
    title: 'NotPrincipal spares a session listed with its role and account',
    identity: [invoke],
    resourcePolicy: exceptFor(sessionArn, homeRoleArn, home),
    expect: ['Allow', 'identity 0#0'],
  },
  {
    title: 'NotPrincipal does not spare a session that is not listed itself',
    identity: [invoke],
    resourcePolicy: exceptFor(homeRoleArn, home),
    expect: ['ExplicitDeny', 'resource#Except'],
  },
  {
    title: 'NotPrincipal does not spare a session whose role is not listed',
    identity: [invoke],
    resourcePolicy: exceptFor(sessionArn, home),
    expect: ['ExplicitDeny', 'resource#Except'],
  },
  {
    title: 'NotPrincipal never spares whoever has a boundary',
    principal: user,
    identity: [invoke],
    boundary: invoke,
    resourcePolicy: exceptFor(homeUserArn, home),
    expect: ['ExplicitDeny', 'resource#Except'],
  },
  {
    title: 'NotPrincipal spares a listed root user',
    principal: root,
    resourcePolicy: exceptFor(home),
    expect: ['Allow'],
  },
  {
    title: 'NotPrincipal spares a listed service',
    principal: states,
    resourceAccount: home,
    resourcePolicy: [
      {
        Sid: 'Except',
        Effect: 'Deny',
        NotPrincipal: { Service: 'states.amazonaws.com' },
        Action: '*',
        Resource: '*',
      },
      invokeBy({ Service: 'states.amazonaws.com' }, { Sid: 'States' }),
    ],
    expect: ['Allow', 'resource#States'],
  },
  {
    title: 'NotPrincipal * denies nobody',
    identity: [invoke],
    resourcePolicy: { Sid: 'Except', Effect: 'Deny', NotPrincipal: '*', Action: '*', Resource: '*' },
    expect: ['Allow', 'identity 0#0'],
  },
];

const service = (title: string, context: Scenario['context'], isAllowed: boolean): Scenario => ({
  title,
  principal: states,
  resourceAccount: home,
  ...(context && { context }),
  resourcePolicy: invokeBy(
    { Service: 'states.amazonaws.com' },
    {
      Sid: 'FromMachine',
      Condition: {
        StringEquals: { 'aws:SourceAccount': home },
        ArnLike: { 'aws:SourceArn': `arn:aws:states:*:${home}:stateMachine:*` },
      },
    },
  ),
  expect: isAllowed ? ['Allow', 'resource#FromMachine'] : ['ImplicitDeny', `resource-based policy@${home}`],
});
const machineArn = `arn:aws:states:eu-west-1:${home}:stateMachine:m`;

const confusedDeputies: readonly Scenario[] = [
  service(
    'a service acts for the source that the policy names',
    { 'aws:SourceAccount': home, 'aws:SourceArn': machineArn },
    true,
  ),
  service(
    'a service acts for another account',
    { 'aws:SourceAccount': away, 'aws:SourceArn': machineArn },
    false,
  ),
  service(
    'a service acts for another source',
    { 'aws:SourceAccount': home, 'aws:SourceArn': `arn:aws:events:eu-west-1:${home}:rule/r` },
    false,
  ),
  service('a service does not say for whom it acts', {}, false),
  {
    title: 'identity policies that are handed in do not help a service',
    principal: states,
    identity: [invoke],
    resourceAccount: home,
    expect: ['ImplicitDeny', `resource-based policy@${home}`],
  },
  {
    title: 'a Deny for everyone denies a service',
    principal: states,
    resourceAccount: home,
    resourcePolicy: [
      invokeBy({ Service: 'states.amazonaws.com' }),
      { ...invokeBy('*'), Sid: 'Nobody', Effect: 'Deny' },
    ],
    expect: ['ExplicitDeny', 'resource#Nobody'],
  },
  {
    title: 'a Deny that leaves services out does not deny a service',
    principal: states,
    resourceAccount: home,
    resourcePolicy: [
      invokeBy({ Service: 'states.amazonaws.com' }, { Sid: 'States' }),
      {
        ...invokeBy('*'),
        Effect: 'Deny',
        Condition: { BoolIfExists: { 'aws:PrincipalIsAWSService': 'false' } },
      },
    ],
    expect: ['Allow', 'resource#States'],
  },
  {
    title: 'a Deny for an account denies its sessions',
    identity: [invoke],
    resourcePolicy: { ...invokeBy({ AWS: home }), Sid: 'NotHome', Effect: 'Deny' },
    expect: ['ExplicitDeny', 'resource#NotHome'],
  },
  {
    title: 'a Deny for a role denies its sessions',
    identity: [invoke],
    resourcePolicy: { ...invokeBy({ AWS: homeRoleArn }), Sid: 'NotRole', Effect: 'Deny' },
    expect: ['ExplicitDeny', 'resource#NotRole'],
  },
  {
    title: 'a Deny for another role does not',
    identity: [invoke],
    resourcePolicy: { ...invokeBy({ AWS: `arn:aws:iam::${home}:role/other` }), Effect: 'Deny' },
    expect: ['Allow', 'identity 0#0'],
  },
  {
    title: 'a session of a role elsewhere has its own account',
    principal: roleSession({ roleArn: `arn:aws:iam::${away}:role/x`, sessionName: 's' }),
    identity: [invoke],
    expect: ['Allow', 'identity 0#0'],
  },
  {
    title: 'a root user elsewhere needs the resource policy',
    principal: accountRoot({ account: away }),
    resourceAccount: home,
    expect: ['ImplicitDeny', `resource-based policy@${home}`],
  },
  { title: 'a session without any policy may do nothing', expect: ['ImplicitDeny', noIdentity] },
];

export const principals: readonly Scenario[] = [
  ...accounts,
  ...outsiders,
  ...notPrincipals,
  ...confusedDeputies,
];
