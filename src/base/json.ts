/** Any value JSON can hold. Objects never carry `undefined` members. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json;
}

export function isJsonObject(value: unknown): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof SpelledNumber)
  );
}

/** `Array.isArray` for readonly arrays. */
export function isJsonArray(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/**
 * Texts of objects and arrays that were already written, so that a value which flows through many states is
 * serialized once. It also keeps the spelling of texts that came from outside: AWS passes an execution's input on
 * with the white space it arrived with.
 */
const texts = new WeakMap<object, string>();

/**
 * A whole JSON text that is a number spelled in its own way, such as `0.0`. It goes through an execution like any other
 * value, with its text; whoever looks into a value that may be one takes it by `plainJson`.
 */
class SpelledNumber extends Number {}

/** `value` to calculate and compare with: a number whatever its spelling was. */
export function plainJson(value: Json): Json {
  return value instanceof SpelledNumber ? value.valueOf() : value;
}

/** The JSON text of `value`: the text it was parsed from where that is known, compact JSON otherwise. */
export function jsonText(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const known = texts.get(value);
  if (known !== undefined) return known;
  const text = JSON.stringify(value);
  texts.set(value, text);
  return text;
}

/**
 * `text` as a value, remembering its spelling for `jsonText`.
 *
 * Throws SyntaxError where the text is not JSON.
 */
export function parseJson(text: string): Json {
  const value = spelled(JSON.parse(text) as Json, text);
  if (typeof value === 'object' && value !== null) texts.set(value, text);
  return value;
}

function spelled(value: Json, text: string): Json {
  if (typeof value !== 'number' || String(value) === text) return value;
  return new SpelledNumber(value) as unknown as Json;
}

/** An array whose text is its members' texts, each with the spelling it came with. */
export function joinJsonArray(members: readonly Json[]): readonly Json[] {
  const text = `[${members.map(jsonText).join(',')}]`;
  const array = members.map(plainJson);
  texts.set(array, text);
  return array;
}

/** Whether `text` takes more than `bytesMax` bytes as UTF-8; a text of plain size is decided by its length alone. */
export function exceedsBytes(text: string, bytesMax: number): boolean {
  if (text.length > bytesMax) return true;
  if (text.length * 3 <= bytesMax) return false;
  return utf8Length(text) > bytesMax;
}

/** How many bytes `text` takes as UTF-8; an unpaired surrogate counts as the three of U+FFFD. */
export function utf8Length(text: string): number {
  return Buffer.byteLength(text);
}

/** Whether two values are the same JSON value: members in any order, numbers by value. */
export function jsonEquals(left: Json, right: Json): boolean {
  if (left === right) return true;
  if (isJsonArray(left)) {
    if (!isJsonArray(right) || left.length !== right.length) return false;
    return left.every((member, index) => jsonEquals(member, right[index] as Json));
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  const names = Object.keys(left);
  if (names.length !== Object.keys(right).length) return false;
  return names.every(
    (name) => Object.hasOwn(right, name) && jsonEquals(left[name] as Json, right[name] as Json),
  );
}
