import { expect, test } from 'vitest';
import { createReadiness } from '../../src/telemetry/readiness.ts';

/** A server whose store takes writes only while `isWell`. */
function aServer() {
  const store = { isWell: true, tries: 0 };
  let now = 1_000_000;
  const readiness = createReadiness({
    clock: { now: () => now },
    tryWrite: async () => {
      store.tries += 1;
      if (!store.isWell) throw new Error('The disk is full.');
    },
  });
  return {
    readiness,
    store,
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

test('a server is ready once it has started, and until it shuts down', async () => {
  const { readiness } = aServer();
  expect(await readiness.check()).toEqual({ isReady: false, reason: 'The server is starting.' });
  readiness.started();
  expect(await readiness.check()).toEqual({ isReady: true });
  readiness.closing();
  readiness.started();
  expect(await readiness.check()).toEqual({ isReady: false, reason: 'The server is shutting down.' });
});

test('a store that takes no writes makes the server not ready, for the reason it gives', async () => {
  const { readiness, store, pass } = aServer();
  readiness.started();
  store.isWell = false;
  readiness.storeIs('The disk is gone.');
  expect(await readiness.check()).toEqual({ isReady: false, reason: 'The disk is gone.' });
  pass(1_000);
  expect(await readiness.check()).toEqual({ isReady: false, reason: 'The disk is full.' });
});

test('a store that recovers while nobody writes is found to be well by asking', async () => {
  const { readiness, store, pass } = aServer();
  readiness.started();
  store.isWell = false;
  readiness.storeIs('The disk is full.');
  pass(1_000);
  expect(await readiness.check()).toMatchObject({ isReady: false });
  store.isWell = true;
  expect(await readiness.check()).toMatchObject({ isReady: false });
  expect(store.tries).toBe(1);
  pass(1_000);
  expect(await readiness.check()).toEqual({ isReady: true });
  expect(await readiness.check()).toEqual({ isReady: true });
  expect(store.tries).toBe(2);
});

test('a store that others find to be well needs no asking', async () => {
  const { readiness, store } = aServer();
  readiness.started();
  readiness.storeIs('The disk is full.');
  readiness.storeIs(undefined);
  expect(await readiness.check()).toEqual({ isReady: true });
  expect(store.tries).toBe(0);
});
