import { randomBytes } from 'node:crypto';
import { partitionOf } from '../../base/arn.ts';
import type { Store } from '../../store/store.ts';
import { accessKeyKey } from './entity-keys.ts';
import { uniqueId } from './unique-id.ts';

export interface RootAccessKey {
  readonly account: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** That an account's key was handed out is remembered under this name. */
const markerName = 'root-access-key';

/** An access key for the root user of `account`, the first time a store is started for it; undefined ever after. */
export async function ensureRootAccessKey(
  store: Store,
  { account, region }: { readonly account: string; readonly region: string },
): Promise<RootAccessKey | undefined> {
  const marker = { kind: 'ServerSecret', account, region: '', name: markerName } as const;
  if ((await store.resources.get(marker)) !== undefined) return undefined;
  const accessKeyId = uniqueId('AKIA', randomBytes(16).toString('hex')).slice(0, 20);
  const secretAccessKey = randomBytes(30).toString('base64');
  const body = {
    account,
    partition: partitionOf(region),
    userName: undefined,
    secretAccessKey,
    status: 'Active',
    createdAt: Date.now(),
  } as const;
  await store.resources.write([
    { type: 'put', key: marker, body: { keyBase64: '' }, expectedRevision: 0 },
    { type: 'put', key: accessKeyKey(accessKeyId), body, expectedRevision: 0 },
  ]);
  return { account, accessKeyId, secretAccessKey };
}
