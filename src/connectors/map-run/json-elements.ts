/** A member of an array or object, as text. */
export interface JsonElement {
  /** The member's name as JSON text; undefined for what an array holds. */
  readonly key: Uint8Array | undefined;
  readonly value: Uint8Array;
}

/** What is wrong with a text. */
export class JsonProblem extends Error {}

const space = 0x20;
const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const backslash = 0x5c;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

export function isSpace(byte: number): boolean {
  return byte === space || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Finds the end of one value that comes in chunks; it looks only for where it ends. */
export interface ValueEnd {
  /** Where in `chunk` the value has ended that goes on at `at`; -1 where it goes on behind the chunk. */
  find(chunk: Uint8Array, at: number): number;
}

export function createValueEnd(): ValueEnd {
  let depth = 0;
  let kind: 'unknown' | 'scalar' | 'nested' = 'unknown';
  let inText = false;
  let isEscaped = false;
  return {
    find(chunk, start) {
      const { length } = chunk;
      for (let at = start; at < length; at += 1) {
        const byte = chunk[at] as number;
        if (inText) {
          if (isEscaped) isEscaped = false;
          else if (byte === backslash) isEscaped = true;
          else if (byte === quote) {
            inText = false;
            if (depth === 0) return at + 1;
          }
        } else if (kind === 'scalar') {
          if (byte === comma || byte === closeBracket || byte === closeBrace || isSpace(byte)) return at;
        } else if (byte === quote) {
          inText = true;
        } else if (byte === openBrace || byte === openBracket) {
          depth += 1;
          kind = 'nested';
        } else if (byte === closeBrace || byte === closeBracket) {
          depth -= 1;
          if (depth === 0) return at + 1;
          if (depth < 0) throw new JsonProblem('a bracket closes what none opened');
        } else if (kind === 'unknown') {
          kind = 'scalar';
        }
      }
      return -1;
    },
  };
}

/** Takes what an array or object holds, from behind its opening bracket, in chunks. */
export interface JsonElements {
  /** The elements that this chunk, from `at` on, completes. */
  take(chunk: Uint8Array, at: number): JsonElement[];
  /** Whether the closing bracket was found. */
  readonly isEnd: boolean;
  /** Bytes of the element that is not complete. */
  readonly pendingBytes: number;
}

type Expected = 'first' | 'element' | 'colon' | 'value' | 'separator' | 'nothing';

export function createJsonElements(opening: number): JsonElements {
  const isObject = opening === openBrace;
  const closing = isObject ? closeBrace : closeBracket;
  let expected: Expected = 'first';
  let key: Uint8Array | undefined;
  let isKey = false;
  let end: ValueEnd | undefined;
  let parts: Uint8Array[] = [];
  let pendingBytes = 0;

  /** The text of the value at `at`, where it is complete, and where it ends. */
  function valueAt(
    chunk: Uint8Array,
    at: number,
  ): { readonly text: Uint8Array; readonly at: number } | undefined {
    end ??= createValueEnd();
    const found = end.find(chunk, at);
    if (found === -1) {
      parts.push(chunk.subarray(at));
      pendingBytes += chunk.length - at;
      return undefined;
    }
    end = undefined;
    const part = chunk.subarray(at, found);
    const text = parts.length === 0 ? part : Buffer.concat([...parts, part]);
    if (parts.length > 0) parts = [];
    pendingBytes = 0;
    return { text, at: found };
  }

  return {
    take(chunk, start) {
      const elements: JsonElement[] = [];
      let at = start;
      while (at < chunk.length) {
        if (end !== undefined) {
          const value = valueAt(chunk, at);
          if (value === undefined) break;
          at = value.at;
          if (isKey) {
            key = value.text;
            expected = 'colon';
          } else {
            elements.push({ key, value: value.text });
            expected = 'separator';
          }
          continue;
        }
        const byte = chunk[at] as number;
        if (isSpace(byte)) {
          at += 1;
          continue;
        }
        switch (expected) {
          case 'separator':
          case 'first':
            if (byte === closing) {
              expected = 'nothing';
              return elements;
            }
            if (expected === 'separator') {
              if (byte !== comma) throw unexpected(byte);
              at += 1;
              expected = 'element';
              break;
            }
            expected = 'element';
            break;
          case 'element':
            if (isObject && byte !== quote) throw unexpected(byte);
            isKey = isObject;
            end = createValueEnd();
            break;
          case 'colon':
            if (byte !== colon) throw unexpected(byte);
            at += 1;
            expected = 'value';
            break;
          case 'value':
            isKey = false;
            end = createValueEnd();
            break;
          case 'nothing':
            return elements;
        }
      }
      return elements;
    },
    get isEnd() {
      return expected === 'nothing';
    },
    get pendingBytes() {
      return pendingBytes;
    },
  };
}

function unexpected(byte: number): JsonProblem {
  return new JsonProblem(`unexpected ${JSON.stringify(String.fromCharCode(byte))}`);
}
