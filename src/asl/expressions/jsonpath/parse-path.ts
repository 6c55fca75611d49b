import { Cursor } from './cursor.ts';
import { parseOperand, parsePredicate } from './parse-filter.ts';
import { depthMax, parseQuoted } from './parse-text.ts';
import {
  type Operand,
  type Path,
  type PathCall,
  type PathFunctionName,
  type PathRoot,
  pathFunctionNames,
  type Step,
} from './path.ts';

/** The whole of `text` as a path. Throws SyntaxProblem. */
export function parsePath(text: string): Path {
  const cursor = new Cursor(text);
  const path = parsePathAt(cursor, '');
  if (!cursor.isAtEnd) cursor.fail('unexpected text after the path');
  return path;
}

/** The path at the cursor, up to one of `stops`, white space or the end. Throws SyntaxProblem. */
export function parsePathAt(cursor: Cursor, stops: string): Path {
  const start = cursor.position;
  const root = parseRoot(cursor);
  const { steps, calls } = parseSteps(cursor, stops);
  return { text: cursor.text.slice(start, cursor.position), root, steps, calls };
}

function parseRoot(cursor: Cursor): PathRoot {
  cursor.expect('$');
  if (cursor.accept('$')) return { kind: 'Context' };
  const name = cursor.match(/[\p{ID_Start}_][\p{ID_Continue}]*/uy);
  return name === undefined ? { kind: 'Data' } : { kind: 'Variable', name };
}

/** What follows a root: steps, then functions. */
export function parseSteps(
  cursor: Cursor,
  stops: string,
): { readonly steps: readonly Step[]; readonly calls: readonly PathCall[] } {
  const steps: Step[] = [];
  const calls: PathCall[] = [];
  while (!cursor.isAtEnd && !isStop(cursor.peek(), stops)) {
    if (steps.length + calls.length >= depthMax) cursor.fail(`more than ${depthMax} steps`);
    const next = parseNext(cursor, stops);
    if ('arguments' in next) calls.push(next);
    else if (calls.length > 0) cursor.fail('a function must end its path');
    else steps.push(next);
  }
  return { steps, calls };
}

function parseNext(cursor: Cursor, stops: string): Step | PathCall {
  if (cursor.accept('..')) {
    const step = cursor.peek() === '[' ? parseBracket(cursor) : parseName(cursor, stops);
    if ('arguments' in step) return step;
    return step.kind === 'Descent' ? cursor.fail("'..' may not repeat") : { kind: 'Descent', step };
  }
  if (cursor.accept('.')) return cursor.peek() === '[' ? parseBracket(cursor) : parseName(cursor, stops);
  if (cursor.peek() === '[') return parseBracket(cursor);
  return cursor.fail("expected '.' or '['");
}

function parseName(cursor: Cursor, stops: string): Step | PathCall {
  if (cursor.accept('*')) return { kind: 'Wildcard' };
  const start = cursor.position;
  while (!cursor.isAtEnd && !'.[('.includes(cursor.peek()) && !isStop(cursor.peek(), stops)) {
    cursor.position += 1;
  }
  const name = cursor.text.slice(start, cursor.position);
  if (name === '') cursor.fail('expected a name');
  return cursor.peek() === '(' ? parseCall(cursor, name) : { kind: 'Property', name };
}

function isStop(character: string, stops: string): boolean {
  return stops.includes(character) || /\s/.test(character);
}

function parseCall(cursor: Cursor, name: string): PathCall {
  if (!isPathFunctionName(name)) cursor.fail(`no such function '${name}'`);
  cursor.expect('(');
  const operands: Operand[] = [];
  cursor.skipSpace();
  while (!cursor.accept(')')) {
    if (operands.length > 0) cursor.expect(',');
    cursor.skipSpace();
    operands.push(parseOperand(cursor, parseSteps, 0));
    cursor.skipSpace();
  }
  return { name, arguments: operands };
}

function isPathFunctionName(name: string): name is PathFunctionName {
  return (pathFunctionNames as readonly string[]).includes(name);
}

function parseBracket(cursor: Cursor): Step {
  cursor.expect('[');
  cursor.skipSpace();
  const step = parseBracketed(cursor);
  cursor.skipSpace();
  cursor.expect(']');
  return step;
}

function parseBracketed(cursor: Cursor): Step {
  if (cursor.accept('*')) return { kind: 'Wildcard' };
  if (cursor.peek() === '?') return parseFilter(cursor);
  if (cursor.peek() === "'" || cursor.peek() === '"') return parseNames(cursor);
  return parseIndexes(cursor);
}

function parseFilter(cursor: Cursor): Step {
  const start = cursor.position;
  cursor.expect('?');
  cursor.skipSpace();
  cursor.expect('(');
  const predicate = parsePredicate(cursor, parseSteps, 0);
  cursor.skipSpace();
  cursor.expect(')');
  return { kind: 'Filter', predicate, text: `[${cursor.text.slice(start, cursor.position)}]` };
}

function parseNames(cursor: Cursor): Step {
  const names = [parseQuoted(cursor)];
  cursor.skipSpace();
  while (cursor.accept(',')) {
    cursor.skipSpace();
    names.push(parseQuoted(cursor));
    cursor.skipSpace();
  }
  const [name] = names;
  return names.length === 1 && name !== undefined
    ? { kind: 'Property', name }
    : { kind: 'Properties', names };
}

function parseIndexes(cursor: Cursor): Step {
  const first = parseInteger(cursor);
  cursor.skipSpace();
  if (cursor.peek() === ':') return parseSlice(cursor, first);
  if (first === undefined) cursor.fail('expected an index, a name in quotes, a slice or a filter');
  const indexes = [first];
  while (cursor.accept(',')) {
    cursor.skipSpace();
    indexes.push(parseInteger(cursor) ?? cursor.fail('expected an index'));
    cursor.skipSpace();
  }
  return indexes.length === 1 ? { kind: 'Index', index: first } : { kind: 'Indexes', indexes };
}

function parseSlice(cursor: Cursor, from: number | undefined): Step {
  cursor.expect(':');
  cursor.skipSpace();
  const to = parseInteger(cursor);
  cursor.skipSpace();
  if (!cursor.accept(':')) return { kind: 'Slice', from, to, by: 1 };
  cursor.skipSpace();
  const by = parseInteger(cursor) ?? 1;
  if (by < 1) cursor.fail('a slice goes forward');
  return { kind: 'Slice', from, to, by };
}

function parseInteger(cursor: Cursor): number | undefined {
  const digits = cursor.match(/-?\d{1,10}/y);
  return digits === undefined ? undefined : Number(digits);
}
