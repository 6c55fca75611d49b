import { createHash, hash } from 'node:crypto';
import type { ChunkSigner } from '../sigv4/chunk-signer.ts';
import { InvalidSignatureException } from '../sigv4/signature-errors.ts';
import { ByteReader } from './byte-reader.ts';
import { IncompleteBody } from './payload-errors.ts';

export interface ChunkedBody {
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Bytes of the content, as `x-amz-decoded-content-length` has them. */
  readonly length: number;
  /** What the chunks are signed with; undefined where nobody asks. */
  readonly signer: ChunkSigner | undefined;
  /** Told of every header behind the chunks, its name in small letters. */
  readonly onTrailer: (name: string, value: string) => void;
}

/** Bytes of the line before a chunk: its length and its signature. */
const headBytesMax = 256;
/** Bytes of a header behind the chunks, and how many there may be. */
const trailerBytesMax = 1024;
const trailersMax = 20;

/**
 * The content of an "aws-chunked" body: `1000;chunk-signature=…`, the bytes, and so on until a chunk of none, behind which
 * headers may stand.
 *
 * Throws IncompleteBody where it is not what it says, and InvalidSignatureException. Content comes before its signature was
 * seen: who takes it keeps it from view until all of it has come.
 */
export async function* decodeAwsChunked(body: ChunkedBody): AsyncGenerator<Uint8Array> {
  const { signer, onTrailer } = body;
  const reader = new ByteReader(body.chunks);
  let left = body.length;
  try {
    for (;;) {
      const { length, signature } = headOf(await reader.line(headBytesMax));
      if (length > left) throw new IncompleteBody(wrongLength);
      left -= length;
      const content = signer === undefined ? undefined : createHash('sha256');
      for (let rest = length; rest > 0; ) {
        const piece = await reader.some(rest);
        rest -= piece.length;
        content?.update(piece);
        yield piece;
      }
      if (signer !== undefined && content !== undefined) {
        if (signature === undefined) throw new InvalidSignatureException();
        signer.verifyChunk(content.digest('hex'), signature);
      }
      if (length === 0) break;
      if ((await reader.line(0)) !== '') throw new IncompleteBody(malformed);
    }
    if (left > 0) throw new IncompleteBody(wrongLength);
    await readTrailers(reader, signer, onTrailer);
  } finally {
    await reader.close();
  }
}

const malformed = 'The body is not what the aws-chunked encoding says it must be';
const wrongLength = 'The body does not have the number of bytes that x-amz-decoded-content-length says';

interface ChunkHead {
  readonly length: number;
  readonly signature: string | undefined;
}

function headOf(line: string): ChunkHead {
  const [size = '', ...extensions] = line.split(';');
  if (!/^[\da-fA-F]{1,12}$/.test(size)) throw new IncompleteBody(malformed);
  const signature = extensions.find((extension) => extension.startsWith('chunk-signature='));
  return { length: Number.parseInt(size, 16), signature: signature?.slice('chunk-signature='.length) };
}

async function readTrailers(
  reader: ByteReader,
  signer: ChunkSigner | undefined,
  onTrailer: ChunkedBody['onTrailer'],
): Promise<void> {
  let signed = '';
  for (let count = 0; count < trailersMax; count += 1) {
    // Some clients leave out the empty line at the end.
    const line = (await reader.isAtEnd()) ? '' : await reader.line(trailerBytesMax);
    if (line === '') {
      if (signed !== '' && signer !== undefined) throw new InvalidSignatureException();
      return;
    }
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (colon < 1) throw new IncompleteBody(malformed);
    if (name === 'x-amz-trailer-signature') {
      signer?.verifyTrailer(hash('sha256', signed, 'hex'), value);
      return;
    }
    signed += `${name}:${value}\n`;
    onTrailer(name, value);
  }
  throw new IncompleteBody(malformed);
}
