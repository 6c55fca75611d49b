import type { Logger } from 'pino';
import type { Arn } from '../../base/arn.ts';
import type { CancelScheduled, Clock } from '../../base/clock.ts';
import type { RoleSession } from '../../iam/principal.ts';
import type { RecordedCallsBody } from '../../store/resources/identity.ts';
import type { ResourceKey, Store } from '../../store/store.ts';
import { type MadeCall, RecordedCalls } from './recorded-calls.ts';

/**
 * What each role really did: which actions on which resources, how often and when, and nothing of what the calls carried.
 *
 * Counts are kept in memory and added to the store every now and then, and when the server closes; a crash loses the last of
 * them.
 */
export interface RecordedCallsKeeper {
  record(role: Pick<RoleSession, 'roleArn' | 'account'>, call: MadeCall): void;
  /** Everything that the role did so far. */
  list(roleArn: Arn, account: string): Promise<RecordedCallsBody>;
  /** Stores what was not stored yet. */
  close(): Promise<void>;
}

export interface RecordedCallsParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
}

const flushMilliseconds = 30_000;

/** Roles whose calls wait to be stored; calls of further roles are not recorded until these are. */
const rolesMax = 1_000;

interface WaitingCalls {
  readonly account: string;
  readonly calls: RecordedCalls;
}

export function createRecordedCallsKeeper({ store, clock, log }: RecordedCallsParts): RecordedCallsKeeper {
  let waiting = new Map<Arn, WaitingCalls>();
  let cancelFlush: CancelScheduled | undefined;
  let flushed: Promise<void> = Promise.resolve();

  function waitingOf({ roleArn, account }: Pick<RoleSession, 'roleArn' | 'account'>) {
    const known = waiting.get(roleArn);
    if (known !== undefined) return known;
    if (waiting.size >= rolesMax) return undefined;
    const fresh = { account, calls: new RecordedCalls() };
    waiting.set(roleArn, fresh);
    cancelFlush ??= clock.schedule(clock.now() + flushMilliseconds, () => {
      flush().catch((error: unknown) => log.warn({ err: error }, 'recorded calls could not be stored yet'));
    });
    return fresh;
  }

  /** One after the other, so that none overwrites what another one adds. */
  function flush(): Promise<void> {
    cancelFlush?.();
    cancelFlush = undefined;
    flushed = flushed.catch(() => {}).then(storeWaiting);
    return flushed;
  }

  async function storeWaiting(): Promise<void> {
    const taken = waiting;
    waiting = new Map();
    for (const [roleArn, { account, calls }] of taken) {
      try {
        await add(roleArn, account, calls);
      } catch (error) {
        // What is in the store already is not to be added again.
        for (const [leftArn, left] of taken) putBack(leftArn, left);
        throw error;
      }
      taken.delete(roleArn);
    }
  }

  function putBack(roleArn: Arn, { account, calls }: WaitingCalls): void {
    waitingOf({ roleArn, account })?.calls.merge(calls.list(), calls.omittedCount);
  }

  async function add(roleArn: Arn, account: string, calls: RecordedCalls): Promise<void> {
    const key = recordedCallsKey(account, roleArn);
    const stored = (await store.resources.get(key))?.body ?? nothingRecorded;
    const sum = new RecordedCalls();
    sum.merge(stored.calls, stored.omittedCount);
    sum.merge(calls.list(), calls.omittedCount);
    const body = { calls: sum.list(), omittedCount: sum.omittedCount };
    await store.resources.write([{ type: 'put', key, body, expectedRevision: undefined }]);
  }

  return {
    record(role, call) {
      waitingOf(role)?.calls.add(call);
    },
    async list(roleArn, account) {
      await flush();
      return (await store.resources.get(recordedCallsKey(account, roleArn)))?.body ?? nothingRecorded;
    },
    close: flush,
  };
}

const nothingRecorded: RecordedCallsBody = { calls: [], omittedCount: 0 };

function recordedCallsKey(account: string, roleArn: Arn): ResourceKey<'RecordedCalls'> {
  return { kind: 'RecordedCalls', account, region: '', name: roleArn };
}
