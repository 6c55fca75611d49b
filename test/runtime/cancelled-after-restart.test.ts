import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { CancelTask } from '../../src/engine/command.ts';
import { type RecoveryParts, recover } from '../../src/runtime/recovery.ts';
import { type OutboxEntry, StoreUnavailable } from '../../src/store/store.ts';

const command = { type: 'CancelTask', eventId: 7, job: 'job-1' } as unknown as CancelTask;

/** What an earlier process left: the order to cancel one job, in a store that cannot be read `failures` times. */
function aRestart({ failures }: { readonly failures: number }) {
  const outbox: (OutboxEntry & { shard: number; id: number })[] = [
    { shard: 0, id: 1, eventId: 7, body: JSON.stringify(command) },
  ];
  const timers: (() => void)[] = [];
  const cancelled: unknown[] = [];
  let left = failures;
  let isClosing = false;
  const parts = {
    store: {
      executions: {
        listInFlight: async () => [],
        listOutbox: async () => {
          left -= 1;
          if (left >= 0) throw new StoreUnavailable('The disk does not answer.');
          return [...outbox];
        },
      },
    },
    executions: { load: async () => ({ execution: {} }) },
    tasks: {
      async cancel({ job }: CancelTask) {
        cancelled.push(job);
        outbox.length = 0;
      },
    },
    activities: { recover: async () => {} },
    log: pino({ level: 'silent' }),
    patience: {
      clock: {
        now: () => 0,
        schedule(_: number, run: () => void) {
          timers.push(run);
          return () => {};
        },
      },
      isClosing: () => isClosing,
    },
  } as unknown as RecoveryParts;
  return {
    cancelled,
    recover: () => recover(parts),
    close() {
      isClosing = true;
    },
    /** Answers how many timers rang. */
    async ring() {
      await new Promise((resolve) => setImmediate(resolve));
      const due = timers.splice(0);
      for (const run of due) run();
      await new Promise((resolve) => setImmediate(resolve));
      return due.length;
    },
  };
}

test('a job that was to be cancelled is, once the store can be read', async () => {
  const { recover, ring, cancelled } = aRestart({ failures: 2 });
  await recover();
  expect([await ring(), cancelled]).toEqual([1, []]);
  expect([await ring(), cancelled]).toEqual([1, ['job-1']]);
  expect(await ring()).toBe(0);
});

test('a server that closes leaves it to the next start', async () => {
  const { recover, ring, close, cancelled } = aRestart({ failures: 9 });
  await recover();
  close();
  expect(await ring()).toBe(1);
  expect(await ring()).toBe(0);
  expect(cancelled).toEqual([]);
});
