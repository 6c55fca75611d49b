import { isJsonArray, isJsonObject, type Json } from '../../base/json.ts';

/*
 * AWS evaluates JSONPath states in Java, and three habits of Java's collections show in its answers: the order in which
 * a HashMap or HashSet gives its entries, what `toString` makes of maps and lists, and how numbers are spelled.
 */

/** The positions of `hashes` in the order a Java HashMap that they were added to one by one gives them. */
export function hashOrder(hashes: readonly number[]): readonly number[] {
  let size = 16;
  while (hashes.length > size * 0.75) size *= 2;
  const mask = size - 1;
  return hashes
    .map((hash, position) => ({ bucket: (hash ^ (hash >>> 16)) & mask, position }))
    .sort((left, right) => left.bucket - right.bucket || left.position - right.position)
    .map(({ position }) => position);
}

/** The members of an object in the order of a Java HashMap. */
export function inHashOrder<T>(members: readonly T[], nameOf: (member: T) => string): readonly T[] {
  const order = hashOrder(members.map((member) => textHash(nameOf(member))));
  return order.map((position) => members[position] as T);
}

/** `String.hashCode`. */
export function textHash(text: string): number {
  let hash = 0;
  for (let index = 0; index < text.length; index += 1) hash = (hash * 31 + text.charCodeAt(index)) | 0;
  return hash;
}

/** `Object.hashCode` of the value that a JSON parser makes of `value`. */
export function javaHash(value: Json): number {
  if (value === null) return 0;
  if (typeof value === 'string') return textHash(value);
  if (typeof value === 'boolean') return value ? 1231 : 1237;
  if (typeof value === 'number') return numberHash(value);
  if (isJsonArray(value))
    return value.reduce<number>((hash, member) => (hash * 31 + javaHash(member)) | 0, 1);
  return Object.entries(value).reduce(
    (hash, [name, member]) => (hash + (textHash(name) ^ javaHash(member))) | 0,
    0,
  );
}

function numberHash(value: number): number {
  if (Number.isSafeInteger(value)) {
    if (value === (value | 0)) return value | 0;
    const high = Math.floor(value / 2 ** 32);
    return ((value - high * 2 ** 32) ^ high) | 0;
  }
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  return bits.getInt32(0) ^ bits.getInt32(4);
}

/** What `String.valueOf` makes of `value`: `{name=value, …}` of an object, `[value, …]` of an array. */
export function javaText(value: Json): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  if (isJsonArray(value)) return `[${value.map(javaText).join(', ')}]`;
  if (!isJsonObject(value)) return String(value);
  const members = Object.entries(value).map(([name, member]) => `${name}=${javaText(member)}`);
  return `{${members.join(', ')}}`;
}

/** Whole numbers in digits; others as `Double.toString`, with an exponent below 10^-3 and from 10^7 on. */
function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value + 0);
  const size = Math.abs(value);
  if (size >= 1e-3 && size < 1e7) return String(value);
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
}
