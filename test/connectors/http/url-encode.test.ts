import { expect, test } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import { type ArrayFormat, urlEncode } from '../../../src/connectors/http/url-encode.ts';

const array = { array: ['a', 'b', 'c', 'd'] };

test.each<[ArrayFormat, JsonObject, string]>([
  ['INDICES', array, 'array[0]=a&array[1]=b&array[2]=c&array[3]=d'],
  ['REPEAT', array, 'array=a&array=b&array=c&array=d'],
  ['COMMAS', array, 'array=a,b,c,d'],
  ['BRACKETS', array, 'array[]=a&array[]=b&array[]=c&array[]=d'],
  ['INDICES', { a: { b: [{ c: 1 }, [true]] } }, 'a[b][0][c]=1&a[b][1][0]=true'],
  ['REPEAT', { a: [{ b: 1 }, { b: 2 }] }, 'a[b]=1&a[b]=2'],
  ['COMMAS', { a: [{ b: [1, 2] }] }, 'a[0][b]=1,2'],
  ['BRACKETS', { a: { b: ['x'] } }, 'a[b][]=x'],
  ['INDICES', { none: null, empty: '', list: [] }, 'none=&empty='],
])('%s: %j', (format, body, expected) => {
  expect(urlEncode(body, format).replaceAll('%5B', '[').replaceAll('%5D', ']')).toBe(expected);
});

test('names and values are percent-encoded, a space as %20', () => {
  expect(urlEncode({ 'a b': 'c&d=é+' }, 'INDICES')).toBe('a%20b=c%26d%3D%C3%A9%2B');
});
