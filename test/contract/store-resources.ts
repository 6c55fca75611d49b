import { beforeEach, expect, test } from 'vitest';
import { AssertionError } from '../../src/base/assert.ts';
import type { StateMachineBody } from '../../src/store/resources/states.ts';
import type { ResourceChange, ResourceKey, Store } from '../../src/store/store.ts';

/** What `ResourceStore` promises. `open` gives the store of the test that runs, empty at its start. */
export function resourcesContract(open: () => Store): void {
  let store: Store;
  beforeEach(() => {
    store = open();
  });

  test('a resource is what was put, one revision further each time', async () => {
    expect(await store.resources.get(aKey('a'))).toBeUndefined();
    expect(await store.resources.write([put('a', 1, 0)])).toBe('written');
    expect(await store.resources.get(aKey('a'))).toEqual({ ...aKey('a'), revision: 1, body: aBody(1) });
    expect(await store.resources.write([put('a', 2, 1)])).toBe('written');
    expect(await store.resources.write([put('a', 3)])).toBe('written');
    expect(await store.resources.get(aKey('a'))).toEqual({ ...aKey('a'), revision: 3, body: aBody(3) });
  });

  test('a deleted resource is gone, and its name free', async () => {
    await store.resources.write([put('a', 1), put('b', 1)]);
    expect(await store.resources.write([remove('a', 1)])).toBe('written');
    expect(await store.resources.get(aKey('a'))).toBeUndefined();
    expect(await store.resources.write([put('a', 2, 0)])).toBe('written');
    expect((await store.resources.get(aKey('a')))?.revision).toBe(1);
  });

  test.each<{ conflict: string; change: ResourceChange }>([
    { conflict: 'a creation finds the name taken', change: put('a', 9, 0) },
    { conflict: 'an update finds another revision', change: put('a', 9, 1) },
    { conflict: 'an update finds nothing', change: put('x', 9, 1) },
    { conflict: 'a deletion finds another revision', change: remove('a', 1) },
    { conflict: 'a deletion finds nothing', change: remove('x', 1) },
  ])('$conflict: a conflict, and none of the changes is made', async ({ change }) => {
    await store.resources.write([put('a', 1)]);
    await store.resources.write([put('a', 2)]);
    expect(await store.resources.write([put('b', 1), change, put('c', 1)])).toBe('conflict');
    expect((await store.resources.get(aKey('a')))?.body).toEqual(aBody(2));
    for (const name of ['b', 'c', 'x']) expect(await store.resources.get(aKey(name))).toBeUndefined();
  });

  test('changes without an expected revision take whatever is there', async () => {
    expect(await store.resources.write([remove('a')])).toBe('written');
    expect(await store.resources.write([put('a', 1)])).toBe('written');
    expect(await store.resources.write([remove('a')])).toBe('written');
    expect(await store.resources.get(aKey('a'))).toBeUndefined();
  });

  test('of writers that expect the same revision, one wins', async () => {
    await store.resources.write([put('a', 0)]);
    const writes = Array.from({ length: 20 }, (_, index) => store.resources.write([put('a', index, 1)]));
    const outcomes = await Promise.all(writes);
    expect(outcomes.filter((outcome) => outcome === 'written')).toHaveLength(1);
    expect((await store.resources.get(aKey('a')))?.body).toEqual(aBody(outcomes.indexOf('written')));
  });

  test('two changes of one resource in a write are refused as our own error', async () => {
    await expect(store.resources.write([put('a', 1), remove('a')])).rejects.toThrow(AssertionError);
    expect(await store.resources.get(aKey('a'))).toBeUndefined();
  });

  test('the same object stands for a revision, however it is read', async () => {
    await store.resources.write([put('a', 1), put('b', 1)]);
    const [gotten, again, [listed], [listedAgain]] = await Promise.all([
      store.resources.get(aKey('a')),
      store.resources.get(aKey('a')),
      store.resources.list({ ...place, kind: 'StateMachine', limit: 1 }),
      store.resources.list({ ...place, kind: 'StateMachine', limit: 1 }),
    ]);
    expect(gotten).toBeDefined();
    for (const other of [again, listed, listedAgain]) expect(other?.body).toBe(gotten?.body);
  });

  test('a read that overlaps writes gives one of the states they led to, and what follows no older one', async () => {
    const seen: number[] = [];
    const read = async () => {
      seen.push((await store.resources.get(aKey('a')))?.revision ?? 0);
    };
    const list = async () => {
      const atLeast = seen.at(-1) ?? 0;
      const [first] = await store.resources.list({ ...place, kind: 'StateMachine', limit: 1 });
      expect(first?.revision ?? 0).toBeGreaterThanOrEqual(atLeast);
    };
    const rounds = Array.from({ length: 50 }, (_, index) => index);
    for (const round of rounds) await Promise.all([store.resources.write([put('a', round)]), read(), list()]);
    expect(seen).toEqual([...seen].sort((left, right) => left - right));
    await read();
    expect(seen.at(-1)).toBe(rounds.length);
  });

  test.each<{ prefix?: string; after?: string; limit?: number; names: readonly string[] }>([
    { names: ['B', 'a', 'ab', 'abc', 'b', 'é'] },
    { limit: 2, names: ['B', 'a'] },
    { after: 'a', limit: 2, names: ['ab', 'abc'] },
    { after: 'aa', names: ['ab', 'abc', 'b', 'é'] },
    { prefix: 'a', names: ['a', 'ab', 'abc'] },
    { prefix: 'ab', after: 'a', names: ['ab', 'abc'] },
    { prefix: 'ab', after: 'ab', names: ['abc'] },
    { prefix: 'a', after: 'b', names: [] },
    { prefix: 'é', names: ['é'] },
    { after: 'é', names: [] },
  ])('lists with prefix $prefix after $after, at most $limit: $names', async ({ names, ...query }) => {
    await store.resources.write(['b', 'a', 'abc', 'B', 'ab', 'é'].map((name) => put(name, 1)));
    await store.resources.write([
      { ...put('elsewhere', 1), key: { ...aKey('elsewhere'), region: 'eu-west-1' } },
      { ...put('else', 1), key: { ...aKey('else'), account: '210987654321' } },
    ]);
    const found = await store.resources.list({ ...place, kind: 'StateMachine', limit: 100, ...query });
    expect(found.map(({ name }) => name)).toEqual(names);
    for (const { body, revision } of found)
      expect({ body, revision }).toEqual({ body: aBody(1), revision: 1 });
  });

  test('more resources than memory keeps are all still there', async () => {
    const names = Array.from({ length: 12_000 }, (_, index) => `machine-${index}`);
    for (let at = 0; at < names.length; at += 1_000) {
      await store.resources.write(names.slice(at, at + 1_000).map((name) => put(name, 1)));
    }
    const found = await Promise.all(names.map((name) => store.resources.get(aKey(name))));
    expect(found.map((resource) => resource?.name)).toEqual(names);
  });
}

const place = { account: '123456789012', region: 'us-east-1' } as const;

function aKey(name: string): ResourceKey<'StateMachine'> {
  return { ...place, kind: 'StateMachine', name };
}

function aBody(updatedAt: number): StateMachineBody {
  return {
    type: 'STANDARD',
    status: 'ACTIVE',
    createdAt: 1,
    updatedAt,
    revisionName: `r-${updatedAt}`,
    revisionId: undefined,
    tags: [{ key: 'team', value: 'orders' }],
  };
}

function put(name: string, updatedAt: number, expectedRevision?: number) {
  return { type: 'put', key: aKey(name), body: aBody(updatedAt), expectedRevision } as const;
}

function remove(name: string, expectedRevision?: number) {
  return { type: 'delete', key: aKey(name), expectedRevision } as const;
}
