import type { Cursor } from './cursor.ts';
import { type Accepts, compileProgram, type Node } from './regular-expression-program.ts';

/**
 * A regular expression of a filter (`=~ /…/i`), matched against the whole of a text as Jayway does.
 *
 * It is simulated with sets of places rather than by backtracking, so a match takes time in proportion to the text and
 * no expression can hang an execution. Backreferences and lookaround, which need backtracking, are refused.
 */
export interface RegularExpression {
  readonly source: string;
  matches(text: string): boolean;
}

interface Flags {
  readonly ignoresCase: boolean;
  readonly dotTakesLines: boolean;
}

/** The expression between slashes at the cursor, with its flags. Throws SyntaxProblem. */
export function parseRegularExpression(cursor: Cursor): RegularExpression {
  const start = cursor.position;
  const body = cursor.match(/\/((?:[^\\/]|\\.)*)\//sy);
  if (body === undefined) cursor.fail('expected a regular expression between slashes');
  const letters = cursor.match(/[a-zA-Z]*/y) ?? '';
  if (/[^isu]/.test(letters)) cursor.fail(`unsupported flags '${letters}' of a regular expression`);
  const flags = { ignoresCase: letters.includes('i'), dotTakesLines: letters.includes('s') };
  const end = cursor.position;
  cursor.position = start + 1;
  const node = parseChoice(cursor, flags, 0);
  if (cursor.peek() !== '/') cursor.fail('unbalanced regular expression');
  cursor.position = end;
  return { source: cursor.text.slice(start, end), matches: compileProgram(node, cursor) };
}

function parseChoice(cursor: Cursor, flags: Flags, depth: number): Node {
  if (depth > 32) cursor.fail('regular expression nested too deeply');
  const nodes = [parseSequence(cursor, flags, depth)];
  while (cursor.accept('|')) nodes.push(parseSequence(cursor, flags, depth));
  return { kind: 'Choice', nodes };
}

function parseSequence(cursor: Cursor, flags: Flags, depth: number): Node {
  const nodes: Node[] = [];
  while (!'|)/'.includes(cursor.peek())) nodes.push(parseRepeat(cursor, flags, depth));
  return { kind: 'Sequence', nodes };
}

function parseRepeat(cursor: Cursor, flags: Flags, depth: number): Node {
  let node = parseAtom(cursor, flags, depth);
  for (;;) {
    const token = cursor.match(/[*+?]|\{\d{1,4}(,\d{0,4})?\}/y);
    if (token === undefined) return node;
    // Lazy and possessive marks change what is captured, not whether there is a match.
    cursor.match(/[?+]/y);
    const [min, max] = repetition(token);
    if (max < min) cursor.fail('a repetition goes backward');
    node = { kind: 'Repeat', node, min, max };
  }
}

function repetition(token: string): readonly [number, number] {
  if (token === '*') return [0, Number.POSITIVE_INFINITY];
  if (token === '+') return [1, Number.POSITIVE_INFINITY];
  if (token === '?') return [0, 1];
  const [min = '0', max] = token.slice(1, -1).split(',');
  if (max === undefined) return [Number(min), Number(min)];
  return [Number(min), max === '' ? Number.POSITIVE_INFINITY : Number(max)];
}

function parseAtom(cursor: Cursor, flags: Flags, depth: number): Node {
  if (cursor.accept('^')) return { kind: 'Start' };
  if (cursor.accept('$')) return { kind: 'End' };
  if (cursor.accept('(')) {
    if (cursor.startsWith('?') && !cursor.accept('?:')) cursor.fail('lookaround is not supported');
    const node = parseChoice(cursor, flags, depth + 1);
    cursor.expect(')');
    return node;
  }
  if (cursor.peek() === '[') return { kind: 'Take', accepts: foldCase(parseClass(cursor), flags) };
  if (cursor.accept('.')) return { kind: 'Take', accepts: flags.dotTakesLines ? () => true : isNoLineBreak };
  if ('*+?'.includes(cursor.peek())) cursor.fail('nothing to repeat');
  return { kind: 'Take', accepts: foldCase(parseCharacter(cursor), flags) };
}

function isNoLineBreak(code: number): boolean {
  return code !== 10 && code !== 13 && code !== 0x85 && code !== 0x2028 && code !== 0x2029;
}

function foldCase(accepts: Accepts, { ignoresCase }: Flags): Accepts {
  if (!ignoresCase) return accepts;
  return (code) => {
    if (accepts(code)) return true;
    const character = String.fromCharCode(code);
    return accepts(character.toLowerCase().charCodeAt(0)) || accepts(character.toUpperCase().charCodeAt(0));
  };
}

function parseClass(cursor: Cursor): Accepts {
  cursor.expect('[');
  const negated = cursor.accept('^');
  const parts: Accepts[] = [];
  while (parts.length === 0 || cursor.peek() !== ']') {
    if (cursor.isAtEnd) cursor.fail('unterminated character class');
    parts.push(parseRange(cursor));
  }
  cursor.expect(']');
  const accepts: Accepts = (code) => parts.some((part) => part(code));
  return negated ? (code) => !accepts(code) : accepts;
}

function parseRange(cursor: Cursor): Accepts {
  const shorthand = parseShorthand(cursor);
  if (shorthand) return shorthand;
  const from = parseCode(cursor);
  if (cursor.peek() !== '-' || cursor.text.charAt(cursor.position + 1) === ']')
    return (code) => code === from;
  cursor.expect('-');
  const to = parseCode(cursor);
  if (to < from) cursor.fail('a character range goes backward');
  return (code) => code >= from && code <= to;
}

function parseCharacter(cursor: Cursor): Accepts {
  const shorthand = parseShorthand(cursor);
  if (shorthand) return shorthand;
  const expected = parseCode(cursor);
  return (code) => code === expected;
}

const shorthands: ReadonlyMap<string, RegExp> = new Map([
  ['d', /[0-9]/],
  ['D', /[^0-9]/],
  ['w', /[A-Za-z0-9_]/],
  ['W', /[^A-Za-z0-9_]/],
  ['s', /[ \t\n\v\f\r]/],
  ['S', /[^ \t\n\v\f\r]/],
]);

function parseShorthand(cursor: Cursor): Accepts | undefined {
  if (cursor.peek() !== '\\') return undefined;
  const members = shorthands.get(cursor.text.charAt(cursor.position + 1));
  if (members === undefined) return undefined;
  cursor.position += 2;
  return (code) => members.test(String.fromCharCode(code));
}

const escapes: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', f: '\f', v: '\v' };

function parseCode(cursor: Cursor): number {
  if (cursor.isAtEnd) cursor.fail('unterminated regular expression');
  const escaped = cursor.accept('\\');
  const character = cursor.peek();
  cursor.position += 1;
  if (!escaped) return character.charCodeAt(0);
  if (character === 'x' || character === 'u') {
    const digits = cursor.match(character === 'x' ? /[0-9A-Fa-f]{2}/y : /[0-9A-Fa-f]{4}/y);
    return Number.parseInt(digits ?? cursor.fail('expected hexadecimal digits'), 16);
  }
  const named = escapes[character];
  if (named !== undefined) return named.charCodeAt(0);
  if (/[A-Za-z0-9]/.test(character)) cursor.fail(`unsupported escape '\\${character}'`);
  return character.charCodeAt(0);
}
