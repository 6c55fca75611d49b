import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
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
 * Throws RequestEntityTooLargeException once more than `bytesMax` bytes have come, and ConnectionLost where the client
 * went away before the end.
 */
export function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  if (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined) {
    return Promise.resolve(nothing);
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) {
        request.removeAllListeners('data');
        request.pause();
        reject(new RequestEntityTooLargeException(bytesMax));
        return;
      }
      chunks.push(chunk);
    });
    request.on('end', () => resolve(join(chunks)));
    request.on('error', () => reject(new ConnectionLost()));
    // Every request closes; only for one that did not end is it worth an error with its stack.
    request.on('close', () => {
      if (!request.readableEnded) reject(new ConnectionLost());
    });
  });
}

/**
 * Reads and throws away what is left of a refused body, so that a client which is still sending sees the answer in place
 * of a reset connection. False where that is more than `bytesMax` bytes.
 */
export function discardBody(request: IncomingMessage, bytesMax: number): Promise<boolean> {
  if (request.readableEnded || request.destroyed) return Promise.resolve(true);
  return new Promise((resolve) => {
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > bytesMax) resolve(false);
    });
    request.on('end', () => resolve(true));
    request.on('error', () => resolve(false));
    request.on('close', () => resolve(false));
    request.resume();
  });
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
