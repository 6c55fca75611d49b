import type { Json } from '../../../src/base/json.ts';
import type { Principal } from '../../../src/iam/principal.ts';
import { anonymous, iamUser } from '../../../src/iam/principal.ts';
import type { RequestContext } from '../../../src/iam/request.ts';
import { home, root, states, user } from '../scenario.ts';
import { conditionForms } from './condition-forms.ts';
import { conditionRows } from './condition-operators.ts';

/** A Condition element, a request's keys, and whether the condition is met. */
export interface ConditionCase {
  readonly title: string;
  readonly condition: Json;
  readonly context?: RequestContext;
  readonly principal?: Principal;
  readonly isMet: boolean;
}

/** Keys that follow from the principal and the resource. */
const derived: readonly ConditionCase[] = [
  {
    title: 'aws:PrincipalArn of a session is its role',
    condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${home}:role/service/runner` } },
    isMet: true,
  },
  {
    title: 'aws:PrincipalArn is not the session',
    condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:sts::*:assumed-role/*' } },
    isMet: false,
  },
  {
    title: 'aws:PrincipalArn cannot be claimed by the context',
    condition: { StringEquals: { 'aws:PrincipalArn': 'arn:aws:iam::1:role/x' } },
    context: { 'aws:PrincipalArn': 'arn:aws:iam::1:role/x' },
    isMet: false,
  },
  {
    title: 'aws:PrincipalAccount',
    condition: { StringEquals: { 'aws:PrincipalAccount': home } },
    isMet: true,
  },
  { title: 'aws:ResourceAccount', condition: { StringEquals: { 'aws:resourceaccount': home } }, isMet: true },
  {
    title: 'aws:PrincipalType of a session',
    condition: { StringEquals: { 'aws:PrincipalType': 'AssumedRole' } },
    isMet: true,
  },
  {
    title: 'aws:PrincipalType of a user',
    condition: { StringEquals: { 'aws:PrincipalType': 'User' } },
    principal: user,
    isMet: true,
  },
  {
    title: 'aws:userid of a session',
    condition: { StringLike: { 'aws:userid': 'AROA*:run-1' } },
    isMet: true,
  },
  {
    title: 'aws:userid of a user',
    condition: { StringEquals: { 'aws:userid': 'AIDA11112222333344' } },
    principal: user,
    isMet: true,
  },
  {
    title: 'aws:username of a user under a path',
    condition: { StringEquals: { 'aws:username': 'ann' } },
    principal: user,
    isMet: true,
  },
  {
    title: 'aws:username of a session is missing',
    condition: { Null: { 'aws:username': 'true' } },
    isMet: true,
  },
  {
    title: 'aws:PrincipalIsAWSService of a session',
    condition: { Bool: { 'aws:PrincipalIsAWSService': 'false' } },
    isMet: true,
  },
  {
    title: 'aws:PrincipalTag of a user',
    condition: { StringEquals: { 'aws:PrincipalTag/Team': 'red' } },
    principal: iamUser({ arn: `arn:aws:iam::${home}:user/bo`, tags: { team: 'red' } }),
    isMet: true,
  },
  {
    title: 'aws:PrincipalTag that the user does not have',
    condition: { StringNotEquals: { 'aws:PrincipalTag/Team': 'red' } },
    principal: iamUser({ arn: `arn:aws:iam::${home}:user/bo`, tags: {} }),
    isMet: true,
  },
  {
    title: 'aws:PrincipalTag of the context where the principal carries none',
    condition: { StringEquals: { 'aws:PrincipalTag/Team': 'red' } },
    context: { 'aws:PrincipalTag/Team': 'red' },
    isMet: true,
  },
];

/** Keys of principals that only resource policies speak about. */
export const outsideConditions: readonly ConditionCase[] = [
  {
    title: 'aws:PrincipalIsAWSService of a service',
    condition: { Bool: { 'aws:PrincipalIsAWSService': 'true' } },
    principal: states,
    isMet: true,
  },
  {
    title: 'aws:PrincipalServiceName',
    condition: { StringEquals: { 'aws:PrincipalServiceName': 'states.amazonaws.com' } },
    principal: states,
    isMet: true,
  },
  {
    title: 'a service has no aws:PrincipalArn',
    condition: { Null: { 'aws:PrincipalArn': 'true' } },
    principal: states,
    isMet: true,
  },
  {
    title: 'a service has no aws:PrincipalAccount',
    condition: { Null: { 'aws:PrincipalAccount': 'false' } },
    principal: states,
    isMet: false,
  },
  {
    title: 'aws:userid of someone anonymous',
    condition: { StringEquals: { 'aws:userid': 'anonymous', 'aws:PrincipalType': 'Anonymous' } },
    principal: anonymous,
    isMet: true,
  },
  {
    title: 'aws:PrincipalArn of a root user',
    condition: { ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${home}:root` } },
    principal: root,
    isMet: true,
  },
];

export const conditions: readonly ConditionCase[] = [
  ...[...conditionRows, ...conditionForms].map(([title, condition, context, isMet]) => ({
    title,
    condition,
    context,
    isMet,
  })),
  ...derived,
];
