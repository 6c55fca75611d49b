import { describe, expect, test } from 'vitest';
import type { Json } from '../../../src/base/json.ts';
import { openItems } from '../../../src/connectors/map-run/item-reader.ts';
import { createJsonElements, type JsonElement } from '../../../src/connectors/map-run/json-elements.ts';
import { aBucket } from './a-bucket.ts';
import { aRequest, failureOf, itemsOf, valuesOf } from './reading.ts';

const notIterable =
  'States.ItemReaderFailed: Attempting to map over non-iterable node, expected the item reader to provide an array.';

const nested = { a: [1, { 'b/c': { d: ['x', 'y'] } }], 'm~n': { k1: 1, k2: [2] }, '': [3] };

const cases: readonly {
  readonly title: string;
  readonly text: string;
  readonly pointer?: string;
  readonly items: readonly Json[] | string;
}[] = [
  {
    title: 'an array of every kind of value',
    text: '\uFEFF [ 1 , -2.5e3,"a,]\\"b" ,null,true,[],{} ,[[1,[2]]],{"a":{"b":"}"}}]',
    items: [1, -2500, 'a,]"b', null, true, [], {}, [[1, [2]]], { a: { b: '}' } }],
  },
  { title: 'an array of nothing', text: ' [ ] ', items: [] },
  { title: 'text that is not ASCII', text: '["é€😀"]', items: ['é€😀'] },
  { title: 'an empty pointer points to the file', text: '[1]', pointer: '', items: [1] },
  {
    title: 'a pointer through arrays and escaped names',
    text: JSON.stringify(nested),
    pointer: '/a/1/b~1c/d',
    items: ['x', 'y'],
  },
  {
    title: 'a pointer to a member without a name',
    text: JSON.stringify(nested, null, 2),
    pointer: '/',
    items: [3],
  },
  {
    title: 'a pointer that leads nowhere',
    text: JSON.stringify(nested),
    pointer: '/a/2',
    items: 'States.ItemReaderFailed: The file has nothing at the ItemsPointer /a/2.',
  },
  {
    title: 'a pointer that is none',
    text: '[]',
    pointer: 'a/b',
    items: 'States.ItemReaderFailed: The ItemsPointer a/b is not a JSON Pointer.',
  },
  { title: 'a scalar', text: '"abc"', items: notIterable },
  { title: 'a scalar at the pointer', text: '{"a":1}', pointer: '/a', items: notIterable },
  { title: 'an empty file', text: '', items: notIterable },
  {
    title: 'a file that ends too early',
    text: '[1,{"a":2}',
    items: 'States.ItemReaderFailed: s3://b/file is not a JSON file: it ends before its items do',
  },
  {
    title: 'elements without a comma',
    text: '[1 2]',
    items: 'States.ItemReaderFailed: s3://b/file is not a JSON file: unexpected "2"',
  },
  {
    title: 'a closing bracket too many',
    text: '[1,]',
    items: 'States.ItemReaderFailed: s3://b/file is not a JSON file: a bracket closes what none opened',
  },
  {
    title: 'an element that is no JSON',
    text: '[{"a":tru}]',
    items: expect.stringMatching(/^States\.ItemReaderFailed: s3:\/\/b\/file has an item that is not JSON: /),
  },
  {
    title: 'an element over 8 MB',
    text: `["${'x'.repeat(8 * 1024 * 1024)}"]`,
    items:
      'States.ItemReaderFailed: An item of s3://b/file is larger than 8 MB, the maximum size of one item.',
  },
  {
    title: 'items that begin behind the first 16 MB',
    text: `{"x":"${'x'.repeat(16 * 1024 * 1024)}","a":[1]}`,
    pointer: '/a',
    items:
      'States.ItemReaderFailed: The items that the ItemsPointer points to must begin within the first 16 MB of the file.',
  },
];

describe('a JSON file', () => {
  test.each(cases)('$title', async ({ text, pointer, items }) => {
    const { session } = aBucket({ file: text });
    const request = aRequest({ InputType: 'JSON' }, pointer === undefined ? {} : { itemsPointer: pointer });
    let values: readonly Json[] = [];
    const failure = await failureOf(
      valuesOf(request, session).then((read) => {
        values = read;
      }),
    );
    expect(failure === 'no failure' ? values : failure).toEqual(items);
  });

  test('the members of an object are items with a key', async () => {
    const { session } = aBucket({ file: JSON.stringify(nested) });
    const request = aRequest({ InputType: 'JSON' }, { itemsPointer: '/m~0n' });
    expect(await itemsOf(request, session)).toEqual([
      { key: 'k1', value: 1 },
      { key: 'k2', value: [2] },
    ]);
    expect(await itemsOf(request, session, 1)).toEqual([{ key: 'k2', value: [2] }]);
  });

  test('what lies behind the items is not read', async () => {
    const { session, calls } = aBucket({ file: `{"a":[1,2],"b":"${'x'.repeat(40 * 1024 * 1024)}"}` });
    const opened = await openItems(aRequest({ InputType: 'JSON' }, { itemsPointer: '/a' }), session);
    expect(opened.source).toBe('S3://b/file');
    const values: Json[] = [];
    for await (const { value } of opened.read(0)) values.push(value);
    expect(values).toEqual([1, 2]);
    expect(calls.length).toBeLessThan(4);
  });
});

test.each([1, 2, 3, 5, 8])('elements are the same wherever a file is cut: every %i bytes', (size) => {
  const text = Buffer.from('1 , "a\\"\\\\" ,{"b": [1,2] },[ ],false , 12]');
  const elements = createJsonElements(0x5b);
  const found: JsonElement[] = [];
  for (let at = 0; at < text.length; at += size)
    found.push(...elements.take(text.subarray(at, at + size), 0));
  expect(elements.isEnd).toBe(true);
  expect(found.map(({ value }) => JSON.parse(Buffer.from(value).toString()))).toEqual([
    1,
    'a"\\',
    { b: [1, 2] },
    [],
    false,
    12,
  ]);
});

describe('a JSON Lines file', () => {
  test('each line that is not blank is an item', async () => {
    const { session } = aBucket({ file: '\uFEFF{"a": 1}\r\n\n [2]\n"three"\n   \nnull' });
    const request = aRequest({ InputType: 'JSONL' });
    expect(await valuesOf(request, session)).toEqual([{ a: 1 }, [2], 'three', null]);
    expect(await valuesOf(request, session, 2)).toEqual(['three', null]);
  });

  test('a line that is no JSON is refused', async () => {
    const { session } = aBucket({ file: '1\n{"a":\n' });
    expect(await failureOf(valuesOf(aRequest({ InputType: 'JSONL' }), session))).toContain(
      'States.ItemReaderFailed: s3://b/file has an item that is not JSON: ',
    );
  });

  test('lines go on where a range ends, and are at most 8 MB', async () => {
    const line = JSON.stringify('x'.repeat(3 * 1024 * 1024));
    const { session } = aBucket({
      file: `${line}\n${line}\n${line}\n`,
      large: JSON.stringify('x'.repeat(9 * 1024 * 1024)),
    });
    const values = await valuesOf(aRequest({ InputType: 'JSONL' }), session);
    expect(values.map((value) => JSON.stringify(value).length)).toEqual([
      line.length,
      line.length,
      line.length,
    ]);
    const large = aRequest({ InputType: 'JSONL' }, { parameters: { Key: 'large' } });
    expect(await failureOf(valuesOf(large, session))).toContain(
      'An item of s3://b/large is larger than 8 MB',
    );
  });
});
