import { roleSession } from '../../../src/iam/principal.ts';
import {
  away,
  awayFunctionArn,
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
const noGrant = `resource-based policy@${away}`;
const noBoundary = `permissions boundary@${home}`;
const noSession = `session policy@${home}`;
const toAway = { resource: awayFunctionArn, resourceAccount: away };

/** Requests to resources of another account. */
export const acrossAccounts: readonly Scenario[] = [
  {
    title: 'both sides allow',
    ...toAway,
    identity: [invoke],
    resourcePolicy: invokeBy({ AWS: home }),
    expect: ['Allow', 'identity 0#0', 'resource#0'],
  },
  { title: 'only the identity allows', ...toAway, identity: [invoke], expect: ['ImplicitDeny', noGrant] },
  {
    title: 'only the identity allows, the resource speaks of others',
    ...toAway,
    identity: [invoke],
    resourcePolicy: invokeBy({ AWS: '999999999999' }),
    expect: ['ImplicitDeny', noGrant],
  },
  {
    title: 'only the resource allows',
    ...toAway,
    resourcePolicy: invokeBy({ AWS: home }),
    expect: ['ImplicitDeny', noIdentity],
  },
  {
    title: 'only the resource allows, and names the role',
    ...toAway,
    resourcePolicy: invokeBy({ AWS: homeRoleArn }),
    expect: ['ImplicitDeny', noIdentity],
  },
  {
    title: 'only the resource allows, and names the session',
    ...toAway,
    resourcePolicy: invokeBy({ AWS: sessionArn }),
    expect: ['ImplicitDeny', noIdentity],
  },
  {
    title: 'only the resource allows, and names the user',
    ...toAway,
    principal: user,
    resourcePolicy: invokeBy({ AWS: homeUserArn }),
    expect: ['ImplicitDeny', noIdentity],
  },
  {
    title: 'only the resource allows, and everyone',
    ...toAway,
    resourcePolicy: invokeBy('*'),
    expect: ['ImplicitDeny', noIdentity],
  },
  { title: 'neither side allows', ...toAway, expect: ['ImplicitDeny', noIdentity, noGrant] },
  {
    title: 'the identity denies',
    ...toAway,
    identity: [[invoke, denyInvoke]],
    resourcePolicy: invokeBy({ AWS: home }),
    expect: ['ExplicitDeny', 'identity 0#1'],
  },
  {
    title: 'the resource denies',
    ...toAway,
    identity: [invoke],
    resourcePolicy: [
      invokeBy({ AWS: home }),
      { ...invokeBy({ AWS: homeRoleArn }), Sid: 'NotRunner', Effect: 'Deny' },
    ],
    expect: ['ExplicitDeny', 'resource#NotRunner'],
  },
  {
    title: 'a boundary limits the identity',
    ...toAway,
    identity: [invoke],
    boundary: somethingElse,
    resourcePolicy: invokeBy({ AWS: sessionArn }),
    expect: ['ImplicitDeny', noBoundary],
  },
  {
    title: 'a session policy limits the identity',
    ...toAway,
    identity: [invoke],
    session: [somethingElse],
    resourcePolicy: invokeBy({ AWS: sessionArn }),
    expect: ['ImplicitDeny', noSession],
  },
  {
    title: 'everything on the way allows',
    ...toAway,
    identity: [invoke],
    boundary: invoke,
    session: [invoke],
    serviceControl: [[everything], [everything]],
    resourcePolicy: invokeBy({ AWS: home }),
    expect: ['Allow', 'identity 0#0', 'resource#0'],
  },
  {
    title: 'a service control policy of the caller takes it away',
    ...toAway,
    identity: [invoke],
    serviceControl: [[somethingElse]],
    resourcePolicy: invokeBy({ AWS: home }),
    expect: ['ImplicitDeny', `service control policy@${home}`],
  },
  {
    title: 'the root user needs the resource policy',
    ...toAway,
    principal: root,
    expect: ['ImplicitDeny', noGrant],
  },
  {
    title: 'the root user with the resource policy',
    ...toAway,
    principal: root,
    resourcePolicy: invokeBy({ AWS: home }),
    expect: ['Allow', 'resource#0'],
  },
  {
    title: 'the resource side may set conditions',
    ...toAway,
    identity: [invoke],
    context: { 'aws:PrincipalOrgID': 'o-1' },
    resourcePolicy: invokeBy('*', {
      Sid: 'Org',
      Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
    }),
    expect: ['Allow', 'identity 0#0', 'resource#Org'],
  },
  {
    title: 'the resource side may set conditions that are not met',
    ...toAway,
    identity: [invoke],
    context: { 'aws:PrincipalOrgID': 'o-2' },
    resourcePolicy: invokeBy('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
    expect: ['ImplicitDeny', noGrant],
  },
  {
    title: 'the identity may be kept within its account',
    ...toAway,
    identity: [
      [
        invoke,
        {
          Sid: 'HomeOnly',
          Effect: 'Deny',
          Action: '*',
          Resource: '*',
          Condition: { StringNotEquals: { 'aws:ResourceAccount': `\${aws:PrincipalAccount}` } },
        },
      ],
    ],
    resourcePolicy: invokeBy({ AWS: home }),
    expect: ['ExplicitDeny', 'identity 0#HomeOnly'],
  },
  {
    title: 'a service-linked role is outside of service control policies',
    principal: roleSession({
      roleArn: `arn:aws:iam::${home}:role/aws-service-role/states.amazonaws.com/AWSServiceRoleForStates`,
      sessionName: 's',
    }),
    ...toAway,
    identity: [invoke],
    serviceControl: [[denyInvoke]],
    resourcePolicy: invokeBy({ AWS: home }),
    expect: ['Allow', 'identity 0#0', 'resource#0'],
  },
];
