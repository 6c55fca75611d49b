import { expect, test } from 'vitest';
import {
  digestAttributes,
  type MessageAttributes,
  selectAttributes,
} from '../../../src/messaging/queues/message-attributes.ts';

test.each<{ readonly digest: string; readonly attributes: MessageAttributes }>([
  // As AWS answers it.
  {
    digest: '235c5c510d26fb653d073faed50ae77c',
    attributes: { timestamp: { DataType: 'Number', StringValue: '1493147359900' } },
  },
])('the digest of attributes is $digest', ({ digest, attributes }) => {
  expect(digestAttributes(attributes)).toBe(digest);
});

test('the digest does not depend on the order of attributes', () => {
  const a = { DataType: 'String', StringValue: '1' };
  const b = { DataType: 'Binary', BinaryValue: 'YWJj' };
  expect(digestAttributes({ a, b })).toBe(digestAttributes({ b, a }));
  expect(digestAttributes({ a })).not.toBe(digestAttributes({ b: a }));
});

const one = { DataType: 'String', StringValue: '1' };
const attributes = { color: one, 'order.id': one, 'order.at': one };

test.each([
  { names: [], selected: [] },
  { names: ['color', 'none'], selected: ['color'] },
  { names: ['order.*'], selected: ['order.id', 'order.at'] },
  { names: ['All'], selected: ['color', 'order.id', 'order.at'] },
  { names: ['.*'], selected: ['color', 'order.id', 'order.at'] },
])('$names asks for $selected', ({ names, selected }) => {
  expect(Object.keys(selectAttributes(attributes, names))).toEqual(selected);
});
