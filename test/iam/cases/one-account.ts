import {
  denyInvoke,
  everything,
  home,
  homeRoleArn,
  homeUserArn,
  invoke,
  invokeBy,
  root,
  type Scenario,
  somethingElse,
  user,
} from '../scenario.ts';

const sessionArn = `arn:aws:sts::${home}:assumed-role/runner/run-1`;
const noIdentity = `identity-based policy@${home}`;
const noBoundary = `permissions boundary@${home}`;
const noSession = `session policy@${home}`;
const noScp = `service control policy@${home}`;
const orResource = `or resource-based policy@${home}`;

/** Requests to resources of the caller's own account. */
export const oneAccount: readonly Scenario[] = [
  { title: 'an identity policy is enough', identity: [invoke], expect: ['Allow', 'identity 0#0'] },
  {
    title: 'the second policy may be the one',
    identity: [somethingElse, [somethingElse, invoke]],
    expect: ['Allow', 'identity 1#1'],
  },
  { title: 'nothing allows by default', identity: [somethingElse], expect: ['ImplicitDeny', noIdentity] },
  {
    title: 'a Deny wins over an Allow',
    identity: [[invoke, { ...denyInvoke, Sid: 'No' }]],
    expect: ['ExplicitDeny', 'identity 0#No'],
  },
  {
    title: 'a Deny in another policy wins',
    identity: [everything, denyInvoke],
    expect: ['ExplicitDeny', 'identity 1#0'],
  },
  {
    title: 'every Deny is named',
    identity: [denyInvoke, invoke, [somethingElse, denyInvoke]],
    expect: ['ExplicitDeny', 'identity 0#0', 'identity 2#1'],
  },
  {
    title: 'a Deny of something else does nothing',
    identity: [invoke, { ...somethingElse, Effect: 'Deny' }],
    expect: ['Allow', 'identity 0#0'],
  },
  {
    title: 'a resource without an owner belongs to the caller',
    resource: '*',
    action: 'lambda:ListFunctions',
    identity: [everything],
    expect: ['Allow', 'identity 0#0'],
  },
  { title: 'the root user needs no policy', principal: root, expect: ['Allow'] },
  {
    title: 'the root user is denied by a resource policy',
    principal: root,
    resourcePolicy: { ...invokeBy('*'), Effect: 'Deny' },
    expect: ['ExplicitDeny', 'resource#0'],
  },

  {
    title: 'a resource policy that names the user is enough',
    principal: user,
    resourcePolicy: invokeBy({ AWS: homeUserArn }),
    expect: ['Allow', 'resource#0'],
  },
  {
    title: 'a resource policy that names the session is enough',
    resourcePolicy: invokeBy({ AWS: sessionArn }),
    expect: ['Allow', 'resource#0'],
  },
  {
    title: 'a resource policy that names the role is enough',
    resourcePolicy: invokeBy({ AWS: homeRoleArn }),
    expect: ['Allow', 'resource#0'],
  },
  {
    title: 'a resource policy for everyone is enough',
    resourcePolicy: invokeBy('*'),
    expect: ['Allow', 'resource#0'],
  },
  {
    title: 'a resource policy that names the account only delegates',
    resourcePolicy: invokeBy({ AWS: home }),
    expect: ['ImplicitDeny', noIdentity],
  },
  {
    title: 'a resource policy that names the account leaves it to the identity policy',
    identity: [invoke],
    resourcePolicy: invokeBy({ AWS: home }),
    expect: ['Allow', 'identity 0#0'],
  },
  {
    title: 'the closest of several grants counts',
    resourcePolicy: [invokeBy({ AWS: home }), invokeBy({ AWS: homeRoleArn }), invokeBy({ AWS: sessionArn })],
    boundary: somethingElse,
    expect: ['Allow', 'resource#2'],
  },
  {
    title: 'neither side allows it',
    identity: [somethingElse],
    resourcePolicy: invokeBy({ AWS: '999999999999' }),
    expect: ['ImplicitDeny', noIdentity, orResource],
  },
  {
    title: 'an identity policy is enough beside a resource policy that says nothing',
    identity: [invoke],
    resourcePolicy: invokeBy({ AWS: '999999999999' }),
    expect: ['Allow', 'identity 0#0'],
  },
  {
    title: 'a Deny of the identity wins over a resource policy',
    identity: [denyInvoke],
    resourcePolicy: invokeBy({ AWS: sessionArn }),
    expect: ['ExplicitDeny', 'identity 0#0'],
  },
  {
    title: 'a Deny of the resource wins over an identity policy',
    identity: [everything],
    resourcePolicy: { ...invokeBy({ AWS: home }), Effect: 'Deny' },
    expect: ['ExplicitDeny', 'resource#0'],
  },

  {
    title: 'a boundary that allows leaves the identity policy',
    identity: [invoke],
    boundary: everything,
    expect: ['Allow', 'identity 0#0'],
  },
  {
    title: 'a boundary that does not allow takes it away',
    identity: [invoke],
    boundary: somethingElse,
    expect: ['ImplicitDeny', noBoundary],
  },
  { title: 'a boundary grants nothing', boundary: everything, expect: ['ImplicitDeny', noIdentity] },
  {
    title: 'neither the policy nor the boundary allows',
    boundary: somethingElse,
    expect: ['ImplicitDeny', noIdentity, noBoundary],
  },
  {
    title: 'a Deny in the boundary wins',
    identity: [invoke],
    boundary: [everything, denyInvoke],
    expect: ['ExplicitDeny', 'boundary#1'],
  },
  {
    title: 'a boundary limits what a resource policy grants to the role',
    boundary: somethingElse,
    resourcePolicy: invokeBy({ AWS: homeRoleArn }),
    expect: ['ImplicitDeny', noBoundary],
  },
  {
    title: 'a boundary that allows leaves what a resource policy grants to the role',
    boundary: invoke,
    resourcePolicy: invokeBy({ AWS: homeRoleArn }),
    expect: ['Allow', 'resource#0'],
  },
  {
    title: 'a boundary does not limit what a resource policy grants to the session',
    boundary: somethingElse,
    resourcePolicy: invokeBy({ AWS: sessionArn }),
    expect: ['Allow', 'resource#0'],
  },
  {
    title: 'a boundary does not limit what a resource policy grants to the user',
    principal: user,
    boundary: somethingElse,
    resourcePolicy: invokeBy({ AWS: homeUserArn }),
    expect: ['Allow', 'resource#0'],
  },
  {
    title: 'a boundary does not limit what everyone is granted under aws:PrincipalArn',
    boundary: somethingElse,
    resourcePolicy: invokeBy('*', { Condition: { ArnEquals: { 'aws:PrincipalArn': homeRoleArn } } }),
    expect: ['Allow', 'resource#0'],
  },
  {
    title: 'a Deny in the boundary limits what a resource policy grants to the session',
    boundary: denyInvoke,
    resourcePolicy: invokeBy({ AWS: sessionArn }),
    expect: ['ExplicitDeny', 'boundary#0'],
  },

  {
    title: 'a session policy that allows leaves the identity policy',
    identity: [invoke],
    session: [everything],
    expect: ['Allow', 'identity 0#0'],
  },
  {
    title: 'a session policy that does not allow takes it away',
    identity: [invoke],
    session: [somethingElse],
    expect: ['ImplicitDeny', noSession],
  },
  {
    title: 'one of several session policies is enough',
    identity: [invoke],
    session: [somethingElse, invoke],
    expect: ['Allow', 'identity 0#0'],
  },
  {
    title: 'no session policies limit nothing',
    identity: [invoke],
    session: [],
    expect: ['Allow', 'identity 0#0'],
  },
  { title: 'a session policy grants nothing', session: [everything], expect: ['ImplicitDeny', noIdentity] },
  {
    title: 'a Deny in a session policy wins',
    identity: [invoke],
    session: [[everything, denyInvoke]],
    expect: ['ExplicitDeny', 'session 0#1'],
  },
  {
    title: 'a session policy limits what a resource policy grants to the role',
    session: [somethingElse],
    resourcePolicy: invokeBy({ AWS: homeRoleArn }),
    expect: ['ImplicitDeny', noSession],
  },
  {
    title: 'a session policy does not limit what a resource policy grants to the session',
    session: [somethingElse],
    resourcePolicy: invokeBy({ AWS: sessionArn }),
    expect: ['Allow', 'resource#0'],
  },
  {
    title: 'boundary and session policy both take it away',
    identity: [invoke],
    boundary: somethingElse,
    session: [somethingElse],
    expect: ['ImplicitDeny', noBoundary, noSession],
  },
  {
    title: 'policy, boundary and session policy all allow',
    identity: [everything],
    boundary: invoke,
    session: [invoke],
    expect: ['Allow', 'identity 0#0'],
  },

  {
    title: 'service control policies that allow on each level',
    identity: [invoke],
    serviceControl: [[everything], [somethingElse, invoke]],
    expect: ['Allow', 'identity 0#0'],
  },
  {
    title: 'a level on which no service control policy allows',
    identity: [invoke],
    serviceControl: [[everything], [somethingElse]],
    expect: ['ImplicitDeny', noScp],
  },
  {
    title: 'a level without any service control policy',
    identity: [invoke],
    serviceControl: [[everything], []],
    expect: ['ImplicitDeny', noScp],
  },
  {
    title: 'a Deny on any level wins',
    identity: [invoke],
    serviceControl: [[everything], [everything, denyInvoke]],
    expect: ['ExplicitDeny', 'scp 1.1#0'],
  },
  {
    title: 'service control policies grant nothing',
    serviceControl: [[everything]],
    expect: ['ImplicitDeny', noIdentity],
  },
  {
    title: 'service control policies limit the root user',
    principal: root,
    serviceControl: [[somethingElse]],
    expect: ['ImplicitDeny', noScp],
  },
  {
    title: 'service control policies limit what a resource policy grants',
    serviceControl: [[somethingElse]],
    resourcePolicy: invokeBy({ AWS: sessionArn }),
    expect: ['ImplicitDeny', noScp],
  },
  {
    title: 'a Deny for all but one region',
    identity: [invoke],
    context: { 'aws:RequestedRegion': 'us-east-1' },
    serviceControl: [
      [
        everything,
        {
          Sid: 'Region',
          Effect: 'Deny',
          NotAction: ['iam:*', 'sts:*'],
          Resource: '*',
          Condition: { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
        },
      ],
    ],
    expect: ['ExplicitDeny', 'scp 0.1#Region'],
  },
  {
    title: 'denials are named in the order in which AWS asks',
    identity: [denyInvoke],
    boundary: denyInvoke,
    session: [denyInvoke],
    resourcePolicy: { ...invokeBy('*'), Effect: 'Deny' },
    serviceControl: [[denyInvoke]],
    expect: ['ExplicitDeny', 'scp 0.0#0', 'resource#0', 'identity 0#0', 'boundary#0', 'session 0#0'],
  },
];
