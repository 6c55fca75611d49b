import { createHmac, hash, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from '../protocol/protocol.ts';
import { formatBasicTime } from './basic-time.ts';
import { canonicalRequest, hashBody } from './canonical-request.ts';
import { InvalidSignatureException, SignatureNotCurrent } from './signature-errors.ts';
import type { SignatureParts } from './signature-parts.ts';
import type { SigningKeys } from './signing-keys.ts';

/** How far the clocks of client and server may be apart, and so how long a signed request can be repeated. */
const skewSecondsMax = 15 * 60;

/** Longer than any region AWS has. */
const regionLengthMax = 32;

/** Throws InvalidSignatureException where the scope, the time or the headers a signature covers are not what they must be. */
export function verifyTerms(request: HttpRequest, parts: SignatureParts, service: string, now: number): void {
  if (parts.service !== service) {
    throw new InvalidSignatureException(`Credential should be scoped to correct service: '${service}'. `);
  }
  // IAM is signed for us-east-1 by AWS's own endpoints, but for the client's region where an endpoint was given to it.
  if (!isRegion(parts.region)) {
    throw new InvalidSignatureException(
      `Credential should be scoped to a valid region, not '${parts.region}'. `,
    );
  }
  verifyTime(parts, now);
  const signed = parts.signedHeaders.split(';');
  if (!signed.includes('host')) {
    throw new InvalidSignatureException(
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    );
  }
  // Whoever could change this header could turn one operation into another.
  if (request.headers['x-amz-target'] !== undefined && !signed.includes('x-amz-target')) {
    throw new InvalidSignatureException("'X-Amz-Target' must be a 'SignedHeader' in the AWS Authorization.");
  }
}

/** Whether `text` has the form of a region's name, and so may become part of an ARN. */
export function isRegion(text: string): boolean {
  return /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(text) && text.length <= regionLengthMax;
}

/** Throws InvalidSignatureException where `request` was not signed with this secret as `parts` say. */
export function verifySignature(
  request: HttpRequest,
  parts: SignatureParts,
  secretAccessKey: string,
  keys: SigningKeys,
): void {
  const bodyHash = hashBody(request.body);
  const statedHash = request.headers['x-amz-content-sha256'];
  // UNSIGNED-PAYLOAD is for S3: here it is a hash that the body does not have.
  if (statedHash !== undefined && statedHash !== bodyHash) {
    throw new InvalidSignatureException(
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  verifyCanonical(request, parts, bodyHash, keys.get(parts, secretAccessKey));
}

/** Throws InvalidSignatureException where `key` did not sign `request` with a body of this hash. */
export function verifyCanonical(
  request: HttpRequest,
  parts: SignatureParts,
  bodyHash: string,
  key: KeyObject,
): void {
  const requestHash = hash('sha256', canonicalRequest(request, parts, bodyHash), 'hex');
  const stringToSign = `AWS4-HMAC-SHA256\n${parts.signedAtText}\n${parts.scope}\n${requestHash}`;
  const expected = createHmac('sha256', key).update(stringToSign).digest();
  const given = Buffer.from(parts.signature, 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new InvalidSignatureException();
}

function verifyTime(
  { date, signedAt, signedAtText, expiresSeconds = skewSecondsMax }: SignatureParts,
  now: number,
) {
  if (!signedAtText.startsWith(date)) {
    throw new InvalidSignatureException(
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != ` +
        `'${signedAtText.slice(0, 8)}', from '${signedAtText}'.`,
    );
  }
  const expiredBefore = now - expiresSeconds * 1000;
  if (signedAt < expiredBefore) {
    throw new SignatureNotCurrent(
      `Signature expired: ${signedAtText} is now earlier than ${formatBasicTime(expiredBefore)} ` +
        `(${formatBasicTime(now)} - ${span(expiresSeconds)})`,
    );
  }
  const currentUntil = now + skewSecondsMax * 1000;
  if (signedAt > currentUntil) {
    throw new SignatureNotCurrent(
      `Signature not yet current: ${signedAtText} is still later than ${formatBasicTime(currentUntil)} ` +
        `(${formatBasicTime(now)} + ${span(skewSecondsMax)})`,
    );
  }
}

function span(seconds: number): string {
  return seconds % 60 === 0 ? `${seconds / 60} min.` : `${seconds} sec.`;
}
