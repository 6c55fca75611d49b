import { randomBytes } from 'node:crypto';
import type { Store } from '../store/store.ts';

const secretKey = { kind: 'ServerSecret', account: '', region: '', name: 'seal' } as const;

/** The secret that seals task tokens and session tokens: made at the first start, kept with the data. */
export async function ensureServerSecret({ resources }: Store): Promise<Buffer> {
  const known = await resources.get(secretKey);
  if (known !== undefined) return Buffer.from(known.body.keyBase64, 'base64');
  const secret = randomBytes(32);
  const body = { keyBase64: secret.toString('base64') };
  await resources.write([{ type: 'put', key: secretKey, body, expectedRevision: 0 }]);
  return secret;
}

/** A write that changes nothing, to see whether the store takes any. */
export async function rewriteServerSecret({ resources }: Store, secret: Buffer): Promise<unknown> {
  const body = { keyBase64: secret.toString('base64') };
  return resources.write([{ type: 'put', key: secretKey, body, expectedRevision: undefined }]);
}
