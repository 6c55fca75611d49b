import { expect, test } from 'vitest';
import { limitResources } from '../../../src/api/quotas/resource-limits.ts';
import type { ResourceChange, ResourceKey, Store } from '../../../src/store/store.ts';
import { errorOf } from '../../support/an-identity.ts';
import { memoryStore } from '../../support/memory-store.ts';

const max = 3;

type Kind = 'Activity' | 'StateMachine';

function keyOf(kind: Kind, name: string, place: Partial<ResourceKey> = {}): ResourceKey<Kind> {
  return { account: '111111111111', region: 'us-east-1', ...place, kind, name };
}

/** Creates a resource, whose body nobody reads here; undefined, or why not. */
function create(store: Store, key: ResourceKey<Kind>) {
  return errorOf(
    store.resources.write([{ type: 'put', key, body: { tags: [] }, expectedRevision: 0 } as never]),
  );
}

function remove(store: Store, key: ResourceKey<Kind>) {
  return store.resources.write([{ type: 'delete', key, expectedRevision: undefined } as ResourceChange]);
}

/** A store that may hold three of a kind, and how often its resources were counted. */
function aStore(inner = memoryStore()) {
  const counted = { times: 0 };
  const { resources } = inner;
  const counting: Store = {
    ...inner,
    resources: {
      ...resources,
      list: (query) => {
        counted.times += 1;
        return resources.list(query);
      },
    },
  };
  return { inner, store: limitResources(counting, max), counted };
}

async function fill(store: Store, kind: Kind): Promise<void> {
  for (const name of ['a', 'b', 'c']) expect(await create(store, keyOf(kind, name))).toBeUndefined();
}

const refusals = [
  { kind: 'StateMachine', code: 'StateMachineLimitExceeded' },
  { kind: 'Activity', code: 'ActivityLimitExceeded' },
] as const;

test.each(refusals)('one more $kind than there may be is refused with $code', async ({ kind, code }) => {
  const { store } = aStore();
  await fill(store, kind);
  expect(await create(store, keyOf(kind, 'd'))).toMatchObject({ code, status: 400 });
  expect(await store.resources.get(keyOf(kind, 'd'))).toBeUndefined();
});

test.each(refusals)('one $kind can be created for one that was deleted', async ({ kind, code }) => {
  const { store } = aStore();
  await fill(store, kind);
  await remove(store, keyOf(kind, 'b'));
  expect(await create(store, keyOf(kind, 'd'))).toBeUndefined();
  expect(await create(store, keyOf(kind, 'e'))).toMatchObject({ code });
});

test.each(refusals)('what an earlier process created counts: $kind', async ({ kind, code }) => {
  const { inner, store } = aStore();
  await fill(store, kind);
  expect(await create(aStore(inner).store, keyOf(kind, 'd'))).toMatchObject({ code });
});

test('other accounts, other regions and other kinds have limits of their own', async () => {
  const { store } = aStore();
  await fill(store, 'StateMachine');
  expect(await create(store, keyOf('Activity', 'd'))).toBeUndefined();
  expect(await create(store, keyOf('StateMachine', 'd', { account: '222222222222' }))).toBeUndefined();
  expect(await create(store, keyOf('StateMachine', 'd', { region: 'eu-west-1' }))).toBeUndefined();
});

test('what is there can be changed where no more can be created', async () => {
  const { store } = aStore();
  await fill(store, 'Activity');
  const change = { type: 'put', key: keyOf('Activity', 'a'), body: { tags: [] }, expectedRevision: 1 };
  expect(await store.resources.write([change as never])).toBe('written');
});

test('creating counts once, and again only where there can be too many', async () => {
  const { store, counted } = aStore();
  await fill(store, 'StateMachine');
  expect(counted.times).toBe(1);
  for (let round = 0; round < 4; round += 1) {
    await remove(store, keyOf('StateMachine', 'a'));
    expect(await create(store, keyOf('StateMachine', 'a'))).toBeUndefined();
  }
  expect(counted.times).toBe(5);
});

test('of those that are created at once no more get through than there may be', async () => {
  const { store, counted } = aStore();
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const answers = await Promise.all(names.map((name) => create(store, keyOf('StateMachine', name))));
  expect(answers.filter((answer) => answer === undefined)).toHaveLength(max);
  expect(counted.times).toBeLessThanOrEqual(2);
});
