/** Where a value stands in the text it was read from, in UTF-16 units; `end` is the place behind it. */
export interface SourceNode {
  readonly start: number;
  readonly end: number;
  /** Of an object or an array, in the text's order; a name that is repeated is there as often. */
  readonly members: readonly SourceMember[];
}

export interface SourceMember {
  /** An element's is its index. */
  readonly name: string | number;
  /** Of the name with its quotes; of an element, where its value stands. */
  readonly nameStart: number;
  readonly nameEnd: number;
  readonly value: SourceNode;
}

/** Where everything stands in `text`, which must be JSON of a depth that may be walked. */
export function readJsonSource(text: string): SourceNode {
  return new SourceReader(text).readValue();
}

const none: readonly SourceMember[] = [];

class SourceReader {
  readonly #text: string;
  /** Of the next character. */
  #index = 0;

  constructor(text: string) {
    this.#text = text;
  }

  readValue(): SourceNode {
    this.#skipSpace();
    const start = this.#index;
    const character = this.#text[start];
    if (character === '{') return { start, members: this.#readMembers(), end: this.#index };
    if (character === '[') return { start, members: this.#readElements(), end: this.#index };
    if (character === '"') this.#skipString();
    else this.#skipWord();
    return { start, members: none, end: this.#index };
  }

  #readMembers(): readonly SourceMember[] {
    const members: SourceMember[] = [];
    while (!this.#isClosed('}')) {
      const nameStart = this.#index;
      this.#skipString();
      const nameEnd = this.#index;
      const name = JSON.parse(this.#text.slice(nameStart, nameEnd)) as string;
      this.#skipSpace();
      this.#index += 1;
      members.push({ name, nameStart, nameEnd, value: this.readValue() });
    }
    return members;
  }

  #readElements(): readonly SourceMember[] {
    const members: SourceMember[] = [];
    while (!this.#isClosed(']')) {
      const value = this.readValue();
      members.push({ name: members.length, nameStart: value.start, nameEnd: value.end, value });
    }
    return members;
  }

  /** Steps over the opening bracket or a comma, to the next member; over `bracket` where there is none. */
  #isClosed(bracket: '}' | ']'): boolean {
    this.#skipSpace();
    if (this.#text[this.#index] !== bracket) {
      this.#index += 1;
      this.#skipSpace();
    }
    if (this.#text[this.#index] !== bracket) return false;
    this.#index += 1;
    return true;
  }

  #skipString(): void {
    const { length } = this.#text;
    this.#index += 1;
    while (this.#index < length) {
      const unit = this.#text.charCodeAt(this.#index);
      this.#index += unit === backslash ? 2 : 1;
      if (unit === quote) return;
    }
  }

  #skipWord(): void {
    const word = /[^\s,\]}]*/y;
    word.lastIndex = this.#index;
    this.#index += word.exec(this.#text)?.[0].length ?? 0;
  }

  #skipSpace(): void {
    while (/[ \t\r\n]/.test(this.#text[this.#index] ?? '')) this.#index += 1;
  }
}

const backslash = '\\'.charCodeAt(0);
const quote = '"'.charCodeAt(0);
