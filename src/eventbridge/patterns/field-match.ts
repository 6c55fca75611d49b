import { type Complain, compileMatchExpression, type MatchValue } from './match-expression.ts';
import type { PatternArray, Scalar } from './pattern-text.ts';

/** What a pattern says of one field: one of the conditions in its array must hold. */
export interface FieldMatch {
  matchesValue: MatchValue;
  /** Whether an event without the field matches. */
  readonly matchesAbsence: boolean;
}

export function compileField(node: PatternArray, complain: Complain): FieldMatch {
  if (node.items.length === 0) throw complain('Empty arrays are not allowed', { begin: node.end });
  const values = new Set<Scalar>();
  const tests: MatchValue[] = [];
  let matchesAbsence = false;
  for (const item of node.items) {
    if (item.kind === 'Scalar') {
      values.add(item.value);
    } else if (item.kind === 'Object') {
      const expression = compileMatchExpression(item, complain);
      if (expression === 'absent') matchesAbsence = true;
      else tests.push(expression);
    } else {
      throw complain('Match value must be String, number, true, false, or null', item);
    }
  }
  return { matchesValue: joinTests(values, tests), matchesAbsence };
}

function joinTests(values: ReadonlySet<Scalar>, tests: readonly MatchValue[]): MatchValue {
  const [only] = tests;
  if (only === undefined) return (value) => values.has(value);
  if (tests.length === 1 && values.size === 0) return only;
  return (value) => values.has(value) || tests.some((test) => test(value));
}
