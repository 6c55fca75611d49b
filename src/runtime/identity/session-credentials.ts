import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import type { IssuedCredentials } from './identity.ts';
import type { SessionGrant } from './session-grant.ts';
import { uniqueId } from './unique-id.ts';

/** Temporary credentials that no store keeps: their token carries the session, sealed with the installation's secret. */
export interface SessionCredentials {
  /** `seed` must be unique; the access key id is drawn from it. */
  issue(grant: SessionGrant, seed: string): IssuedCredentials;
  /** The session that `sessionToken` carries, or undefined where it was not issued here with `accessKeyId`. */
  open(accessKeyId: string, sessionToken: string): SessionGrant | undefined;
  secretAccessKeyOf(accessKeyId: string): string;
}

const cipherName = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

/** Bytes of a secret access key: 40 characters of base64. */
const secretAccessKeyBytes = 30;

export function createSessionCredentials(secret: Buffer): SessionCredentials {
  const tokenKey = deriveKey(secret, 'session tokens');
  const accessKeyKey = deriveKey(secret, 'secret access keys');
  const secretAccessKeyOf = (accessKeyId: string) => {
    const digest = createHmac('sha256', accessKeyKey).update(accessKeyId).digest();
    return digest.subarray(0, secretAccessKeyBytes).toString('base64');
  };
  return {
    issue: (grant, seed) => {
      const accessKeyId = uniqueId('ASIA', seed);
      return {
        accessKeyId,
        secretAccessKey: secretAccessKeyOf(accessKeyId),
        sessionToken: seal(tokenKey, { accessKeyId, text: JSON.stringify(grant) }),
        expiresAt: grant.expiresAt,
      };
    },
    open: (accessKeyId, sessionToken) => {
      const text = unseal(tokenKey, { accessKeyId, sessionToken });
      // What was sealed here was a grant, and nobody else can seal.
      return text === undefined ? undefined : (JSON.parse(text) as SessionGrant);
    },
    secretAccessKeyOf,
  };
}

/** One key per purpose, so that what is learned of one says nothing of another. */
function deriveKey(secret: Buffer, purpose: string): Buffer {
  return createHmac('sha256', secret).update(purpose).digest();
}

/** The access key id is authenticated with the text, so a token opens with its own key only. */
function seal(
  key: Buffer,
  { accessKeyId, text }: { readonly accessKeyId: string; readonly text: string },
): string {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(cipherName, key, nonce).setAAD(Buffer.from(accessKeyId));
  const sealed = Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return sealed.toString('base64');
}

function unseal(
  key: Buffer,
  { accessKeyId, sessionToken }: { readonly accessKeyId: string; readonly sessionToken: string },
): string | undefined {
  const sealed = Buffer.from(sessionToken, 'base64');
  // Base64 has more than one spelling of the same bytes; only the one we issued is a token.
  if (sealed.length <= nonceBytes + tagBytes || sealed.toString('base64') !== sessionToken) return undefined;
  const nonce = sealed.subarray(0, nonceBytes);
  const tag = sealed.subarray(sealed.length - tagBytes);
  const body = sealed.subarray(nonceBytes, sealed.length - tagBytes);
  const decipher = createDecipheriv(cipherName, key, nonce, { authTagLength: tagBytes });
  decipher.setAAD(Buffer.from(accessKeyId)).setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}
