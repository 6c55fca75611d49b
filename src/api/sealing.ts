import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { assert } from '../base/assert.ts';

/** Hides values on disk: they are read with the installation's secret, and only as what they were written as. */
export interface Sealing {
  /** `purpose` names what the value is of; a sealed value that was put elsewhere cannot be opened there. */
  seal(value: string, purpose: string): string;
  open(sealed: string, purpose: string): string;
}

const algorithm = 'aes-256-gcm';
const ivBytes = 12;
const tagBytes = 16;

export function createSealing(secret: Buffer): Sealing {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'values at rest', 32));
  return {
    seal(value, purpose) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv(algorithm, key, iv).setAAD(Buffer.from(purpose));
      const hidden = Buffer.concat([cipher.update(value, 'utf8'), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), hidden]).toString('base64');
    },
    open(sealed, purpose) {
      const bytes = Buffer.from(sealed, 'base64');
      assert(bytes.length >= ivBytes + tagBytes, `a sealed value for ${purpose}`);
      const decipher = createDecipheriv(algorithm, key, bytes.subarray(0, ivBytes))
        .setAAD(Buffer.from(purpose))
        .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
      const hidden = bytes.subarray(ivBytes + tagBytes);
      return Buffer.concat([decipher.update(hidden), decipher.final()]).toString('utf8');
    },
  };
}
