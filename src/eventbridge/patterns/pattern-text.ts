import { findJsonProblem } from '../../asl/json-problem.ts';
import { InvalidEventPatternException } from '../errors.ts';

/** A pattern's JSON, with the places that complaints about it name. */
export type PatternNode = PatternObject | PatternArray | PatternScalar;

export interface PatternObject {
  readonly kind: 'Object';
  /** In order; a name may come twice. */
  readonly members: readonly (readonly [string, PatternNode])[];
  readonly begin: number;
  readonly end: number;
}

export interface PatternArray {
  readonly kind: 'Array';
  readonly items: readonly PatternNode[];
  readonly begin: number;
  readonly end: number;
}

export interface PatternScalar {
  readonly kind: 'Scalar';
  readonly value: Scalar;
  readonly begin: number;
  readonly end: number;
}

export type Scalar = string | number | boolean | null;

/** `text` as nodes. Throws InvalidEventPatternException where it is not JSON. */
export function readPatternText(text: string): PatternNode {
  try {
    JSON.parse(text);
  } catch {
    const { message, location } = findJsonProblem(text) ?? { message: 'Invalid JSON', location: '' };
    throw new InvalidEventPatternException(`${message}\n at ${location}`);
  }
  return new PatternReader(text).read();
}

/**
 * The complaint `reason` about a place in `text`, which is named as AWS's parser counts: a position behind what was
 * read last.
 */
export function patternProblem(text: string, reason: string, index: number): InvalidEventPatternException {
  const before = text.slice(0, index);
  const line = before.split('\n').length;
  const column = index - before.lastIndexOf('\n');
  return new InvalidEventPatternException(
    `${reason}\n at [Source: (String)"${text}"; line: ${line}, column: ${column}]`,
  );
}

const space = /\s*/y;
const string = /"(?:[^"\\]|\\.)*"/y;
const word = /[^\s,\]}]+/y;

/** Reads a text that is known to be JSON. */
class PatternReader {
  readonly #text: string;
  #index = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): PatternNode {
    this.#take(space);
    switch (this.#text[this.#index]) {
      case '{':
        return this.#readObject();
      case '[':
        return this.#readArray();
      default:
        return this.#readScalar();
    }
  }

  #readObject(): PatternObject {
    this.#index += 1;
    const begin = this.#index;
    const members: (readonly [string, PatternNode])[] = [];
    while (this.#hasMore('}')) {
      const name = JSON.parse(this.#take(string)) as string;
      this.#take(space);
      this.#index += 1;
      members.push([name, this.read()]);
    }
    return { kind: 'Object', members, begin, end: this.#index };
  }

  #readArray(): PatternArray {
    this.#index += 1;
    const begin = this.#index;
    const items: PatternNode[] = [];
    while (this.#hasMore(']')) items.push(this.read());
    return { kind: 'Array', items, begin, end: this.#index };
  }

  /** Steps over a comma, or over the bracket that closes. */
  #hasMore(close: string): boolean {
    this.#take(space);
    const character = this.#text[this.#index];
    if (character === ',' || character === close) this.#index += 1;
    this.#take(space);
    return character !== close;
  }

  /** The parser stops behind a string's opening quote, and behind any other scalar. */
  #readScalar(): PatternScalar {
    const isString = this.#text[this.#index] === '"';
    const start = this.#index;
    const value = JSON.parse(this.#take(isString ? string : word)) as Scalar;
    return { kind: 'Scalar', value, begin: isString ? start + 1 : this.#index, end: this.#index };
  }

  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#index;
    const [found = ''] = pattern.exec(this.#text) ?? [];
    this.#index += found.length;
    return found;
  }
}
