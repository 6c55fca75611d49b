import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { RequestBody } from '../operation.ts';
import type { PayloadTerms } from '../sigv4/payload-terms.ts';
import { decodeAwsChunked } from './aws-chunked.ts';
import {
  ContentSha256Mismatch,
  IncompleteBody,
  MissingContentLength,
  RequestTimeout,
} from './payload-errors.ts';

export interface RequestPayloadParts {
  readonly request: IncomingMessage;
  readonly terms: PayloadTerms;
  /** Tells a client that waits before it sends the body that it may. */
  readonly askForBody: (() => void) | undefined;
  /** How long the client may send nothing while somebody waits for it. */
  readonly idleMilliseconds: number;
}

/**
 * The body of a request as it comes, decoded, and checked against what its signature covers.
 *
 * Throws MissingContentLength where the request does not say how long it is.
 */
export function openRequestPayload(parts: RequestPayloadParts): RequestBody {
  const { request, terms } = parts;
  const length = lengthOf(request, terms);
  const trailers = new Map<string, string>();
  return {
    length,
    announcedTrailers: announcedTrailers(request),
    trailer: (name) => trailers.get(name),
    chunks() {
      const received = receivedChunks(parts);
      const { isChunked, signer, sha256 } = terms;
      const content = isChunked
        ? decodeAwsChunked({
            chunks: received,
            length,
            signer,
            onTrailer: (name, value) => trailers.set(name, value),
          })
        : exactly(length, received);
      return sha256 === undefined || isChunked ? content : hashed(content, sha256);
    },
  };
}

function lengthOf({ headers }: IncomingMessage, { isChunked }: PayloadTerms): number {
  const decoded = headers['x-amz-decoded-content-length'];
  const stated = isChunked && typeof decoded === 'string' ? decoded : headers['content-length'];
  if (stated === undefined && headers['transfer-encoding'] === undefined && !isChunked) return 0;
  if (stated === undefined || !/^\d{1,15}$/.test(stated)) throw new MissingContentLength();
  return Number(stated);
}

function announcedTrailers({ headers }: IncomingMessage): readonly string[] {
  const announced = headers['x-amz-trailer'];
  if (typeof announced !== 'string') return [];
  return announced.split(',').map((name) => name.trim().toLowerCase());
}

/** Whoever stops early leaves the connection as it is, for there is an answer to give. */
async function* receivedChunks({
  request,
  askForBody,
  idleMilliseconds,
}: RequestPayloadParts): AsyncGenerator<Uint8Array> {
  askForBody?.();
  const chunks = request.iterator({ destroyOnReturn: false }) as AsyncIterator<Uint8Array>;
  const idle = setTimeout(() => request.destroy(new RequestTimeout()), idleMilliseconds);
  try {
    for (;;) {
      idle.refresh();
      const { done, value } = await chunks.next();
      if (done === true) return;
      yield value;
    }
  } catch (error) {
    throw error instanceof RequestTimeout ? error : new IncompleteBody();
  } finally {
    clearTimeout(idle);
    await chunks.return?.();
  }
}

async function* exactly(length: number, chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let received = 0;
  for await (const chunk of chunks) {
    received += chunk.length;
    yield chunk;
  }
  if (received !== length) throw new IncompleteBody();
}

async function* hashed(chunks: AsyncIterable<Uint8Array>, sha256: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
  const computed = hash.digest('hex');
  if (computed !== sha256) throw new ContentSha256Mismatch(sha256, computed);
}
