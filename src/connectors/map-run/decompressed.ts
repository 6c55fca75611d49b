import { Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { Failure } from '../../base/failure.ts';
import { itemReaderFailed } from './item-failure.ts';
import { fileBytesMax, type StoredObject } from './stored-object.ts';
import { cutOff, piecesOfFrames, ZstdFrames } from './zstd-frames.ts';

/**
 * The bytes of `object`, without the compression that its name tells: `.gz`, `.gzip`, `.zst` or `.zstd`.
 *
 * Source: Developer Guide, "ItemReader (Map)".
 */
export function decompressed(object: StoredObject): AsyncIterable<Uint8Array> {
  const [, extension] = /\.(gz|gzip|zst|zstd)$/i.exec(object.key) ?? [];
  switch (extension?.toLowerCase()) {
    case 'gz':
    case 'gzip':
      return through(object, object.chunks(), zlib.createGunzip({ chunkSize }));
    case 'zst':
    case 'zstd':
      return createZstd === undefined
        ? wholeZstd(object)
        : through(object, piecesOfFrames(object.chunks()), createZstd({ chunkSize }));
    default:
      return object.chunks();
  }
}

const chunkSize = 256 * 1024;

/** Node.js has it since 22.15. */
const createZstd = (zlib as { createZstdDecompress?: (options: { readonly chunkSize: number }) => Transform })
  .createZstdDecompress;

async function* through(
  object: StoredObject,
  chunks: AsyncIterable<Uint8Array>,
  decompress: Transform,
): AsyncGenerator<Uint8Array, void, undefined> {
  const compressed = Readable.from(chunks);
  compressed.on('error', (error) => decompress.destroy(error));
  compressed.pipe(decompress);
  let bytes = 0;
  try {
    for await (const chunk of decompress) {
      bytes += chunk.length;
      if (bytes > fileBytesMax) break;
      yield chunk;
    }
  } catch (thrown) {
    throw thrown instanceof Failure ? thrown : undecompressed(object, String(Object(thrown).message));
  } finally {
    compressed.destroy();
  }
  if (bytes > fileBytesMax) throw undecompressed(object, 'it has more than the maximum file size of 10 GB');
}

/** Without Node.js's own, files are decompressed in memory, up to this size. */
const zstdBytesMax = 128 * 1024 * 1024;

async function* wholeZstd(object: StoredObject): AsyncGenerator<Uint8Array, void, undefined> {
  if (object.size === 0) return;
  const needed = 'this version of Node.js has no streaming zstd (22.15 has), and the file';
  if (object.size > zstdBytesMax) throw undecompressed(object, `${needed} has ${object.size} bytes`);
  const compressed = await object.slice(0, object.size);
  let whole: Uint8Array;
  try {
    const frames = new ZstdFrames();
    frames.take(compressed);
    if (!frames.isBetween) throw new Error(cutOff);
    const { contentSize } = frames;
    if (contentSize === undefined || contentSize > zstdBytesMax)
      throw new Error(`${needed} decompresses to ${contentSize ?? 'an unknown number of'} bytes`);
    const { decompressZstd } = await import('hyparquet-compressors');
    whole = decompressZstd(compressed);
  } catch (thrown) {
    throw undecompressed(object, String(Object(thrown).message));
  }
  yield whole;
}

function undecompressed({ url }: StoredObject, reason: string): Failure {
  return itemReaderFailed(`Decompressing ${url} failed: ${reason}`);
}
