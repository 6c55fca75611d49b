import { expect, test } from 'vitest';
import { accessDeniedMessage, explainDecision } from '../../src/iam/explain.ts';
import { anonymous } from '../../src/iam/principal.ts';
import {
  assumedBy,
  away,
  awayFunctionArn,
  awayRoleArn,
  decide,
  denyInvoke,
  everything,
  home,
  homeFunctionArn,
  invoke,
  invokeBy,
  root,
  type Scenario,
  somethingElse,
  states,
  user,
} from './scenario.ts';

const runner = `arn:aws:sts::${home}:assumed-role/runner/run-1`;
const ask = `User: ${runner} is not authorized to perform: lambda:InvokeFunction on resource: ${homeFunctionArn}`;

/** AWS's message, and what we say about it. */
interface Case extends Omit<Scenario, 'expect'> {
  readonly message: string;
  readonly explanation: string;
}

const cases: readonly Case[] = [
  {
    title: 'nothing allows',
    identity: [somethingElse],
    message: `${ask} because no identity-based policy allows the lambda:InvokeFunction action`,
    explanation: `No identity-based policy in account ${home} allows lambda:InvokeFunction on ${homeFunctionArn} (asked: identity 0 on owner of identity 0).`,
  },
  {
    title: 'there is no policy at all',
    message: `${ask} because no identity-based policy allows the lambda:InvokeFunction action`,
    explanation: `No identity-based policy in account ${home} allows lambda:InvokeFunction on ${homeFunctionArn}: there is none.`,
  },
  {
    title: 'an Allow for another resource came near',
    identity: [{ ...invoke, Sid: 'Other', Resource: `${homeFunctionArn}2` }],
    message: `${ask} because no identity-based policy allows the lambda:InvokeFunction action`,
    explanation: `No identity-based policy in account ${home} allows lambda:InvokeFunction on ${homeFunctionArn} (asked: identity 0 on owner of identity 0). In identity 0, statement 0 (Other) allows the action, but not on ${homeFunctionArn}.`,
  },
  {
    title: 'a Condition is not met',
    identity: [[somethingElse, { ...invoke, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }]],
    message: `${ask} because no identity-based policy allows the lambda:InvokeFunction action`,
    explanation: `No identity-based policy in account ${home} allows lambda:InvokeFunction on ${homeFunctionArn} (asked: identity 0 on owner of identity 0). In identity 0, statement 1 allows the action, but its Condition is not met.`,
  },
  {
    title: 'an identity policy denies',
    identity: [[invoke, { ...denyInvoke, Sid: 'NotHere' }]],
    message: `${ask} with an explicit deny in an identity-based policy`,
    explanation: `Denied by statement 1 (NotHere) of the identity-based policy identity 0 on owner of identity 0 in account ${home}.`,
  },
  {
    title: 'a service control policy denies, and a boundary',
    identity: [invoke],
    boundary: denyInvoke,
    serviceControl: [[everything, denyInvoke]],
    message: `${ask} with an explicit deny in a service control policy`,
    explanation: `Denied by statement 0 of the service control policy scp 0.1 on owner of scp 0.1 in account ${home}. Denied by statement 0 of the permissions boundary boundary on owner of boundary in account ${home}.`,
  },
  {
    title: 'a boundary does not allow',
    identity: [invoke],
    boundary: somethingElse,
    message: `${ask} because no permissions boundary allows the lambda:InvokeFunction action`,
    explanation: `No permissions boundary in account ${home} allows lambda:InvokeFunction on ${homeFunctionArn} (asked: boundary on owner of boundary).`,
  },
  {
    title: 'a session policy does not allow',
    identity: [invoke],
    session: [somethingElse],
    message: `${ask} because no session policy allows the lambda:InvokeFunction action`,
    explanation: `No session policy in account ${home} allows lambda:InvokeFunction on ${homeFunctionArn} (asked: session 0 on owner of session 0).`,
  },
  {
    title: 'a service control policy does not allow the root user',
    principal: root,
    serviceControl: [[somethingElse]],
    message: `User: arn:aws:iam::${home}:root is not authorized to perform: lambda:InvokeFunction on resource: ${homeFunctionArn} because no service control policy allows the lambda:InvokeFunction action`,
    explanation: `No service control policy in account ${home} allows lambda:InvokeFunction on ${homeFunctionArn} (asked: scp 0.0 on owner of scp 0.0).`,
  },
  {
    title: 'the other account does not allow',
    resource: awayFunctionArn,
    resourceAccount: away,
    identity: [invoke],
    resourcePolicy: invokeBy({ AWS: '999999999999' }, { Sid: 'Partner' }),
    message: `User: ${runner} is not authorized to perform: lambda:InvokeFunction on resource: ${awayFunctionArn} because no resource-based policy allows the lambda:InvokeFunction action`,
    explanation: `The call goes from account ${home} to account ${away}, so both must allow it. No resource-based policy in account ${away} allows lambda:InvokeFunction on ${awayFunctionArn} (asked: resource on owner of resource). In resource, statement 0 (Partner) allows the action, but not to ${runner}.`,
  },
  {
    title: 'the own account does not allow a call to another',
    resource: awayFunctionArn,
    resourceAccount: away,
    resourcePolicy: invokeBy({ AWS: home }),
    message: `User: ${runner} is not authorized to perform: lambda:InvokeFunction on resource: ${awayFunctionArn} because no identity-based policy allows the lambda:InvokeFunction action`,
    explanation: `The call goes from account ${home} to account ${away}, so both must allow it. No identity-based policy in account ${home} allows lambda:InvokeFunction on ${awayFunctionArn}: there is none.`,
  },
  {
    title: 'neither side of one account allows',
    principal: user,
    identity: [somethingElse],
    resourcePolicy: invokeBy({ AWS: '999999999999' }),
    message: `User: arn:aws:iam::${home}:user/team/ann is not authorized to perform: lambda:InvokeFunction on resource: ${homeFunctionArn} because no identity-based policy allows the lambda:InvokeFunction action`,
    explanation: `No identity-based policy in account ${home} allows lambda:InvokeFunction on ${homeFunctionArn} (asked: identity 0 on owner of identity 0). A resource-based policy in account ${home} would do as well, but none allows it. In resource, statement 0 allows the action, but not to arn:aws:iam::${home}:user/team/ann.`,
  },
  {
    title: 'a role does not trust the caller',
    action: 'sts:AssumeRole',
    resource: awayRoleArn,
    resourceAccount: away,
    identity: [everything],
    context: { 'sts:ExternalId': 'b' },
    trustPolicy: assumedBy(
      { AWS: home },
      { Sid: 'Ours', Condition: { StringEquals: { 'sts:ExternalId': 'a' } } },
    ),
    message: `User: ${runner} is not authorized to perform: sts:AssumeRole on resource: ${awayRoleArn} because no role trust policy allows the sts:AssumeRole action`,
    explanation: `The call goes from account ${home} to account ${away}, so both must allow it. No trust policy in account ${away} allows sts:AssumeRole on ${awayRoleArn} (asked: trust on owner of trust). In trust, statement 0 (Ours) allows the action, but its Condition is not met.`,
  },
  {
    title: 'a trust policy denies',
    action: 'sts:AssumeRole',
    resource: awayRoleArn,
    resourceAccount: away,
    identity: [everything],
    trustPolicy: { ...assumedBy({ AWS: home }), Effect: 'Deny' },
    message: `User: ${runner} is not authorized to perform: sts:AssumeRole on resource: ${awayRoleArn} with an explicit deny in the role trust policy`,
    explanation: `Denied by statement 0 of the trust policy trust on owner of trust in account ${away}.`,
  },
  {
    title: 'a service is not let in',
    principal: states,
    resourceAccount: home,
    message: `User: states.amazonaws.com is not authorized to perform: lambda:InvokeFunction on resource: ${homeFunctionArn} because no resource-based policy allows the lambda:InvokeFunction action`,
    explanation: `No resource-based policy in account ${home} allows lambda:InvokeFunction on ${homeFunctionArn}: there is none.`,
  },
  {
    title: 'someone anonymous is denied',
    principal: anonymous,
    resourceAccount: home,
    resourcePolicy: { ...invokeBy('*'), Effect: 'Deny' },
    message: `User: anonymous is not authorized to perform: lambda:InvokeFunction on resource: ${homeFunctionArn} with an explicit deny in a resource-based policy`,
    explanation: `Denied by statement 0 of the resource-based policy resource on owner of resource in account ${home}.`,
  },
];

test.each(cases)('a denial says what decided it: $title', ({ message, explanation, ...scenario }) => {
  const decision = decide({ ...scenario, expect: ['ImplicitDeny'] });
  expect(accessDeniedMessage(decision.request, decision)).toBe(message);
  expect(explainDecision(decision)).toBe(explanation);
});

test('an Allow across accounts names the statement of each side', () => {
  const decision = decide({
    title: '',
    resource: awayFunctionArn,
    resourceAccount: away,
    identity: [invoke],
    resourcePolicy: invokeBy({ AWS: home }, { Sid: 'Partner' }),
    expect: ['Allow'],
  });
  expect(explainDecision(decision)).toBe(
    `Allowed by statement 0 of the identity-based policy identity 0 on owner of identity 0 in account ${home}, and by statement 0 (Partner) of the resource-based policy resource on owner of resource in account ${away}.`,
  );
  expect(decision.decidedBy).toEqual([
    {
      policyType: 'identity-based policy',
      policyName: 'identity 0',
      owner: 'owner of identity 0',
      account: home,
      sid: undefined,
      statementIndex: 0,
      effect: 'Allow',
    },
    {
      policyType: 'resource-based policy',
      policyName: 'resource',
      owner: 'owner of resource',
      account: away,
      sid: 'Partner',
      statementIndex: 0,
      effect: 'Allow',
    },
  ]);
});

test('the root user needs no statement to be allowed', () => {
  expect(explainDecision(decide({ title: '', principal: root, expect: ['Allow'] }))).toBe(
    'Allowed: the root user of an account needs no policy that allows it.',
  );
});
