import { gzipSync } from 'node:zlib';

/** A column whose values are all there. Integers are 64 bits wide; days are a date. */
export type ParquetColumn =
  | { readonly name: string; readonly type: 'integer'; readonly values: readonly bigint[] }
  | { readonly name: string; readonly type: 'text' | 'bytes'; readonly values: readonly string[] }
  | { readonly name: string; readonly type: 'day'; readonly values: readonly number[] }
  | { readonly name: string; readonly type: 'boolean'; readonly values: readonly boolean[] };

const physicalTypes = { boolean: 0, day: 1, integer: 2, bytes: 6, text: 6 };
const convertedTypes: Readonly<Record<string, number>> = { text: 0, day: 6 };
const uncompressed = 0;
const gzip = 2;

/** A Parquet file with one plain page for each column of each row group. Source: the Apache Parquet format. */
export function aParquetFile(
  groups: readonly (readonly ParquetColumn[])[],
  claimedGroupBytes?: number,
): Buffer {
  const pieces: Buffer[] = [Buffer.from('PAR1')];
  let offset = 4;
  const rowGroups = groups.map((columns, groupIndex) => {
    let bytes = 0;
    const chunks = columns.map((column) => {
      const codec = groupIndex % 2 === 0 ? uncompressed : gzip;
      const plain = plainValues(column);
      const page = codec === gzip ? gzipSync(plain) : plain;
      const count = column.values.length;
      const header = struct(
        [1, i32(0)],
        [2, i32(plain.length)],
        [3, i32(page.length)],
        [5, struct([1, i32(count)], [2, i32(0)], [3, i32(3)], [4, i32(3)])],
      );
      const at = offset;
      pieces.push(header.bytes, page);
      offset += header.bytes.length + page.length;
      bytes += offset - at;
      const metadata = struct(
        [1, i32(physicalTypes[column.type])],
        [2, list(i32(0))],
        [3, list(text(column.name))],
        [4, i32(codec)],
        [5, i64(count)],
        [6, i64(header.bytes.length + plain.length)],
        [7, i64(offset - at)],
        [9, i64(at)],
      );
      return struct([2, i64(at)], [3, metadata]);
    });
    const rows = columns[0]?.values.length ?? 0;
    return struct([1, list(...chunks)], [2, i64(claimedGroupBytes ?? bytes)], [3, i64(rows)]);
  });
  const columns = groups[0] ?? [];
  const schema = [
    struct([4, text('schema')], [5, i32(columns.length)]),
    ...columns.map(({ name, type }) => {
      const converted = convertedTypes[type];
      return struct(
        [1, i32(physicalTypes[type])],
        [3, i32(0)],
        [4, text(name)],
        ...(converted === undefined ? [] : [[6, i32(converted)] as const]),
      );
    }),
  ];
  const rows = groups.reduce((sum, [column]) => sum + (column?.values.length ?? 0), 0);
  const footer = struct([1, i32(1)], [2, list(...schema)], [3, i64(rows)], [4, list(...rowGroups)]).bytes;
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.length);
  return Buffer.concat([...pieces, footer, length, Buffer.from('PAR1')]);
}

function plainValues(column: ParquetColumn): Buffer {
  switch (column.type) {
    case 'integer':
      return Buffer.from(BigInt64Array.from(column.values).buffer);
    case 'day':
      return Buffer.from(Int32Array.from(column.values).buffer);
    case 'boolean': {
      const bits = Buffer.alloc(Math.ceil(column.values.length / 8));
      column.values.forEach((value, index) => {
        if (value) bits[index >> 3] = (bits[index >> 3] ?? 0) | (1 << (index & 7));
      });
      return bits;
    }
    default:
      return Buffer.concat(
        column.values.map((value) => {
          const bytes = Buffer.from(value);
          const length = Buffer.alloc(4);
          length.writeUInt32LE(bytes.length);
          return Buffer.concat([length, bytes]);
        }),
      );
  }
}

/** A value in Thrift's compact protocol, and the number of its type. */
interface Thrift {
  readonly type: number;
  readonly bytes: Buffer;
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

function i32(value: number): Thrift {
  return { type: 5, bytes: varint(BigInt(value) * 2n) };
}

function i64(value: number): Thrift {
  return { type: 6, bytes: varint(BigInt(value) * 2n) };
}

function text(value: string): Thrift {
  return { type: 8, bytes: Buffer.concat([varint(BigInt(Buffer.byteLength(value))), Buffer.from(value)]) };
}

function list(...members: readonly Thrift[]): Thrift {
  const type = members[0]?.type ?? 12;
  const header =
    members.length < 15
      ? Buffer.from([(members.length << 4) | type])
      : Buffer.concat([Buffer.from([0xf0 | type]), varint(BigInt(members.length))]);
  return { type: 9, bytes: Buffer.concat([header, ...members.map(({ bytes }) => bytes)]) };
}

/** Fields in the order of their numbers, each at most 15 after the one before. */
function struct(...fields: readonly (readonly [number, Thrift])[]): Thrift {
  let last = 0;
  const bytes = fields.map(([id, value]) => {
    const header = Buffer.from([((id - last) << 4) | value.type]);
    last = id;
    return Buffer.concat([header, value.bytes]);
  });
  return { type: 12, bytes: Buffer.concat([...bytes, Buffer.of(0)]) };
}
