import { compileJsonPattern } from './json-pattern.ts';
import { compileExpression, InvalidFilterPattern, type MatchMessage } from './pattern-expression.ts';

/**
 * A filter pattern, compiled: terms (`ERROR -"not found" ?a ?b`), a regular expression (`%a+%`), or a condition on JSON
 * (`{ $.type = "TaskFailed" }`). Throws InvalidFilterPattern.
 *
 * Source: CloudWatch Logs User Guide, "Filter pattern syntax for metric filters".
 */
export function compileFilterPattern(pattern: string): MatchMessage {
  const text = pattern.trim();
  if (text === '') return () => true;
  if (text.startsWith('{')) return compileJsonPattern(text);
  if (text.startsWith('[')) {
    throw new InvalidFilterPattern('Patterns of fields in brackets are not supported by this server.');
  }
  return compileTerms(text);
}

interface Term {
  readonly sign: '' | '-' | '?';
  readonly matches: MatchMessage;
}

/** Every plain term is in it, no term with `-` is, and of those with `?` one is, where there are only such terms. */
function compileTerms(text: string): MatchMessage {
  const terms = readTerms(text);
  const wanted = terms.filter(({ sign }) => sign === '');
  const unwanted = terms.filter(({ sign }) => sign === '-');
  const optional = wanted.length === 0 ? terms.filter(({ sign }) => sign === '?') : [];
  return (message) =>
    wanted.every(({ matches }) => matches(message)) &&
    !unwanted.some(({ matches }) => matches(message)) &&
    (optional.length === 0 || optional.some(({ matches }) => matches(message)));
}

function readTerms(text: string): readonly Term[] {
  const terms: Term[] = [];
  const next = /\s*([-?]?)(?:"((?:[^"\\]|\\.)*)"|%([^%]+)%|([^\s"%]+))/y;
  while (next.lastIndex < text.length) {
    const found = next.exec(text);
    if (found === null) throw new InvalidFilterPattern('Invalid filter pattern');
    const [, sign = '', quoted, expression, plain = ''] = found;
    const term = quoted === undefined ? plain : quoted.replace(/\\(.)/g, '$1');
    const matches =
      expression === undefined ? (message: string) => message.includes(term) : compileExpression(expression);
    terms.push({ sign: sign as Term['sign'], matches });
  }
  return terms;
}
