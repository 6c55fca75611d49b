import type { Complain, MatchValue } from './match-expression.ts';
import type { PatternNode } from './pattern-text.ts';

/** Beyond these, numbers are not compared. Source: User Guide, "Comparison operators", numeric matching. */
const magnitudeMax = 5_000_000_000;

type Comparison = (value: number, bound: number) => boolean;

const comparisons: Readonly<Record<string, Comparison>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

/** `["=", 5]`, `[">", 5]`, `[">", 0, "<=", 5]`. */
export function compileNumeric(node: PatternNode, complain: Complain): MatchValue {
  if (node.kind !== 'Array') throw complain('Value of numeric must be an array.', node);
  const [first, firstBound, second, secondBound, more] = node.items;
  if (first === undefined) throw complain('Invalid member in numeric match: ]', { begin: node.end });
  const operator = operatorOf(first, complain);
  const bound = boundOf(operator, firstBound ?? { ...node, begin: node.end }, complain);
  const compare = comparisons[operator] as Comparison;
  if (second === undefined) return (value) => isComparable(value) && compare(value, bound);
  if (operator === '=' || operator.startsWith('<')) {
    throw complain('Too many elements in numeric expression', second);
  }
  const topOperator = operatorOf(second, complain);
  if (!topOperator.startsWith('<')) throw complain(`Bad numeric range operator: ${topOperator}`, second);
  const top = boundOf(topOperator, secondBound ?? { ...node, begin: node.end }, complain);
  if (secondBound !== undefined && bound >= top) throw complain('Bottom must be less than top', secondBound);
  if (more !== undefined) throw complain('Too many terms in numeric range expression', more);
  const compareTop = comparisons[topOperator] as Comparison;
  return (value) => isComparable(value) && compare(value, bound) && compareTop(value, top);
}

function isComparable(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= magnitudeMax;
}

function operatorOf(node: PatternNode, complain: Complain): string {
  const value = node.kind === 'Scalar' ? node.value : undefined;
  if (typeof value !== 'string') throw complain(`Invalid member in numeric match: ${tokenOf(node)}`, node);
  if (!Object.hasOwn(comparisons, value))
    throw complain(`Unrecognized numeric range operator: ${value}`, node);
  return value;
}

function boundOf(operator: string, node: PatternNode, complain: Complain): number {
  const value = node.kind === 'Scalar' ? node.value : undefined;
  const name = operator === '=' ? 'equals' : operator;
  if (typeof value !== 'number') throw complain(`Value of ${name} must be numeric`, node);
  if (Math.abs(value) > magnitudeMax) {
    throw complain('Value must be between -5.0E9 and 5.0E9, inclusive', node);
  }
  return value;
}

function tokenOf(node: PatternNode): string {
  if (node.kind === 'Scalar') return String(node.value);
  return node.kind === 'Array' ? '[' : '{';
}
