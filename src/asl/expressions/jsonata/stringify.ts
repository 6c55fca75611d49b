import type { Evaluation } from './evaluation.ts';
import { JsonataError } from './jsonata-error.ts';
import { isNumeric } from './truth.ts';
import { isCallable, isMembers, type Value } from './value.ts';

/** `value` as `$string` writes it: texts as they are, anything else as JSON; undefined for nothing. */
export function stringify(value: Value, evaluation: Evaluation, indented = false): string | undefined {
  if (typeof value === 'string' || value === undefined) return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new JsonataError('D3001', { value });
    return String(rounded(value));
  }
  if (value === null || typeof value === 'boolean') return String(value);
  if (isCallable(value)) return '';
  const writer = new JsonWriter(evaluation, indented);
  writer.write(Array.isArray(value) && value.document === true ? value[0] : value, '\n');
  return writer.text;
}

/** Fifteen digits, so that what arithmetic adds at the end does not show. */
export function rounded(value: number): number {
  return Number.isInteger(value) && Math.abs(value) < 1e15 ? value : Number(value.toPrecision(15));
}

class JsonWriter {
  text = '';
  readonly #evaluation: Evaluation;
  readonly #isIndented: boolean;

  constructor(evaluation: Evaluation, isIndented: boolean) {
    this.#evaluation = evaluation;
    this.#isIndented = isIndented;
  }

  /** `lineStart` is a line break and the indentation of the line that `value` stands in. */
  write(value: Value, lineStart: string): void {
    if (Array.isArray(value)) this.#writeArray(value, lineStart);
    else if (isMembers(value)) this.#writeObject(value, lineStart);
    else this.#add(scalarText(value));
  }

  #writeArray(values: readonly Value[], lineStart: string): void {
    if (values.length === 0) {
      this.#add('[]');
      return;
    }
    const inner = `${lineStart}  `;
    values.forEach((value, index) => {
      this.#separate(index === 0 ? '[' : ',', inner);
      this.write(value, inner);
    });
    this.#separate('', lineStart);
    this.#add(']');
  }

  #writeObject(members: { readonly [name: string]: Value }, lineStart: string): void {
    const names = Object.keys(members).filter((name) => members[name] !== undefined);
    if (names.length === 0) {
      this.#add('{}');
      return;
    }
    const inner = `${lineStart}  `;
    names.forEach((name, index) => {
      this.#separate(index === 0 ? '{' : ',', inner);
      this.#add(JSON.stringify(name));
      this.#add(this.#isIndented ? ': ' : ':');
      this.write(members[name], inner);
    });
    this.#separate('', lineStart);
    this.#add('}');
  }

  #separate(mark: string, lineStart: string): void {
    this.#add(mark);
    if (this.#isIndented) this.#add(lineStart);
  }

  #add(part: string): void {
    this.#evaluation.holdText(this.text.length, part.length);
    this.text += part;
  }
}

function scalarText(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (isCallable(value)) return '""';
  if (isNumeric(value)) return String(rounded(value));
  return typeof value === 'boolean' ? String(value) : 'null';
}
