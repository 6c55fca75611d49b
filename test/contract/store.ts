import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Store } from '../../src/store/store.ts';
import { activityTasksContract } from './store-activity-tasks.ts';
import { aSummary, executionsContract } from './store-executions.ts';
import { mapRunsContract } from './store-map-runs.ts';
import { purgeContract } from './store-purge.ts';
import { resourcesContract } from './store-resources.ts';

/** What every store promises, whatever keeps it. `open` gives an empty one. */
export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(name, () => {
    let store: Store;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    describe('executions', () => executionsContract(() => store));
    describe("activities' tasks", () => activityTasksContract(() => store));
    describe('purging', () => purgeContract(() => store));
    describe('Map Runs', () => mapRunsContract(() => store));
    describe('resources', () => resourcesContract(() => store));

    test('a closed store refuses with a reason, and closing again is no error', async () => {
      const last = store.executions.commit({ summary: aSummary(1), body: 'body' });
      await Promise.all([store.close(), store.close()]);
      await expect(last).resolves.toEqual({ type: 'committed', waiters: [] });
      await expect(store.executions.commit({ summary: aSummary(2), body: 'body' })).rejects.toMatchObject({
        name: 'StoreUnavailable',
      });
      await expect(store.executions.get(aSummary(1))).rejects.toThrow('The store is closed.');
      await store.close();
    });
  });
}
