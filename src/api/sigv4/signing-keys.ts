import { createHmac, createSecretKey, type KeyObject } from 'node:crypto';
import type { CredentialScope } from './signature-parts.ts';

/** Keys kept for credentials that sign repeatedly: one per access key, day, region and service. */
const signingKeysMax = 1000;

interface KeptKey {
  readonly secretAccessKey: string;
  readonly key: KeyObject;
}

/** Derives signing keys and keeps those used last, because deriving one takes four hashes. */
export class SigningKeys {
  readonly #kept = new Map<string, KeptKey>();

  get(scope: CredentialScope, secretAccessKey: string): KeyObject {
    const name = `${scope.accessKeyId}/${scope.scope}`;
    const kept = this.#kept.get(name);
    if (kept !== undefined) this.#kept.delete(name);
    // A secret that has changed under the same id derives another key.
    const current =
      kept?.secretAccessKey === secretAccessKey
        ? kept
        : { secretAccessKey, key: deriveSigningKey(scope, secretAccessKey) };
    this.#kept.set(name, current);
    if (this.#kept.size > signingKeysMax) this.#dropOldest();
    return current.key;
  }

  #dropOldest(): void {
    for (const name of this.#kept.keys()) {
      this.#kept.delete(name);
      return;
    }
  }
}

function deriveSigningKey({ date, region, service }: CredentialScope, secretAccessKey: string): KeyObject {
  const dateKey = hmac(`AWS4${secretAccessKey}`, date);
  const regionKey = hmac(dateKey, region);
  const serviceKey = hmac(regionKey, service);
  return createSecretKey(hmac(serviceKey, 'aws4_request'));
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
