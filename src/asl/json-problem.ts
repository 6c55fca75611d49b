import { assert } from '../base/assert.ts';

/** Why a text is not JSON, in the words and with the position that AWS's parser gives. */
export interface JsonProblem {
  readonly message: string;
  /** `[Source: (String)"…"; line: 1, column: 4]` */
  readonly location: string;
}

/** What the parser itself bounds: objects and arrays inside one another. */
export const nestingDepthMax = 1000;

/**
 * The first problem of `text`, or undefined where it is JSON.
 *
 * A second, slow reading of a text that JSON.parse refused: it only serves the error message. AWS reads definitions and
 * inputs with Jackson, whose messages name the character, what was expected, and the position behind it.
 */
export function findJsonProblem(text: string): JsonProblem | undefined {
  const reader = new JsonReader(text);
  try {
    reader.readDocument();
    return undefined;
  } catch (problem) {
    if (problem instanceof Unreadable) return { message: problem.message, location: problem.location };
    throw problem;
  }
}

class Unreadable extends Error {
  readonly location: string;

  constructor(message: string, location: string) {
    super(message);
    this.location = location;
  }
}

const validValue = "JSON String, Number, Array, Object or token 'null', 'true' or 'false'";
const sourceCharactersMax = 500;

interface Container {
  readonly type: 'Object' | 'Array';
  /** Index of its opening bracket. */
  readonly start: number;
}

class JsonReader {
  readonly #text: string;
  /** Of the next character. */
  #index = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readDocument(): void {
    const containers: Container[] = [];
    let needsValue = true;
    while (needsValue || containers.length > 0) {
      needsValue = needsValue ? this.#readValue(containers) : this.#readSeparator(containers);
    }
    this.#skipSpace();
    if (this.#index < this.#text.length) this.#failCharacter('expected the end of the text');
  }

  /** Reads a scalar whole, or the bracket that opens a container. Tells whether another value is to follow. */
  #readValue(containers: Container[]): boolean {
    this.#skipSpace();
    const character = this.#text[this.#index];
    if (character === undefined) this.#fail('No content to map due to end-of-input');
    if (character === '{' || character === '[') {
      containers.push({ type: character === '{' ? 'Object' : 'Array', start: this.#index });
      if (containers.length > nestingDepthMax) this.#failDepth(containers.length);
      this.#index += 1;
      return this.#readFirstMember(containers);
    }
    if (character === '"') this.#readString('VALUE_STRING');
    else if (/[-0-9]/.test(character)) this.#readNumber();
    else if (/[A-Za-z_$]/.test(character)) this.#readToken();
    else this.#failCharacter(`expected a valid value (${validValue})`);
    return false;
  }

  /** Whether a value is to follow; an empty container is closed instead. */
  #readFirstMember(containers: Container[]): boolean {
    const container = innermost(containers);
    this.#failAtEnd(container);
    const close = container.type === 'Object' ? '}' : ']';
    if (this.#text[this.#index] === close) {
      this.#index += 1;
      containers.pop();
      return false;
    }
    if (container.type === 'Object') this.#readFieldName(container);
    return true;
  }

  /** Whether a value is to follow; otherwise the container was closed. */
  #readSeparator(containers: Container[]): boolean {
    const container = innermost(containers);
    this.#failAtEnd(container);
    const character = this.#text[this.#index];
    const isObject = container.type === 'Object';
    if (character === '}' || character === ']') {
      if ((character === '}') !== isObject) this.#failClose(character, container);
      this.#index += 1;
      containers.pop();
      return false;
    }
    if (character !== ',') this.#failCharacter(`was expecting comma to separate ${container.type} entries`);
    this.#index += 1;
    this.#failAtEnd(container);
    if (isObject) this.#readFieldName(container);
    return true;
  }

  #readFieldName(container: Container): void {
    if (this.#text[this.#index] !== '"')
      this.#failCharacter('was expecting double-quote to start field name');
    this.#readString('field name');
    this.#failAtEnd(container);
    if (this.#text[this.#index] !== ':')
      this.#failCharacter('was expecting a colon to separate field name and value');
    this.#index += 1;
    this.#failAtEnd(container);
  }

  #readString(kind: 'VALUE_STRING' | 'field name'): void {
    this.#index += 1;
    while (true) {
      const character = this.#text[this.#index];
      if (character === undefined) {
        this.#fail(`Unexpected end-of-input ${kind === 'field name' ? 'in field name' : 'in VALUE_STRING'}`);
      }
      if (character === '"') break;
      if (character === '\\') this.#readEscape();
      else if (character < ' ') {
        this.#index += 1;
        const code = character.charCodeAt(0);
        const place = kind === 'field name' ? 'name' : 'string value';
        this.#fail(
          `Illegal unquoted character ((CTRL-CHAR, code ${code})): has to be escaped using backslash to be included in ${place}`,
        );
      }
      this.#index += 1;
    }
    this.#index += 1;
  }

  /** Leaves the index at the escape's last character. */
  #readEscape(): void {
    this.#index += 1;
    const character = this.#text[this.#index];
    if (character === undefined) this.#fail('Unexpected end-of-input in character escape sequence');
    if (character === 'u') {
      for (let digit = 0; digit < 4; digit += 1) {
        this.#index += 1;
        const hex = this.#text[this.#index];
        if (hex === undefined) this.#fail('Unexpected end-of-input in character escape sequence');
        if (!/[0-9a-fA-F]/.test(hex)) {
          this.#failCharacter('expected a hex-digit for character escape sequence');
        }
      }
    } else if (!/["\\/bfnrt]/.test(character)) {
      this.#index += 1;
      this.#fail(`Unrecognized character escape ${quoted(character)}`);
    }
  }

  #readNumber(): void {
    const number = /-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
    number.lastIndex = this.#index;
    const found = number.exec(this.#text);
    if (found === null) {
      this.#index += 1;
      this.#failCharacter('expected digit (0-9) to follow minus sign, for valid numeric value');
    }
    this.#index += found[0].length;
    const next = this.#text[this.#index];
    if (next === undefined || /[\s,\]}]/.test(next)) return;
    if (/\d/.test(next)) {
      this.#fail('Invalid numeric value: Leading zeroes not allowed');
    }
    if (next === '.') {
      this.#index += 1;
      this.#failCharacter('Decimal point not followed by a digit');
    }
    this.#failCharacter('Expected space separating root-level values');
  }

  #readToken(): void {
    const token = /[\w$]+/y;
    token.lastIndex = this.#index;
    const [name = ''] = token.exec(this.#text) ?? [];
    this.#index += name.length;
    if (name === 'true' || name === 'false' || name === 'null') return;
    this.#fail(`Unrecognized token '${name}': was expecting (${validValue})`);
  }

  #skipSpace(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#index] ?? '')) this.#index += 1;
  }

  #failAtEnd(container: Container): void {
    this.#skipSpace();
    if (this.#index >= this.#text.length) this.#failEnd(container);
  }

  #failEnd({ type, start }: Container): never {
    this.#fail(
      `Unexpected end-of-input: expected close marker for ${type} (start marker at ${this.#location(start)})`,
    );
  }

  #failClose(character: string, { type, start }: Container): never {
    this.#index += 1;
    const expected = type === 'Object' ? '}' : ']';
    this.#fail(
      `Unexpected close marker '${character}': expected '${expected}' (for ${type} starting at ${this.#location(start)})`,
    );
  }

  #failDepth(depth: number): never {
    this.#fail(`Document nesting depth (${depth}) exceeds the maximum allowed (${nestingDepthMax})`);
  }

  /** The character counts as read, so the position is the one behind it. */
  #failCharacter(expectation: string): never {
    const character = String.fromCodePoint(this.#text.codePointAt(this.#index) ?? 0);
    this.#index += 1;
    this.#fail(`Unexpected character (${quoted(character)}): ${expectation}`);
  }

  #fail(message: string): never {
    throw new Unreadable(message, this.#location(this.#index));
  }

  #location(index: number): string {
    const before = this.#text.slice(0, index);
    const line = before.split('\n').length;
    const column = index - before.lastIndexOf('\n');
    return `[Source: (String)${source(this.#text)}; line: ${line}, column: ${column}]`;
  }
}

function innermost(containers: readonly Container[]): Container {
  const container = containers.at(-1);
  assert(container !== undefined, 'an open object or array');
  return container;
}

function quoted(character: string): string {
  return `'${character}' (code ${character.codePointAt(0)})`;
}

function source(text: string): string {
  if (text.length <= sourceCharactersMax) return `"${text}"`;
  const rest = text.length - sourceCharactersMax;
  return `"${text.slice(0, sourceCharactersMax)}"[truncated ${rest} chars]`;
}
