import type { ByteRange } from '../../../objects/object-bodies.ts';
import { S3Error } from './errors.ts';

/**
 * The bytes that a Range header asks for of `size`; undefined where it asks for none that S3 understands, which stands for all.
 *
 * Throws InvalidRange where there are none of those bytes. Source: RFC 9110, "Range requests"; S3 gives one range only.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const found = header === undefined ? null : /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  const [, first = '', last = ''] = found ?? [];
  if (found === null || (first === '' && last === '')) return undefined;
  if (first === '') {
    const length = Math.min(Number(last), size);
    if (length === 0) throw invalidRange(header ?? '', size);
    return { start: size - length, end: size };
  }
  const start = Number(first);
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= size) throw invalidRange(header ?? '', size);
  return { start, end: last === '' ? size : Math.min(Number(last) + 1, size) };
}

/** As the answer says it: `bytes 0-9/100`. */
export function contentRange({ start, end }: ByteRange, size: number): string {
  return `bytes ${start}-${end - 1}/${size}`;
}

function invalidRange(header: string, size: number): S3Error {
  return new S3Error({
    code: 'InvalidRange',
    status: 416,
    message: 'The requested range is not satisfiable',
    members: { RangeRequested: header, ActualObjectSize: size },
  });
}
