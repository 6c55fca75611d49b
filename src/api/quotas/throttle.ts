import { parseArn } from '../../base/arn.ts';
import type { Clock } from '../../base/clock.ts';
import type { JsonObject } from '../../base/json.ts';
import { ThrottlingException } from '../../runtime/express.ts';
import type { Caller } from '../../runtime/identity/identity.ts';
import type { ResourceStore } from '../../store/store.ts';
import type { ServiceName } from '../operation.ts';
import { type BucketRate, isFull, type TokenBucket, takeToken } from './token-bucket.ts';

/** Lets a request pass, or throws ThrottlingException. */
export type Admit = (request: AdmissionRequest) => Promise<void>;

export interface AdmissionRequest {
  readonly service: ServiceName;
  readonly operationName: string;
  readonly input: JsonObject;
  readonly caller: Caller;
}

/** Told of every request that is refused. Must not throw. */
export type ThrottleObserver = (operationName: string, account: string) => void;

export interface ThrottleParts {
  readonly clock: Pick<Clock, 'now'>;
  readonly resources: Pick<ResourceStore, 'get'>;
  /** The rate of one account's requests in a region; undefined where nothing bounds them. */
  readonly findRate: (name: string, region: string) => BucketRate | undefined;
  readonly onThrottled?: ThrottleObserver | undefined;
}

/** Buckets that are kept before those that filled up again are looked for and forgotten. */
const bucketsKept = 1_024;
/** Buckets at most; beyond it the oldest are forgotten, however empty they are. */
const bucketsMax = 100_000;

interface KeptBucket {
  readonly rate: BucketRate;
  readonly bucket: TokenBucket;
}

/** Throttles the Step Functions API: a token bucket for each action, account and region. */
export function createThrottle({ clock, resources, findRate, onThrottled }: ThrottleParts): Admit {
  /** In order of their first request. */
  const buckets = new Map<string, KeptBucket>();
  let forgetAt = bucketsKept;

  function keep(key: string, kept: KeptBucket): void {
    buckets.set(key, kept);
    if (buckets.size <= forgetAt) return;
    for (const [name, { bucket, rate }] of buckets) {
      if (isFull(bucket, rate, clock.now())) buckets.delete(name);
    }
    if (buckets.size > bucketsMax) forgetOldest();
    forgetAt = Math.min(bucketsMax, Math.max(bucketsKept, buckets.size * 2));
  }

  /** Half of them at a time, so that looking for full ones is not repeated for every bucket more. */
  function forgetOldest(): void {
    for (const name of buckets.keys()) {
      if (buckets.size <= bucketsMax / 2) return;
      buckets.delete(name);
    }
  }

  return async ({ service, operationName, input, caller }) => {
    if (service !== 'states') return;
    const { region } = caller.place;
    const account = caller.quotaAccount ?? caller.place.account;
    const name =
      operationName === 'StartExecution' && (await startsExpress(input, resources))
        ? 'StartExecution (Express)'
        : operationName;
    const rate = findRate(name, region);
    if (rate === undefined) return;
    const key = `${name} ${region} ${account}`;
    const bucket = takeToken(buckets.get(key)?.bucket, rate, clock.now());
    if (bucket === undefined) {
      onThrottled?.(operationName, account);
      throw new ThrottlingException();
    }
    keep(key, { rate, bucket });
  };
}

/** What is no state machine, or none of that name, is counted as a Standard one. */
async function startsExpress(
  { stateMachineArn }: JsonObject,
  resources: Pick<ResourceStore, 'get'>,
): Promise<boolean> {
  const parts = typeof stateMachineArn === 'string' ? parseArn(stateMachineArn) : undefined;
  if (parts === undefined) return false;
  const { account, region } = parts;
  const [, name = ''] = parts.resource.split(':');
  const machine = await resources.get({ kind: 'StateMachine', account, region, name });
  return machine?.body.type === 'EXPRESS';
}
