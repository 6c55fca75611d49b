import { Failure } from '../../base/failure.ts';
import type { JsonObject } from '../../base/json.ts';
import { type ServiceAnswer, ServiceError, ServiceUnreachable, type Session } from '../connector.ts';
import { itemReaderFailed, refusalText } from './item-failure.ts';

/** An object of a bucket, read in ranges that must all be of the content it was opened with. */
export interface StoredObject {
  /** `s3://bucket/key`. */
  readonly url: string;
  readonly key: string;
  readonly size: number;
  /** Its ETag. */
  readonly version: string | undefined;
  /** All its bytes, in chunks that are read when they are asked for, and one ahead. */
  chunks(): AsyncIterable<Uint8Array>;
  slice(start: number, end: number): Promise<Uint8Array<ArrayBuffer>>;
}

export interface Opening {
  /** What `version` must be. */
  readonly expectedVersion?: string | undefined;
  /** How much of it is read at once, and kept for the first reader. */
  readonly firstBytes?: number;
}

/** Source: Developer Guide, "ItemReader (Map)". */
export const fileBytesMax = 10 * 1024 ** 3;

const rangeBytes = 4 * 1024 * 1024;
const attemptsMax = 3;

/**
 * The object that GetObject's `parameters` name. Its first bytes are read.
 *
 * Rejects with a Failure, here and in reading.
 */
export async function openObject(
  session: Session,
  parameters: JsonObject,
  { expectedVersion, firstBytes = rangeBytes }: Opening = {},
): Promise<StoredObject> {
  const { Bucket: bucket, Key: key } = parameters;
  if (typeof bucket !== 'string' || typeof key !== 'string')
    throw itemReaderFailed('The ItemReader must name the Bucket and the Key of an object.');
  const url = `s3://${bucket}/${key}`;
  const read = createRangeReader(session, parameters, url);
  const first = await read({ start: 0, end: firstBytes, version: expectedVersion });
  const { size, version } = first;
  if (size > fileBytesMax)
    throw itemReaderFailed(`${url} has ${size} bytes, more than the maximum file size of 10 GB.`);
  let kept: Uint8Array<ArrayBuffer> | undefined = first.bytes;

  async function readRange(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    const { bytes } = await read({ start, end, version });
    if (bytes.length !== end - start)
      throw itemReaderFailed(`Reading ${url} failed: S3 gave ${bytes.length} of ${end - start} bytes.`);
    return bytes;
  }

  async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    let start = kept?.length ?? 0;
    let chunk = kept;
    kept = undefined;
    let next = nextChunk();
    function nextChunk(): Promise<Uint8Array<ArrayBuffer>> | undefined {
      if (start >= size) return undefined;
      const from = start;
      start = Math.min(size, from + rangeBytes);
      const reading = readRange(from, start);
      // Whoever stops reading early never asks for it.
      reading.catch(() => undefined);
      return reading;
    }
    if (chunk !== undefined && chunk.length > 0) yield chunk;
    while (next !== undefined) {
      chunk = await next;
      next = nextChunk();
      yield chunk;
    }
  }

  async function slice(start: number, end: number): Promise<Uint8Array<ArrayBuffer>> {
    if (end - start <= rangeBytes) return start === end ? new Uint8Array(0) : readRange(start, end);
    const whole = new Uint8Array(end - start);
    for (let from = start; from < end; from += rangeBytes) {
      whole.set(await readRange(from, Math.min(end, from + rangeBytes)), from - start);
    }
    return whole;
  }

  return { url, key, size, version, chunks, slice };
}

interface Range {
  readonly start: number;
  /** Before which it ends. */
  readonly end: number;
  readonly version: string | undefined;
}

interface ReadRange {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The whole object's. */
  readonly size: number;
  readonly version: string | undefined;
}

function createRangeReader(session: Session, parameters: JsonObject, url: string) {
  return async ({ start, end, version }: Range): Promise<ReadRange> => {
    const input = { ...parameters, ...(version !== undefined && { IfMatch: version }) };
    try {
      const ranged = { ...input, Range: `bytes=${start}-${end - 1}` };
      return readRangeOf(url, version, await get(session, ranged, end - start));
    } catch (thrown) {
      if (thrown instanceof Failure) throw thrown;
      if (thrown instanceof ServiceError && thrown.status === 412) throw changed(url);
      // No range lies in an object without bytes.
      if (!(thrown instanceof ServiceError && thrown.status === 416 && start === 0))
        throw itemReaderFailed(`Reading ${url} failed: ${refusalText(thrown)}`);
    }
    try {
      return readRangeOf(url, version, await get(session, input, 0));
    } catch (thrown) {
      if (thrown instanceof Failure) throw thrown;
      throw itemReaderFailed(`Reading ${url} failed: ${refusalText(thrown)}`);
    }
  };
}

/** The AWS SDK repeats calls that got no answer, but not those whose answer broke off within the body. */
async function get(session: Session, input: JsonObject, bodyBytesMax: number): Promise<ServiceAnswer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await session.request('s3', 'GetObject', input, { bodyBytesMax });
    } catch (thrown) {
      const isWorthRepeating = thrown instanceof ServiceUnreachable && thrown.attemptCount > 0;
      if (!isWorthRepeating || attempt === attemptsMax) throw thrown;
    }
  }
}

function readRangeOf(url: string, expected: string | undefined, { output, body }: ServiceAnswer): ReadRange {
  const { ETag: tag, ContentRange: range, ContentLength: length } = output;
  const version = typeof tag === 'string' ? tag : undefined;
  if (expected !== undefined && version !== undefined && version !== expected) throw changed(url);
  const bytes = new Uint8Array(
    body?.buffer ?? new ArrayBuffer(0),
    body?.byteOffset ?? 0,
    body?.byteLength ?? 0,
  );
  const whole = typeof range === 'string' ? /\/(\d+)$/.exec(range)?.[1] : undefined;
  const size = whole === undefined ? Number(length ?? bytes.length) : Number(whole);
  if (whole === undefined && bytes.length !== size)
    throw itemReaderFailed(`Reading ${url} failed: the S3 that is called does not know the header Range.`);
  return { bytes: bytes as Uint8Array<ArrayBuffer>, size, version };
}

function changed(url: string): Failure {
  return itemReaderFailed(`${url} is not what it was when the Map Run began to read it.`);
}
