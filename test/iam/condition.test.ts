import { describe, expect, test } from 'vitest';
import { conditions, outsideConditions } from './cases/conditions.ts';
import { decide, invoke, summarize } from './scenario.ts';

describe('a Condition decides whether its statement applies', () => {
  test.each(conditions)('$title', ({ condition, isMet, title, ...request }) => {
    const allow = { ...invoke, Sid: 'Conditional', Condition: condition };
    const deny = { ...allow, Effect: 'Deny' };
    expect(summarize(decide({ ...request, title, identity: [allow], expect: ['Allow'] }))).toEqual(
      isMet ? ['Allow', 'identity 0#Conditional'] : ['ImplicitDeny', 'identity-based policy@111122223333'],
    );
    expect(summarize(decide({ ...request, title, identity: [[deny, invoke]], expect: ['Allow'] }))).toEqual(
      isMet ? ['ExplicitDeny', 'identity 0#Conditional'] : ['Allow', 'identity 0#1'],
    );
  });

  test.each(outsideConditions)('$title', ({ condition, isMet, title, ...request }) => {
    const statement = { ...invoke, Principal: '*', Sid: 'Conditional', Condition: condition };
    const decision = decide({
      ...request,
      title,
      resourceAccount: '444455556666',
      resourcePolicy: statement,
      expect: ['Allow'],
    });
    expect(summarize(decision)).toEqual(
      isMet ? ['Allow', 'resource#Conditional'] : ['ImplicitDeny', 'resource-based policy@444455556666'],
    );
  });
});
