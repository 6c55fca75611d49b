import type { Failure } from '../../base/failure.ts';
import { textOf } from './byte-lines.ts';
import { decompressed } from './decompressed.ts';
import { itemReaderFailed } from './item-failure.ts';
import { type ItemRun, itemBytesMax, itemTooLarge, runOf } from './item-run.ts';
import { createJsonBytes, type JsonBytes } from './json-bytes.ts';
import { createJsonElements, type JsonElement, JsonProblem } from './json-elements.ts';
import { parseItem } from './jsonl-items.ts';
import type { Item } from './map-run-data.ts';
import type { StoredObject } from './stored-object.ts';

/** Bytes before the items that `ItemsPointer` points to. Source: Developer Guide, "ItemReader (Map)". */
const pointedBytesMax = 16 * 1024 * 1024;

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;

/**
 * What the array or object holds that a JSON file is, or that stands in it where `pointer` says. The file is never held whole, and
 * only read as far as its items go.
 */
export async function* jsonRuns(
  object: StoredObject,
  pointer: string | undefined,
): AsyncGenerator<ItemRun, void, undefined> {
  const { url } = object;
  const toItem = ({ key, value }: JsonElement): Item => {
    const item = { value: parseItem(value, url) };
    return key === undefined ? item : { key: String(parseItem(key, url)), ...item };
  };
  const bytes = createJsonBytes(withoutMark(decompressed(object)));
  try {
    const opening = await enter(bytes, pointerTokens(pointer));
    if (opening !== openBracket && opening !== openBrace) throw notIterable();
    bytes.pass();
    const elements = createJsonElements(opening);
    for await (const chunk of bytes.rest()) {
      const found = elements.take(chunk, 0);
      if (found.some(({ value }) => value.length > itemBytesMax) || elements.pendingBytes > itemBytesMax)
        throw itemTooLarge(url);
      if (found.length > 0) yield runOf(found, toItem);
      if (elements.isEnd) return;
    }
    throw new JsonProblem('it ends before its items do');
  } catch (thrown) {
    if (!(thrown instanceof JsonProblem)) throw thrown;
    throw itemReaderFailed(`${url} is not a JSON file: ${thrown.message}`);
  } finally {
    await bytes.close();
  }
}

/** Recorded, of items that are handed over in a test of the state. */
function notIterable(): Failure {
  return itemReaderFailed(
    'Attempting to map over non-iterable node, expected the item reader to provide an array.',
  );
}

async function* withoutMark(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  let isStart = true;
  for await (const chunk of chunks) {
    const hasMark = isStart && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
    isStart = false;
    yield hasMark ? chunk.subarray(3) : chunk;
  }
}

/** Source: RFC 6901. Throws a Failure for what is no JSON Pointer. */
export function pointerTokens(pointer: string | undefined): readonly string[] {
  if (pointer === undefined || pointer === '') return [];
  if (!pointer.startsWith('/')) throw itemReaderFailed(`The ItemsPointer ${pointer} is not a JSON Pointer.`);
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** The first byte of the value that `tokens` lead to, where `bytes` stand then. Throws a Failure where they lead nowhere. */
async function enter(bytes: JsonBytes, tokens: readonly string[]): Promise<number> {
  let opening = await bytes.peek();
  for (const token of tokens) {
    const isThere =
      opening === openBrace
        ? await enterMember(bytes, token)
        : opening === openBracket && (await enterElement(bytes, token));
    if (!isThere) throw itemReaderFailed(`The file has nothing at the ItemsPointer /${tokens.join('/')}.`);
    opening = await bytes.peek();
    if (bytes.position > pointedBytesMax) throw tooFar();
  }
  return opening;
}

async function enterMember(bytes: JsonBytes, name: string): Promise<boolean> {
  for (;;) {
    bytes.pass();
    if ((await bytes.peek()) !== quote) return false;
    const key = await bytes.readValue(pointedBytesMax);
    if (key === undefined) throw tooFar();
    if ((await bytes.peek()) !== colon) throw new JsonProblem('a member has no value');
    bytes.pass();
    await bytes.peek();
    if (memberName(key) === name) return true;
    if (!(await bytes.skipValue(pointedBytesMax))) throw tooFar();
    if ((await bytes.peek()) !== comma) return false;
  }
}

function memberName(key: Uint8Array): unknown {
  try {
    return JSON.parse(textOf(key));
  } catch (thrown) {
    throw new JsonProblem(String(Object(thrown).message));
  }
}

async function enterElement(bytes: JsonBytes, token: string): Promise<boolean> {
  if (!/^(?:0|[1-9]\d*)$/.test(token)) return false;
  bytes.pass();
  for (let index = 0; index < Number(token); index += 1) {
    if ((await bytes.peek()) === closeBracket) return false;
    if (!(await bytes.skipValue(pointedBytesMax))) throw tooFar();
    if ((await bytes.peek()) !== comma) return false;
    bytes.pass();
  }
  const first = await bytes.peek();
  return first !== closeBracket && first !== -1;
}

function tooFar(): Failure {
  return itemReaderFailed(
    'The items that the ItemsPointer points to must begin within the first 16 MB of the file.',
  );
}
