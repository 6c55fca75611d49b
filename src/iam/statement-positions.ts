/** A place in a text; lines and columns count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

export interface StatementPosition {
  readonly start: Position;
  readonly end: Position;
}

/**
 * Where each statement of a policy document stands, as the policy simulator has it: an end is the place after the statement's
 * last brace. A start is the place after what comes before the statement: the bracket of the list, or the statement before it
 * without the comma. A statement without a list starts after its own first brace (all of this is known from AWS's answers).
 *
 * `text` is a document that was parsed before.
 */
export function statementPositions(text: string): readonly StatementPosition[] {
  const scan = new Scan(text);
  const positions: StatementPosition[] = [];
  // Only the outermost object can have the member Statement that counts.
  scan.eachMember((name) => {
    if (name !== 'Statement') return scan.skipValue();
    positions.length = 0;
    if (scan.peek() === '{') {
      const start = scan.positionAfter(1);
      scan.skipValue();
      positions.push({ start, end: scan.positionAfter(0) });
      return undefined;
    }
    let start = scan.positionAfter(1);
    scan.eachItem(() => {
      scan.skipValue();
      const end = scan.positionAfter(0);
      positions.push({ start, end });
      start = end;
    });
    return undefined;
  });
  return positions;
}

/** Goes through a valid JSON text once, from the beginning. */
class Scan {
  readonly #text: string;
  #at = 0;
  #line = 1;
  /** Where the line began whose number is kept, and how far lines were counted. */
  #lineStart = 0;
  #counted = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The character that comes next, white space left out. */
  peek(): string {
    while (/\s/.test(this.#text[this.#at] ?? '')) this.#at += 1;
    return this.#text[this.#at] ?? '';
  }

  /** The place `characters` after where the scan is. */
  positionAfter(characters: number): Position {
    for (
      let newline = this.#text.indexOf('\n', this.#counted);
      newline >= 0 && newline < this.#at;
      newline = this.#text.indexOf('\n', this.#counted)
    ) {
      this.#line += 1;
      this.#lineStart = newline + 1;
      this.#counted = newline + 1;
    }
    return { line: this.#line, column: this.#at - this.#lineStart + 1 + characters };
  }

  /** Calls `visit` before the value of each member of the object that comes next; it must go past that value. */
  eachMember(visit: (name: string) => void): void {
    this.#eachWithin('{', '}', () => {
      this.peek();
      const from = this.#at;
      this.#skipString();
      const name = JSON.parse(this.#text.slice(from, this.#at)) as string;
      this.peek();
      this.#at += 1;
      this.peek();
      visit(name);
    });
  }

  /** Calls `visit` before each item of the array that comes next; it must go past that item. */
  eachItem(visit: () => void): void {
    this.#eachWithin('[', ']', visit);
  }

  skipValue(): void {
    const next = this.peek();
    if (next === '{') this.eachMember(() => this.skipValue());
    else if (next === '[') this.eachItem(() => this.skipValue());
    else if (next === '"') this.#skipString();
    else while (/[^\s,\]}]/.test(this.#text[this.#at] ?? ' ')) this.#at += 1;
  }

  #eachWithin(open: string, close: string, visit: () => void): void {
    if (this.peek() !== open) return;
    this.#at += 1;
    while (this.peek() !== close && this.#at < this.#text.length) {
      visit();
      if (this.peek() === ',') this.#at += 1;
    }
    this.#at += 1;
  }

  #skipString(): void {
    this.#at += 1;
    while (this.#at < this.#text.length && this.#text[this.#at] !== '"') {
      this.#at += this.#text[this.#at] === '\\' ? 2 : 1;
    }
    this.#at += 1;
  }
}
