import type { HttpRequest } from '../protocol/protocol.ts';
import type { ChunkSigner } from './chunk-signer.ts';
import { InvalidPayloadTerms } from './s3-errors.ts';

/** What a request says its body is, as far as its signature covers it. */
export interface PayloadTerms {
  /** The SHA-256 that the whole body must have, in hexadecimal digits. */
  readonly sha256: string | undefined;
  /** Whether the body comes in chunks with frames of their own ("aws-chunked"). */
  readonly isChunked: boolean;
  /** What its chunks are signed with; undefined where they are not signed, or nobody asks. */
  readonly signer: ChunkSigner | undefined;
}

const unsigned = 'UNSIGNED-PAYLOAD';
const unsignedChunks = 'STREAMING-UNSIGNED-PAYLOAD-TRAILER';
const signedChunks: ReadonlySet<string> = new Set([
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER',
]);

/** What a request says in place of its body's hash: in `x-amz-content-sha256`, or for a presigned one nothing at all. */
export function statedPayload({ headers }: HttpRequest): string | undefined {
  const stated = headers['x-amz-content-sha256'];
  return Array.isArray(stated) ? stated[0] : stated;
}

/** Throws InvalidPayloadTerms. `createSigner` is asked only for a body whose chunks are signed. */
export function payloadTermsOf(
  request: HttpRequest,
  stated: string | undefined,
  createSigner?: () => ChunkSigner,
): PayloadTerms {
  if (stated === undefined || stated === unsigned)
    return { sha256: undefined, isChunked: isEncodedInChunks(request), signer: undefined };
  if (stated === unsignedChunks) return { sha256: undefined, isChunked: true, signer: undefined };
  if (signedChunks.has(stated)) return { sha256: undefined, isChunked: true, signer: createSigner?.() };
  if (/^[\da-fA-F]{64}$/.test(stated))
    return { sha256: stated.toLowerCase(), isChunked: isEncodedInChunks(request), signer: undefined };
  throw new InvalidPayloadTerms(
    'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, ' +
      'STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
    'InvalidArgument',
  );
}

function isEncodedInChunks({ headers }: HttpRequest): boolean {
  return /(^|,)\s*aws-chunked\s*(,|$)/i.test(headers['content-encoding'] ?? '');
}
