import type { Json } from '../../../base/json.ts';
import { Cursor } from '../jsonpath/cursor.ts';
import { parsePathAt } from '../jsonpath/parse-path.ts';
import type { Path } from '../jsonpath/path.ts';
import { intrinsics } from './index.ts';
import type { Intrinsic } from './intrinsic.ts';

/** An intrinsic function's call taken apart. */
export interface IntrinsicCall {
  readonly kind: 'Call';
  readonly intrinsic: Intrinsic;
  readonly arguments: readonly IntrinsicArgument[];
  /** As the definition has it. */
  readonly text: string;
}

export type IntrinsicArgument =
  | IntrinsicCall
  | { readonly kind: 'Path'; readonly path: Path }
  /** `braced` is a text whose escaped braces still are escaped, as States.Format needs it. */
  | { readonly kind: 'Literal'; readonly value: Json; readonly braced: Json };

/** Calls within calls. Source: Developer Guide, "Intrinsic functions". */
const nestingMax = 10;

/** The whole of `text` as a call. Throws SyntaxProblem. */
export function parseIntrinsic(text: string): IntrinsicCall {
  const cursor = new Cursor(text);
  const call = parseCall(cursor, 1);
  if (!cursor.isAtEnd) cursor.fail('unexpected text after the function');
  return call;
}

function parseCall(cursor: Cursor, depth: number): IntrinsicCall {
  if (depth > nestingMax) cursor.fail(`functions nested more than ${nestingMax} levels`);
  const start = cursor.position;
  const name = cursor.match(/States\.[A-Za-z0-9]+/y) ?? cursor.fail('expected an intrinsic function');
  const intrinsic = intrinsics.get(name) ?? cursor.fail(`no such function '${name}'`);
  cursor.expect('(');
  cursor.skipSpace();
  const parsed: IntrinsicArgument[] = [];
  while (!cursor.accept(')')) {
    if (parsed.length > 0) cursor.expect(',');
    cursor.skipSpace();
    parsed.push(parseArgument(cursor, depth));
    cursor.skipSpace();
  }
  return { kind: 'Call', intrinsic, arguments: parsed, text: cursor.text.slice(start, cursor.position) };
}

function parseArgument(cursor: Cursor, depth: number): IntrinsicArgument {
  const character = cursor.peek();
  if (character === '$') return { kind: 'Path', path: parsePathAt(cursor, ',)') };
  if (character === "'") return parseText(cursor);
  if (character === 'S') return parseCall(cursor, depth + 1);
  const word = cursor.match(/(true|false|null)(?![A-Za-z0-9_])|-?\d+(\.\d+)?([eE][+-]?\d+)?/y);
  const value =
    word === undefined ? cursor.fail('expected an argument') : (JSON.parse(normalize(word)) as Json);
  return { kind: 'Literal', value, braced: value };
}

/** JSON knows no leading zeros. */
function normalize(word: string): string {
  return word.replace(/^(-?)0+(?=\d)/, '$1');
}

/** A text in single quotes, in which a backslash stands before a quote, a brace or a backslash only. */
function parseText(cursor: Cursor): IntrinsicArgument {
  cursor.expect("'");
  let value = '';
  let braced = '';
  while (!cursor.accept("'")) {
    if (cursor.isAtEnd) cursor.fail('unterminated text');
    const escaped = cursor.accept('\\');
    const character = cursor.peek();
    if (escaped && !"'\\{}".includes(character)) cursor.fail(`unsupported escape '\\${character}'`);
    value += character;
    braced += escaped && character !== "'" ? `\\${character}` : character;
    cursor.position += 1;
  }
  return { kind: 'Literal', value, braced };
}
