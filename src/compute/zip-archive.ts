import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import { InvalidParameterValueException } from './errors.ts';

/** One file, directory or symbolic link of an archive, its name checked to stay inside the archive's root. */
export interface ZipEntry {
  /** Segments of the path, without `.`, `..` or empty ones. */
  readonly path: readonly string[];
  readonly kind: 'file' | 'directory' | 'symlink';
  readonly isExecutable: boolean;
  /** Size once unpacked, as declared; reading the entry holds it to that. */
  readonly bytes: number;
  readonly compressedBytes: number;
  readonly isDeflated: boolean;
  readonly crc32: number;
  readonly localHeaderOffset: number;
}

/** Bytes of all unpacked files of one function. Source: Developer Guide, "Lambda quotas". */
export const unzippedBytesMax = 250 * 1024 * 1024;
/** Entries of one archive; a bound of ours. */
export const zipEntryCountMax = 20_000;

const endRecordSignature = 0x06054b50;
const endRecordBytes = 22;
const commentBytesMax = 0xffff;
const entrySignature = 0x02014b50;
const entryBytes = 46;
const localHeaderSignature = 0x04034b50;
const localHeaderBytes = 30;

/**
 * The entries of `archive`, from its central directory, where a later entry replaces an earlier one of its name.
 *
 * Nothing is unpacked yet. Throws InvalidParameterValueException for what is no ZIP archive, is encrypted, is ZIP64,
 * reaches outside its root, or is larger than a function may be.
 *
 * Source: PKWARE, ".ZIP File Format Specification".
 */
export function parseZip(archive: Buffer): readonly ZipEntry[] {
  const end = findEndRecord(archive);
  const count = archive.readUInt16LE(end + 10);
  if (count === 0) throw new InvalidParameterValueException('Uploaded file must be a non-empty zip');
  if (count > zipEntryCountMax) throw unzipFailure();
  const entries = new Map<string, ZipEntry>();
  let unzippedBytes = 0;
  let offset = archive.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (offset + entryBytes > end || archive.readUInt32LE(offset) !== entrySignature) throw unzipFailure();
    const nameBytes = archive.readUInt16LE(offset + 28);
    const next =
      offset + entryBytes + nameBytes + archive.readUInt16LE(offset + 30) + archive.readUInt16LE(offset + 32);
    if (next > end) throw unzipFailure();
    const name = archive.toString('utf8', offset + entryBytes, offset + entryBytes + nameBytes);
    const entry = parseEntry(archive, offset, name);
    unzippedBytes += entry.bytes;
    if (unzippedBytes >= unzippedBytesMax) {
      throw new InvalidParameterValueException(
        `Unzipped size must be smaller than ${unzippedBytesMax} bytes`,
      );
    }
    if (entry.path.length > 0) entries.set(entry.path.join('/'), entry);
    offset = next;
  }
  return [...entries.values()];
}

/** Lambda's answer to an archive that it cannot read. */
export function unzipFailure(): InvalidParameterValueException {
  return new InvalidParameterValueException(
    'Could not unzip uploaded file. Please check your file, then try to upload again.',
  );
}

function findEndRecord(archive: Buffer): number {
  const last = archive.length - endRecordBytes;
  const first = Math.max(0, last - commentBytesMax);
  for (let offset = last; offset >= first; offset -= 1) {
    if (archive.readUInt32LE(offset) === endRecordSignature) return offset;
  }
  throw unzipFailure();
}

function parseEntry(archive: Buffer, offset: number, name: string): ZipEntry {
  const isEncrypted = (archive.readUInt16LE(offset + 8) & 1) === 1;
  const method = archive.readUInt16LE(offset + 10);
  const compressedBytes = archive.readUInt32LE(offset + 20);
  const bytes = archive.readUInt32LE(offset + 24);
  const isStored = method === 0;
  if (isEncrypted || !(isStored || method === 8)) throw unzipFailure();
  if (isStored && bytes !== compressedBytes) throw unzipFailure();
  const mode = unixMode(archive, offset);
  return {
    path: parsePath(name),
    kind: entryKind(mode, name),
    isExecutable: (mode & 0o111) !== 0,
    bytes,
    compressedBytes,
    isDeflated: !isStored,
    crc32: archive.readUInt32LE(offset + 16),
    localHeaderOffset: archive.readUInt32LE(offset + 42),
  };
}

/** The file mode that archivers on Unix and macOS record, 0 for archives from elsewhere. */
function unixMode(archive: Buffer, offset: number): number {
  const madeOn = archive.readUInt8(offset + 5);
  return madeOn === 3 || madeOn === 19 ? archive.readUInt16LE(offset + 40) : 0;
}

function parsePath(name: string): readonly string[] {
  if (name.startsWith('/') || /^[A-Za-z]:[\\/]/.test(name) || name.includes('\0')) throw unzipFailure();
  const segments = name.split('/').filter((segment) => segment !== '' && segment !== '.');
  if (segments.some((segment) => segment === '..' || segment.split('\\').includes('..')))
    throw unzipFailure();
  return segments;
}

function entryKind(mode: number, name: string): ZipEntry['kind'] {
  switch (mode & 0o170000) {
    case 0o120000:
      return 'symlink';
    case 0o040000:
      return 'directory';
    case 0o100000:
    case 0:
      return name.endsWith('/') ? 'directory' : 'file';
    default:
      throw unzipFailure();
  }
}

const inflate = promisify(inflateRaw);

/**
 * The content of `entry`: exactly as many bytes as it declared, with the checksum it declared.
 *
 * Throws InvalidParameterValueException where that is not what the archive holds; inflating stops at the declared size.
 */
export async function readZipEntry(archive: Buffer, entry: ZipEntry): Promise<Buffer> {
  const header = entry.localHeaderOffset;
  if (header + localHeaderBytes > archive.length || archive.readUInt32LE(header) !== localHeaderSignature) {
    throw unzipFailure();
  }
  const start =
    header + localHeaderBytes + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const stored = archive.subarray(start, start + entry.compressedBytes);
  if (stored.length !== entry.compressedBytes) throw unzipFailure();
  const content = entry.isDeflated ? await inflateAtMost(stored, entry.bytes) : stored;
  if (content.length !== entry.bytes || crc32(content) !== entry.crc32) throw unzipFailure();
  return content;
}

async function inflateAtMost(deflated: Buffer, bytesMax: number): Promise<Buffer> {
  try {
    return await inflate(deflated, { maxOutputLength: Math.max(1, bytesMax) });
  } catch {
    throw unzipFailure();
  }
}
