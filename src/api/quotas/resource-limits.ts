import type { AwsError } from '../../base/aws-error.ts';
import { LeastRecentlyUsed } from '../../base/least-recently-used.ts';
import type { ResourceChange, ResourceKey, ResourceStore, Store } from '../../store/store.ts';
import { ActivityLimitExceeded, StateMachineLimitExceeded } from '../operations/states/errors.ts';

/** State machines, and activities, of one account in one region. Source: Developer Guide, "Service quotas". */
const resourcesMax = 100_000;

const limitedKinds: Readonly<Record<string, (max: number) => AwsError>> = {
  StateMachine: (max) => new StateMachineLimitExceeded(max),
  Activity: (max) => new ActivityLimitExceeded(max),
};

/** Accounts and regions whose counts are remembered; those of others are counted again when they create something. */
const countsKept = 1_000;
/** Resources that are read at a time to be counted. */
const countedPerRead = 1_000;

/**
 * `store`, which refuses to create more state machines or activities than an account may have in a region.
 *
 * What is remembered is how many there can be at most: deleting lowers nothing, so creating counts again once that many
 * are reached, and mostly not at all.
 */
export function limitResources(store: Store, max = resourcesMax): Store {
  const { resources } = store;
  const bounds = new LeastRecentlyUsed<string, Bound>(countsKept);

  async function reserve(key: ResourceKey): Promise<void> {
    const refusal = limitedKinds[key.kind];
    if (refusal === undefined) return;
    const name = `${key.kind} ${key.region} ${key.account}`;
    let bound = bounds.get(name);
    if (bound === undefined) {
      bound = { atMost: Number.POSITIVE_INFINITY, counting: undefined };
      bounds.set(name, bound);
    }
    if (bound.atMost >= max) await recount(bound, key);
    if (bound.atMost >= max) throw refusal(max);
    bound.atMost += 1;
  }

  /** Those who ask while the resources are counted share the count. */
  function recount(bound: Bound, key: ResourceKey): Promise<void> {
    bound.counting ??= count(resources, key, max)
      .then((found) => {
        bound.atMost = found;
      })
      .finally(() => {
        bound.counting = undefined;
      });
    return bound.counting;
  }

  return {
    ...store,
    resources: {
      get: (key) => resources.get(key),
      list: (query) => resources.list(query),
      async write(changes) {
        for (const change of changes) if (creates(change)) await reserve(change.key);
        return resources.write(changes);
      },
    },
  };
}

interface Bound {
  atMost: number;
  counting: Promise<void> | undefined;
}

function creates(change: ResourceChange): boolean {
  return change.type === 'put' && change.expectedRevision === 0;
}

/** How many there are, as far as `max`. */
async function count(
  resources: ResourceStore,
  { kind, account, region }: ResourceKey,
  max: number,
): Promise<number> {
  let found = 0;
  let after: string | undefined;
  while (found < max) {
    const page = await resources.list({
      kind,
      account,
      region,
      ...(after !== undefined && { after }),
      limit: countedPerRead,
    });
    found += page.length;
    after = page.at(-1)?.name;
    if (page.length < countedPerRead) break;
  }
  return found;
}
