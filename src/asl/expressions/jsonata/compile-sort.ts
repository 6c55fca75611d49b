import type { Compiling, Run } from './compiling.ts';
import { compare } from './equality.ts';
import type { Frame } from './frame.ts';
import { JsonataError } from './jsonata-error.ts';
import { mergeSort } from './merge-sort.ts';
import type { SortNode } from './node.ts';
import { Tuple, type Value, type Values } from './value.ts';

interface Term {
  readonly run: Run;
  readonly isDescending: boolean;
}

/** `^(…)`: the members of an array in the order of the terms. */
export function compileSort(
  { terms }: SortNode,
  compiling: Compiling,
): (values: Values, frame: Frame) => Values {
  const compiled: readonly Term[] = terms.map(({ descending, expression }) => ({
    run: compiling.compile(expression),
    isDescending: descending,
  }));
  return (values, frame) =>
    mergeSort(values, (left, right) => compareByTerms(compiled, left, right, frame) > 0, frame.evaluation);
}

function compareByTerms(terms: readonly Term[], left: Value, right: Value, frame: Frame): number {
  for (const { run, isDescending } of terms) {
    const first = valueOn(run, left, frame);
    const second = valueOn(run, right, frame);
    // Members without a value come last whichever way the others are ordered.
    if (first === undefined && second === undefined) continue;
    if (first === undefined) return 1;
    if (second === undefined) return -1;
    const order = compareValues(first, second, frame);
    if (order !== 0) return isDescending ? -order : order;
  }
  return 0;
}

function valueOn(run: Run, member: Value, frame: Frame): Value {
  return member instanceof Tuple ? run(member.context, frame.withTuple(member)) : run(member, frame);
}

function compareValues(left: Value, right: Value, { evaluation }: Frame): number {
  if (!isOrdered(left)) throw new JsonataError('T2008', { value: left });
  if (!isOrdered(right)) throw new JsonataError('T2008', { value: right });
  if (typeof left !== typeof right) throw new JsonataError('T2007', { value: left, value2: right });
  return compare(left, right, evaluation);
}

function isOrdered(value: Value): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
