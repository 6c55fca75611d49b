import { Readable, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { Failure } from '../../base/failure.ts';
import { itemReaderFailed } from './item-failure.ts';
import { fileBytesMax, type StoredObject } from './stored-object.ts';

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
      return through(object, zlib.createGunzip({ chunkSize }));
    case 'zst':
    case 'zstd':
      return createZstd === undefined ? wholeZstd(object) : through(object, createZstd({ chunkSize }));
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
  decompress: Transform,
): AsyncGenerator<Uint8Array, void, undefined> {
  const compressed = Readable.from(object.chunks());
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
  const size = zstdContentSize(compressed);
  if (size === undefined || size > zstdBytesMax)
    throw undecompressed(object, `${needed} decompresses to ${size ?? 'an unknown number of'} bytes`);
  let whole: Uint8Array;
  try {
    const { decompressZstd } = await import('hyparquet-compressors');
    whole = decompressZstd(compressed);
  } catch (thrown) {
    throw undecompressed(object, String(Object(thrown).message));
  }
  yield whole;
}

/**
 * What a zstd file's frames decompress to; undefined where the first does not say.
 *
 * Source: RFC 8878, section 3.1.1.1.
 */
function zstdContentSize(compressed: Uint8Array): number | undefined {
  const view = new DataView(compressed.buffer, compressed.byteOffset, compressed.byteLength);
  if (compressed.length < 5 || view.getUint32(0, true) !== 0xfd2fb528) return undefined;
  const descriptor = view.getUint8(4);
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionaryBytes = [0, 1, 2, 4][descriptor & 3] ?? 0;
  const at = 5 + (isSingleSegment ? 0 : 1) + dictionaryBytes;
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  if (at + sizeBytes > compressed.length) return undefined;
  switch (sizeBytes) {
    case 1:
      return view.getUint8(at);
    case 2:
      return view.getUint16(at, true) + 256;
    case 4:
      return view.getUint32(at, true);
    case 8:
      return Number(view.getBigUint64(at, true));
    default:
      return undefined;
  }
}

function undecompressed({ url }: StoredObject, reason: string): Failure {
  return itemReaderFailed(`Decompressing ${url} failed: ${reason}`);
}
