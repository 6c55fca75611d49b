import { expect, test } from 'vitest';
import { createResourceCache } from '../../src/store/sqlite/resource-cache.ts';

const mebi = 1024 * 1024;

test('what was used last stays when there are too many', () => {
  const cache = createResourceCache();
  for (let index = 0; index < 10_000; index += 1)
    cache.set(`${index}`, { resource: undefined, textLength: 1 });
  cache.get('0');
  cache.set('one more', { resource: undefined, textLength: 1 });
  expect(cache.get('0')).toBeDefined();
  expect(cache.get('1')).toBeUndefined();
  expect(cache.get('one more')).toBeDefined();
});

test.each([
  { texts: [30, 30], kept: ['0', '1'] },
  { texts: [30, 30, 30], kept: ['1', '2'] },
  { texts: [30, 30, 64], kept: ['2'] },
  { texts: [30, 30, 65], kept: ['0', '1'] },
])('of texts of $texts MiB it keeps $kept', ({ texts, kept }) => {
  const cache = createResourceCache();
  const names = texts.map((_, index) => `${index}`);
  for (const [index, mebibytes] of texts.entries()) {
    cache.set(`${index}`, { resource: undefined, textLength: mebibytes * mebi });
  }
  expect(names.filter((name) => cache.get(name) !== undefined)).toEqual(kept);
});

test('a text that is replaced counts no more', () => {
  const cache = createResourceCache();
  cache.set('other', { resource: undefined, textLength: 20 * mebi });
  for (let times = 0; times < 5; times += 1)
    cache.set('same', { resource: undefined, textLength: 40 * mebi });
  expect(cache.get('other')).toBeDefined();
});
