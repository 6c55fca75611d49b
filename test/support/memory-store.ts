import { AssertionError, assert } from '../../src/base/assert.ts';
import type { MapRunStore } from '../../src/store/map-runs.ts';
import type { MessageStore } from '../../src/store/messages.ts';
import type { ResourceKind } from '../../src/store/resources/index.ts';
import type {
  ExecutionStore,
  Resource,
  ResourceChange,
  ResourceKey,
  ResourceQuery,
  ResourceStore,
  Store,
} from '../../src/store/store.ts';

/** A Store of resources that lives in memory, for tests that run no executions. */
export function memoryStore(): Store {
  const noExecutions = new Proxy({} as ExecutionStore, {
    get: () => {
      throw new AssertionError('a test that runs no executions');
    },
  });
  const noMessages = new Proxy({} as MessageStore, {
    get: () => {
      throw new AssertionError('a test that has no messages');
    },
  });
  const noMapRuns = { find: async () => undefined } as unknown as MapRunStore;
  return {
    resources: memoryResources(),
    executions: noExecutions,
    mapRuns: noMapRuns,
    messages: noMessages,
    shardCount: 1,
    close: async () => {},
  };
}

export function memoryResources(): ResourceStore {
  const resources = new Map<string, Resource>();

  function holds({ key, expectedRevision }: ResourceChange): boolean {
    return expectedRevision === undefined || expectedRevision === (resources.get(idOf(key))?.revision ?? 0);
  }

  function make(change: ResourceChange): void {
    const id = idOf(change.key);
    if (change.type === 'delete') {
      resources.delete(id);
      return;
    }
    const revision = (resources.get(id)?.revision ?? 0) + 1;
    // As on disk: what comes back is another object, without the members that are undefined.
    const body = JSON.parse(JSON.stringify(change.body));
    resources.set(id, { ...change.key, revision, body });
  }

  return {
    get: async <Kind extends ResourceKind>(key: ResourceKey<Kind>) =>
      resources.get(idOf(key)) as Resource<Kind> | undefined,
    list: async <Kind extends ResourceKind>(query: ResourceQuery<Kind>) => {
      const { kind, account, region, prefix = '', after, limit } = query;
      const found = [...resources.values()].filter(
        (resource): resource is Resource<Kind> =>
          resource.kind === kind &&
          resource.account === account &&
          resource.region === region &&
          resource.name.startsWith(prefix) &&
          (after === undefined || resource.name > after),
      );
      return found.sort((left, right) => (left.name < right.name ? -1 : 1)).slice(0, limit);
    },
    write: async (changes) => {
      const ids = new Set(changes.map(({ key }) => idOf(key)));
      assert(ids.size === changes.length, 'one change of each resource in a write');
      if (!changes.every(holds)) return 'conflict';
      for (const change of changes) make(change);
      return 'written';
    },
  };
}

function idOf({ kind, account, region, name }: ResourceKey): string {
  return [kind, account, region, name].join('\u0000');
}
