import type { AsyncBuffer, FileMetaData, ParquetParsers } from 'hyparquet';
import { Failure } from '../../base/failure.ts';
import type { Json } from '../../base/json.ts';
import { itemReaderFailed } from './item-failure.ts';
import type { ItemRun } from './item-run.ts';
import type { Item } from './map-run-data.ts';
import type { StoredObject } from './stored-object.ts';

/** Source: Developer Guide, "ItemReader (Map)". */
const rowGroupBytesMax = 256 * 1024 * 1024;
const footerBytesMax = 5 * 1024 * 1024;

/** The length of the footer and the mark behind it. */
const footerEndBytes = 8;

/** The rows of a Parquet file, each an object by column. One row group is in memory at a time. */
export async function* parquetRuns(object: StoredObject): AsyncGenerator<ItemRun, void, undefined> {
  const { url } = object;
  const file: AsyncBuffer = {
    byteLength: object.size,
    slice: async (start, end = object.size) => bufferOf(await object.slice(start, end)),
  };
  const metadata = await readMetadata(object, file);
  let rowStart = 0;
  for (const group of metadata.row_groups) {
    const bytes = Number(group.total_byte_size);
    if (bytes > rowGroupBytesMax)
      throw itemReaderFailed(
        `${url} has a row group of ${bytes} bytes, more than the maximum size of 256 MB.`,
      );
    const first = rowStart;
    const length = Number(group.num_rows);
    rowStart += length;
    yield {
      length,
      items: async (skipped) =>
        itemsOf(
          await readRows(object, { file, metadata, rowStart: first + skipped, rowEnd: first + length }),
        ),
    };
  }
}

async function readMetadata({ url, size, slice }: StoredObject, file: AsyncBuffer): Promise<FileMetaData> {
  const end = size < footerEndBytes ? undefined : Buffer.from(await slice(size - footerEndBytes, size));
  if (end?.toString('latin1', 4) !== 'PAR1') throw itemReaderFailed(`${url} is not a Parquet file.`);
  const footerBytes = end.readUInt32LE(0);
  if (footerBytes > footerBytesMax)
    throw itemReaderFailed(
      `${url} has a footer of ${footerBytes} bytes, more than the maximum size of 5 MB.`,
    );
  try {
    const { parquetMetadataAsync } = await import('hyparquet');
    return await parquetMetadataAsync(file, { parsers, geoparquet: false });
  } catch (thrown) {
    throw unreadable(url, thrown);
  }
}

interface Rows {
  readonly file: AsyncBuffer;
  readonly metadata: FileMetaData;
  readonly rowStart: number;
  readonly rowEnd: number;
}

async function readRows(
  { url }: StoredObject,
  rows: Rows,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  if (rows.rowStart === rows.rowEnd) return [];
  try {
    // Few servers ever read such a file.
    const [{ parquetReadObjects }, { compressors }] = await Promise.all([
      import('hyparquet'),
      import('hyparquet-compressors'),
    ]);
    return await parquetReadObjects({ ...rows, compressors, parsers, geoparquet: false });
  } catch (thrown) {
    throw unreadable(url, thrown);
  }
}

function unreadable(url: string, thrown: unknown): Failure {
  if (thrown instanceof Failure) return thrown;
  return itemReaderFailed(`Reading the Parquet file ${url} failed: ${String(Object(thrown).message)}`);
}

function* itemsOf(rows: readonly Readonly<Record<string, unknown>>[]): Generator<Item, void, undefined> {
  for (const row of rows) yield { value: toJson(row) };
}

/** Days are written as dates. Points in time come as Dates, and are written in ISO 8601. */
const parsers: Partial<ParquetParsers> = {
  dateFromDays: (days) => new Date(days * 24 * 60 * 60 * 1000).toISOString().slice(0, 10),
};

function toJson(value: unknown): Json {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'bigint':
      return Number(value);
    case 'number':
      return Number.isFinite(value) ? value : null;
    case 'object':
      return value === null ? null : objectToJson(value);
    default:
      return null;
  }
}

function objectToJson(value: object): Json {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(toJson);
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as Iterable<unknown>, toJson);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toJson(member)]));
}

function bufferOf(bytes: Uint8Array<ArrayBuffer>): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = bytes;
  return byteLength === buffer.byteLength ? buffer : buffer.slice(byteOffset, byteOffset + byteLength);
}
