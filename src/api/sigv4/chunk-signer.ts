import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { InvalidSignatureException } from './signature-errors.ts';
import type { SignatureParts } from './signature-parts.ts';

const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/**
 * The signatures of a body that comes in signed chunks: each signs the one before it, the first that of the request.
 *
 * Source: Amazon S3 API Reference, "Signature calculations for the Authorization header: transferring payload in multiple
 * chunks".
 */
export class ChunkSigner {
  readonly #key: KeyObject;
  readonly #head: string;
  #previous: string;

  constructor(key: KeyObject, { signedAtText, scope, signature }: SignatureParts) {
    this.#key = key;
    this.#head = `${signedAtText}\n${scope}`;
    this.#previous = signature;
  }

  /** `contentHash` is hexadecimal SHA-256. Throws InvalidSignatureException. */
  verifyChunk(contentHash: string, signature: string): void {
    this.#verify('AWS4-HMAC-SHA256-PAYLOAD', `${emptyHash}\n${contentHash}`, signature);
  }

  /** The headers behind the last chunk. */
  verifyTrailer(contentHash: string, signature: string): void {
    this.#verify('AWS4-HMAC-SHA256-TRAILER', contentHash, signature);
  }

  #verify(algorithm: string, content: string, signature: string): void {
    const stringToSign = `${algorithm}\n${this.#head}\n${this.#previous}\n${content}`;
    const expected = createHmac('sha256', this.#key).update(stringToSign).digest();
    const given = Buffer.from(signature, 'hex');
    if (given.length !== expected.length || !timingSafeEqual(given, expected))
      throw new InvalidSignatureException();
    this.#previous = signature;
  }
}
