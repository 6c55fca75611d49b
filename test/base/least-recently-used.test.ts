import { expect, test } from 'vitest';
import { LeastRecentlyUsed } from '../../src/base/least-recently-used.ts';

function kept(map: LeastRecentlyUsed<string, number>, keys: string): string {
  return [...keys].filter((key) => map.get(key) !== undefined).join('');
}

function filled(sizeMax: number, keys: string): LeastRecentlyUsed<string, number> {
  const map = new LeastRecentlyUsed<string, number>(sizeMax);
  for (const key of keys) map.set(key, key.charCodeAt(0));
  return map;
}

test('the oldest goes first where nothing was asked for', () => {
  const map = filled(3, 'abcde');
  expect(map.size).toBe(3);
  expect(kept(map, 'abcde')).toBe('cde');
});

test('what was asked for stays, and goes later unless it is asked for again', () => {
  const askedFor = () => {
    const map = filled(3, 'abc');
    expect(map.get('a')).toBe(97);
    for (const key of 'def') map.set(key, 1);
    return map;
  };
  expect(kept(askedFor(), 'abcdef')).toBe('aef');
  const map = askedFor();
  map.set('g', 1);
  expect(kept(map, 'abcdefg')).toBe('efg');
});

test('where all were asked for, the oldest of them goes, and never the new one', () => {
  const map = filled(3, 'abc');
  kept(map, 'abc');
  map.set('d', 1);
  expect(kept(map, 'abcd')).toHaveLength(3);
  expect(map.get('d')).toBe(1);
});

test('a value that is set again counts as new, and one that is deleted is gone', () => {
  const map = filled(2, 'ab');
  map.set('a', 5);
  map.set('c', 6);
  expect(kept(map, 'abc')).toBe('ac');
  map.delete('a');
  expect([map.size, map.get('a'), map.get('c')]).toEqual([1, undefined, 6]);
});
