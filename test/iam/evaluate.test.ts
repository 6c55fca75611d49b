import { describe, expect, test } from 'vitest';
import { evaluate } from '../../src/iam/evaluate.ts';
import { acrossAccounts } from './cases/across-accounts.ts';
import { matching } from './cases/matching.ts';
import { oneAccount } from './cases/one-account.ts';
import { principals } from './cases/principals.ts';
import { rolesAndKeys } from './cases/roles-and-keys.ts';
import {
  awayRoleArn,
  decide,
  everything,
  home,
  policiesOf,
  type Scenario,
  session,
  summarize,
} from './scenario.ts';

const rooms: readonly (readonly [string, readonly Scenario[]])[] = [
  ['actions, resources and policy variables match as AWS matches them', matching],
  ['Principal and NotPrincipal name who calls', principals],
  ['within one account either side may allow', oneAccount],
  ['across accounts both sides must allow', acrossAccounts],
  ['roles and keys are reached only through their own policies', rolesAndKeys],
];

describe.each(rooms)('%s', (_, scenarios) => {
  test.each(scenarios)('$title', (scenario) => {
    const decision = decide(scenario);
    expect(summarize(decision)).toEqual(scenario.expect);
    expect(decision.isAllowed).toBe(scenario.expect[0] === 'Allow');
  });
});

test('a role whose trust policy was not found is assumed by nobody', () => {
  const { identity } = policiesOf({ title: '', identity: [everything], expect: ['Allow'] });
  const request = {
    principal: session,
    action: 'sts:AssumeRole',
    resource: awayRoleArn,
    resourceAccount: home,
  };
  const decision = evaluate({ ...request, context: {} }, { identity, isTrustPolicy: true });
  expect(summarize(decision)).toEqual(['ImplicitDeny', `trust policy@${home}`]);
});
