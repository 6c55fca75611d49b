import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { BodyBudget } from './overload/body-budget.ts';
import { throttledBy } from './overload/throttled.ts';
import {
  RequestEntityTooLargeException,
  SerializationException,
  UnsupportedMediaTypeException,
} from './protocol/errors.ts';

const unzip = promisify(gunzip);

const nothing = Buffer.alloc(0);

/** Throws RequestEntityTooLargeException for a request that says its body has more than `bytesMax` bytes. */
export function refuseLargeBody(request: IncomingMessage, bytesMax: number): void {
  const stated = request.headers['content-length'];
  if (stated !== undefined && Number(stated) > bytesMax) throw new RequestEntityTooLargeException(bytesMax);
}

/**
 * The body of `request` as sent, in one piece.
 *
 * Throws RequestEntityTooLargeException once more than `bytesMax` bytes have come, ConnectionLost where the client went away
 * before the end, and RequestTimedOut where the end takes longer than `milliseconds` to come. Its bytes are taken from the
 * budget; whoever gets it gives them back.
 */
export function readBody(
  request: IncomingMessage,
  { bytesMax, milliseconds, budget, service }: HeldBodyBounds,
): Promise<Buffer> {
  if (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined) {
    return Promise.resolve(nothing);
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const give = (reason: Error) => {
      clearTimeout(late);
      budget.give(bytes);
      bytes = 0;
      chunks.length = 0;
      request.removeAllListeners('data');
      reject(reason);
    };
    const late = setTimeout(() => give(new RequestTimedOut()), milliseconds);
    request.on('data', (chunk: Buffer) => {
      if (bytes + chunk.length > bytesMax) {
        request.pause();
        give(new RequestEntityTooLargeException(bytesMax));
        return;
      }
      if (!budget.take(chunk.length, bytes)) {
        request.pause();
        give(throttledBy(service));
        return;
      }
      bytes += chunk.length;
      chunks.push(chunk);
    });
    request.on('end', () => {
      clearTimeout(late);
      resolve(join(chunks));
    });
    request.on('error', () => give(new ConnectionLost()));
    // Every request closes; only for one that did not end is it worth an error with its stack.
    request.on('close', () => {
      clearTimeout(late);
      if (!request.readableEnded) give(new ConnectionLost());
    });
  });
}

/**
 * Reads and throws away what is left of a refused body, so that a client which is still sending sees the answer in place
 * of a reset connection. False where that is more than `bytesMax` bytes, or takes longer than `milliseconds`.
 */
export function discardBody(
  request: IncomingMessage,
  { bytesMax, milliseconds }: BodyBounds,
): Promise<boolean> {
  if (request.complete || request.destroyed) return Promise.resolve(true);
  return new Promise((resolve) => {
    let bytes = 0;
    const late = setTimeout(() => resolve(false), milliseconds);
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) resolve(false);
    });
    request.on('end', () => resolve(true));
    request.on('error', () => resolve(false));
    request.on('close', () => {
      clearTimeout(late);
      resolve(false);
    });
    request.resume();
  });
}

/** How much of a body is read, and for how long. */
export interface BodyBounds {
  readonly bytesMax: number;
  readonly milliseconds: number;
}

export interface HeldBodyBounds extends BodyBounds {
  readonly budget: BodyBudget;
  /** In whose words a body is refused that there is no room for. */
  readonly service: string | undefined;
}

/** The client takes too long to send its request: it is told, and its connection closed. */
export class RequestTimedOut extends Error {
  override readonly name = 'RequestTimedOut';
}

/** The client went away in the middle of its request: there is nobody to answer. */
export class ConnectionLost extends Error {
  override readonly name = 'ConnectionLost';
}

/** A body as the protocol reads it: decompressed where the request says it is gzip, to at most `bytesMax` bytes. */
export async function contentOf(request: IncomingMessage, body: Buffer, bytesMax: number): Promise<Buffer> {
  const encoding = request.headers['content-encoding'];
  if (encoding === undefined || encoding === 'identity' || encoding === '') return body;
  if (encoding !== 'gzip') {
    throw new UnsupportedMediaTypeException(`Content-Encoding ${encoding} is not supported.`);
  }
  try {
    return await unzip(body, { maxOutputLength: bytesMax });
  } catch (error) {
    if (error instanceof RangeError) throw new RequestEntityTooLargeException(bytesMax);
    throw new SerializationException('The request body is not valid gzip.');
  }
}

function join(chunks: readonly Buffer[]): Buffer {
  const [first = nothing] = chunks;
  return chunks.length === 1 ? first : Buffer.concat(chunks);
}
