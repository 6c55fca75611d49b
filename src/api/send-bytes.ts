import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Logger } from 'pino';
import { type ByteSource, readBytes } from '../objects/byte-source.ts';

/** An answer's status and headers, but for its length. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Bytes that are read ahead of a client. */
const readAheadBytes = 512 * 1024;

/** Bytes that are sent in one piece with the headers, which costs far less than a stream. */
const wholeBytesMax = 64 * 1024;

/** Sends an answer whose body is `bytes`, as fast as the client takes them. */
export async function sendBytes(
  response: ServerResponse,
  { status, headers }: AnswerHead,
  { bytes, log }: { readonly bytes: ByteSource; readonly log: Logger },
): Promise<void> {
  const allHeaders = { ...headers, 'content-length': bytes.length };
  try {
    if (bytes.length <= wholeBytesMax) {
      const whole = await readBytes(bytes, wholeBytesMax);
      response.writeHead(status, allHeaders).end(whole);
      return;
    }
    response.writeHead(status, allHeaders);
    const chunks = Readable.from(bytes.chunks(), { objectMode: false, highWaterMark: readAheadBytes });
    await pipeline(chunks, response);
  } catch (error) {
    // Nothing can be said any more to a client that has a part of its answer, only that the rest is missing.
    if (!isHangUp(error)) log.error({ err: error }, 'an answer could not be sent to its end');
    response.destroy();
  }
}

function isHangUp(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'EPIPE';
}
