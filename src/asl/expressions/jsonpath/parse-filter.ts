import type { Json } from '../../../base/json.ts';
import type { Cursor } from './cursor.ts';
import { depthMax, parseQuoted } from './parse-text.ts';
import {
  type FilterOperator,
  filterOperators,
  type Operand,
  type PathCall,
  type PathOperand,
  type Predicate,
  type Step,
} from './path.ts';
import { parseRegularExpression } from './regular-expression.ts';

/** Parses what follows a path's root; a parameter, because a path holds filters and a filter holds paths. */
export type ParseSteps = (
  cursor: Cursor,
  stops: string,
) => { readonly steps: readonly Step[]; readonly calls: readonly PathCall[] };

/** What ends a path within a filter. */
const stops = '=!<>~&|,)]}';

/** The condition at the cursor: `||` binds least, then `&&`, then `!`. Throws SyntaxProblem. */
export function parsePredicate(cursor: Cursor, parseSteps: ParseSteps, depth: number): Predicate {
  if (depth > depthMax) cursor.fail(`nested more than ${depthMax} levels`);
  const terms = [parseConjunction(cursor, parseSteps, depth)];
  cursor.skipSpace();
  while (cursor.accept('||')) {
    terms.push(parseConjunction(cursor, parseSteps, depth));
    cursor.skipSpace();
  }
  return only(terms) ?? { kind: 'Or', terms };
}

function parseConjunction(cursor: Cursor, parseSteps: ParseSteps, depth: number): Predicate {
  const terms = [parseTerm(cursor, parseSteps, depth)];
  cursor.skipSpace();
  while (cursor.accept('&&')) {
    terms.push(parseTerm(cursor, parseSteps, depth));
    cursor.skipSpace();
  }
  return only(terms) ?? { kind: 'And', terms };
}

function only(terms: readonly Predicate[]): Predicate | undefined {
  return terms.length === 1 ? terms[0] : undefined;
}

function parseTerm(cursor: Cursor, parseSteps: ParseSteps, depth: number): Predicate {
  cursor.skipSpace();
  if (cursor.accept('!')) {
    if (depth > depthMax) cursor.fail(`nested more than ${depthMax} levels`);
    return { kind: 'Not', term: parseTerm(cursor, parseSteps, depth + 1) };
  }
  if (cursor.accept('(')) {
    const predicate = parsePredicate(cursor, parseSteps, depth + 1);
    cursor.skipSpace();
    cursor.expect(')');
    return predicate;
  }
  return parseComparison(cursor, parseSteps, depth);
}

function parseComparison(cursor: Cursor, parseSteps: ParseSteps, depth: number): Predicate {
  const left = parseOperand(cursor, parseSteps, depth);
  cursor.skipSpace();
  if (cursor.accept('=~')) {
    cursor.skipSpace();
    return { kind: 'Match', value: left, pattern: parseRegularExpression(cursor) };
  }
  const operator = parseOperator(cursor);
  if (operator !== undefined) {
    cursor.skipSpace();
    return { kind: 'Comparison', operator, left, right: parseRightOperand(cursor, parseSteps, depth) };
  }
  if (left.kind === 'Path') return { kind: 'Exists', path: left };
  return cursor.fail('expected an operator');
}

function parseOperator(cursor: Cursor): FilterOperator | undefined {
  if (cursor.accept('===')) return '==';
  if (cursor.accept('!==')) return '!=';
  const token = cursor.match(/[=!<>]=|[<>]|[A-Za-z]+/y)?.toLowerCase();
  if (token === undefined) return undefined;
  const operator = filterOperators.find((known) => known === token);
  return operator ?? cursor.fail(`no such operator '${token}'`);
}

/** A path from `@` or `$`, or a literal, at the cursor. Throws SyntaxProblem. */
export function parseOperand(cursor: Cursor, parseSteps: ParseSteps, depth: number): Operand {
  cursor.skipSpace();
  if (cursor.peek() === '@' || cursor.peek() === '$') return parsePathOperand(cursor, parseSteps);
  return { kind: 'Literal', value: parseLiteral(cursor, depth) };
}

/**
 * What an operator compares with; a text may then do without quotes, as in `[?(@.Name==Receipt)]`. Jayway took it so before
 * its version 2.1, and AWS still does: its own samples rely on it.
 */
function parseRightOperand(cursor: Cursor, parseSteps: ParseSteps, depth: number): Operand {
  const word = cursor.match(/[\p{L}_][\p{L}\p{N}_.:/+-]*/uy);
  if (word === undefined) return parseOperand(cursor, parseSteps, depth);
  const isName = word === 'true' || word === 'false' || word === 'null';
  return { kind: 'Literal', value: isName ? (JSON.parse(word) as Json) : word };
}

function parsePathOperand(cursor: Cursor, parseSteps: ParseSteps): PathOperand {
  const from = cursor.peek() === '@' ? 'Item' : 'Document';
  cursor.position += 1;
  return { kind: 'Path', from, ...parseSteps(cursor, stops) };
}

function parseLiteral(cursor: Cursor, depth: number): Json {
  if (depth > depthMax) cursor.fail(`nested more than ${depthMax} levels`);
  const character = cursor.peek();
  if (character === "'" || character === '"') return parseQuoted(cursor);
  if (character === '[') return parseList(cursor, depth + 1);
  const word = cursor.match(/true\b|false\b|null\b/y);
  if (word !== undefined) return JSON.parse(word) as Json;
  const digits = cursor.match(/-?\d+(\.\d+)?([eE][+-]?\d+)?/y);
  return digits === undefined ? cursor.fail('expected a value') : Number(digits);
}

function parseList(cursor: Cursor, depth: number): Json {
  cursor.expect('[');
  const members: Json[] = [];
  cursor.skipSpace();
  while (!cursor.accept(']')) {
    if (members.length > 0) cursor.expect(',');
    cursor.skipSpace();
    members.push(parseLiteral(cursor, depth));
    cursor.skipSpace();
  }
  return members;
}
