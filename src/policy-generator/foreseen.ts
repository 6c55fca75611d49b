import type { Json } from '../base/json.ts';

/**
 * What a definition says of a value before any execution evaluates it: all of it, some of a text, the members of an object, or
 * nothing. Whatever is said holds for every execution.
 */
export type Foreseen =
  | typeof unknown
  | typeof absent
  | ForeseenText
  | ForeseenScalar
  | ForeseenArray
  | ForeseenObject;

/** It may be anything. */
export const unknown = { kind: 'Unknown' } as const;

/** It is certainly not there. */
export const absent = { kind: 'Absent' } as const;

/** A text that is one of `patterns`. */
export interface ForeseenText {
  readonly kind: 'Text';
  readonly patterns: readonly TextPattern[];
}

/** The literal pieces of a text, with something unknown between each two: `['a']` is `a`, `['a', '']` begins with `a`. */
export type TextPattern = readonly string[];

export interface ForeseenScalar {
  readonly kind: 'Scalar';
  readonly value: number | boolean | null;
}

export interface ForeseenArray {
  readonly kind: 'Array';
  readonly items: readonly Foreseen[];
}

/** Has these members and no others. */
export interface ForeseenObject {
  readonly kind: 'Object';
  readonly members: ReadonlyMap<string, Foreseen>;
}

/** Beyond these a text counts as unknown: each would be a resource of its own in a policy. */
const patternsMax = 32;

export function foreseenText(patterns: readonly TextPattern[]): Foreseen {
  const distinct = new Map(patterns.map((pattern) => [pattern.join('\0'), pattern]));
  if (distinct.size === 0 || distinct.size > patternsMax) return unknown;
  return { kind: 'Text', patterns: [...distinct.values()] };
}

/** A value that is written out, wherever it stands. */
export function foreseenLiteral(value: Json): Foreseen {
  if (typeof value === 'string') return { kind: 'Text', patterns: [[value]] };
  if (typeof value !== 'object' || value === null) return { kind: 'Scalar', value };
  if (Array.isArray(value)) return { kind: 'Array', items: value.map(foreseenLiteral) };
  const members = new Map(Object.entries(value).map(([name, member]) => [name, foreseenLiteral(member)]));
  return { kind: 'Object', members };
}

/** The member `name`; of something unknown it is unknown, of what has no members it is absent. */
export function memberOf(value: Foreseen, name: string): Foreseen {
  if (value.kind === 'Unknown') return unknown;
  return value.kind === 'Object' ? (value.members.get(name) ?? absent) : absent;
}

/** The items of an array, or undefined where they are not foreseen. */
export function itemsOf(value: Foreseen): readonly Foreseen[] | undefined {
  return value.kind === 'Array' ? value.items : undefined;
}

/** The text, where it is one and all of it is foreseen. */
export function exactText(value: Foreseen): string | undefined {
  if (value.kind !== 'Text' || value.patterns.length !== 1) return undefined;
  const [pattern = []] = value.patterns;
  return pattern.length === 1 ? pattern[0] : undefined;
}

/** What is either of two things. */
export function either(left: Foreseen, right: Foreseen): Foreseen {
  if (left.kind === 'Text' && right.kind === 'Text')
    return foreseenText([...left.patterns, ...right.patterns]);
  if (left.kind === 'Absent' && right.kind === 'Absent') return absent;
  return unknown;
}

export function isText(value: Foreseen): boolean {
  return value.kind === 'Text';
}

/** Texts that are all foreseen, each changed by `change`. */
export function textsMapped(value: Foreseen, change: (text: string) => string): Foreseen {
  if (value.kind !== 'Text' || value.patterns.some(({ length }) => length > 1)) return unknown;
  return foreseenText(value.patterns.map((pattern) => pattern.map(change)));
}

/** The piece at `index` of a text that `split` takes apart; of one with a gap, a piece that ends before it. */
export function pieceOf(
  value: Foreseen,
  split: (text: string) => readonly string[],
  index: number,
): Foreseen {
  if (value.kind !== 'Text' || !Number.isInteger(index) || index < 0) return unknown;
  const pieces: TextPattern[] = [];
  for (const [first = '', ...more] of value.patterns) {
    const parts = split(first);
    const piece = parts[index];
    if (piece === undefined || (more.length > 0 && index >= parts.length - 1)) return unknown;
    pieces.push([piece]);
  }
  return foreseenText(pieces);
}

const anything: TextPattern = ['', ''];

/** The texts of `parts` one after the other, as concatenation makes of them. */
export function concatenated(parts: readonly Foreseen[]): Foreseen {
  let patterns: readonly TextPattern[] = [['']];
  for (const part of parts) {
    const following = textPatterns(part);
    patterns = patterns.flatMap((pattern) => following.map((next) => join(pattern, next)));
    if (patterns.length > patternsMax) return unknown;
  }
  return foreseenText(patterns);
}

/** The patterns of `value` as a text; a whole number or a truth value counts as the text it becomes. */
function textPatterns(value: Foreseen): readonly TextPattern[] {
  if (value.kind === 'Text') return value.patterns;
  if (value.kind === 'Scalar' && isPlain(value.value)) return [[String(value.value)]];
  return [anything];
}

/** Whether every language spells it the same. */
function isPlain(value: ForeseenScalar['value']): boolean {
  return typeof value === 'number' ? Number.isInteger(value) && Math.abs(value) < 1e6 : value !== null;
}

function join(left: TextPattern, right: TextPattern): TextPattern {
  const seam = `${left.at(-1) ?? ''}${right[0] ?? ''}`;
  return collapse([...left.slice(0, -1), seam, ...right.slice(1)]);
}

/** Two gaps with nothing between them are one. */
function collapse(pattern: TextPattern): TextPattern {
  return pattern.filter((piece, index) => piece !== '' || index === 0 || index === pattern.length - 1);
}
