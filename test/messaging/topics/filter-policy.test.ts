import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import type { MessageAttributes } from '../../../src/messaging/queues/message-attributes.ts';
import { compileFilterPolicy } from '../../../src/messaging/topics/filter-policy.ts';

const attributes: MessageAttributes = {
  store: { DataType: 'String', StringValue: 'example_corp' },
  price: { DataType: 'Number', StringValue: '210.75' },
  interests: { DataType: 'String.Array', StringValue: '["soccer","rugby"]' },
  picture: { DataType: 'Binary', BinaryValue: 'YWJj' },
};

// Source: SNS Developer Guide, "Filter policy constraints" and "String value matching".
describe.each<{ readonly policy: JsonObject; readonly matches: boolean }>([
  { policy: {}, matches: true },
  { policy: { store: ['example_corp', 'other'] }, matches: true },
  { policy: { store: ['other'] }, matches: false },
  { policy: { store: ['example_corp'], price: [{ numeric: ['>', 100, '<=', 210.75] }] }, matches: true },
  { policy: { store: ['example_corp'], price: [{ numeric: ['<', 100] }] }, matches: false },
  { policy: { store: [{ 'anything-but': ['other'] }] }, matches: true },
  { policy: { store: [{ prefix: 'example' }] }, matches: true },
  { policy: { store: [{ 'equals-ignore-case': 'EXAMPLE_CORP' }] }, matches: true },
  { policy: { interests: ['rugby', 'tennis'] }, matches: true },
  { policy: { interests: ['tennis'] }, matches: false },
  { policy: { missing: [{ exists: false }] }, matches: true },
  { policy: { missing: [{ 'anything-but': ['x'] }] }, matches: false },
  { policy: { store: [{ exists: true }] }, matches: true },
  { policy: { picture: [{ exists: true }] }, matches: false },
  { policy: { $or: [{ store: ['other'] }, { price: [210.75] }] }, matches: true },
])('$policy', ({ policy, matches }) => {
  test(`${matches ? 'takes' : 'leaves'} a message by its attributes`, () => {
    const wants = compileFilterPolicy(JSON.stringify(policy), undefined);
    expect(wants({ body: 'text', attributes })).toBe(matches);
  });
});

test.each([
  { body: '{"order":{"items":[{"kind":"book"}]}}', matches: true },
  { body: '{"order":{"items":[{"kind":"pen"}]}}', matches: false },
  { body: 'no JSON', matches: false },
  { body: '["book"]', matches: false },
])('a policy about the body is asked of $body', ({ body, matches }) => {
  const wants = compileFilterPolicy('{"order":{"items":{"kind":["book"]}}}', 'MessageBody');
  expect(wants({ body, attributes: {} })).toBe(matches);
});

test.each([
  { policy: '{', scope: undefined, message: /FilterPolicy: failed to parse JSON/ },
  { policy: '{"a":"b"}', scope: undefined, message: /FilterPolicy: "a" must be an object or an array/ },
  { policy: '{"a":[{"unknown":1}]}', scope: undefined, message: /Unrecognized match type unknown/ },
  { policy: '{"a":{"b":["c"]}}', scope: undefined, message: /does not support nested filter policy/ },
])('$policy is refused', ({ policy, scope, message }) => {
  expect(() => compileFilterPolicy(policy, scope)).toThrow(message);
});
