import { type ChoiceOperator, comparison } from './operator.ts';

/** Texts are ordered by their UTF-16 units, as Java orders them. */
export const stringOperators: Readonly<Record<string, ChoiceOperator>> = {
  StringEquals: string((value, expected) => value === expected),
  StringLessThan: string((value, expected) => value < expected),
  StringLessThanEquals: string((value, expected) => value <= expected),
  StringGreaterThan: string((value, expected) => value > expected),
  StringGreaterThanEquals: string((value, expected) => value >= expected),
  StringMatches: {
    against: (expected) => {
      const pieces = typeof expected === 'string' ? piecesOf(expected) : undefined;
      return (value) => typeof value === 'string' && pieces !== undefined && matches(value, pieces);
    },
    compare: undefined,
  },
};

function string(holds: (value: string, expected: string) => boolean): ChoiceOperator {
  return comparison(
    (value, expected) => typeof value === 'string' && typeof expected === 'string' && holds(value, expected),
  );
}

/** The literal texts between a pattern's wildcards. `\*` is a star and `\\` a backslash. */
function piecesOf(pattern: string): readonly string[] {
  const pieces = [''];
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    if (character === '*') {
      pieces.push('');
      continue;
    }
    const next = pattern.charAt(index + 1);
    const isEscape = character === '\\' && (next === '*' || next === '\\');
    if (isEscape) index += 1;
    pieces[pieces.length - 1] += isEscape ? next : character;
  }
  return pieces;
}

/** Each piece between the first and the last is taken where it comes first, which leaves most for those behind it. */
function matches(text: string, pieces: readonly string[]): boolean {
  const [first = '', ...rest] = pieces;
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false;
  const end = text.length - last.length;
  let position = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, position);
    if (found < 0 || found + piece.length > end) return false;
    position = found + piece.length;
  }
  return position <= end;
}
