import { callBack } from '../call.ts';
import { compare, isEqual } from '../equality.ts';
import type { Evaluation } from '../evaluation.ts';
import type { Frame } from '../frame.ts';
import { JsonataError } from '../jsonata-error.ts';
import { mergeSort } from '../merge-sort.ts';
import type { NativeFunction } from '../native-function.ts';
import { isNumeric } from '../truth.ts';
import { type Callable, createSequence, type Value, type Values } from '../value.ts';
import { bounded } from './packaged.ts';

type List = Values | undefined;

/** Functions on arrays, without those that call a function on every member. */
export const arrayFunctions: Readonly<Record<string, NativeFunction>> = {
  count: bounded<[List]>('count', ([values]) => values?.length ?? 0),
  append: bounded<[Value, Value]>('append', ([first, second], { evaluation }) => {
    if (first === undefined) return second;
    if (second === undefined) return first;
    const [head, tail] = [asList(first), asList(second)];
    evaluation.holdElements(head.length + tail.length);
    return [...head, ...tail];
  }),
  reverse: bounded<[List]>('reverse', ([values], { evaluation }) => {
    if (values === undefined || values.length <= 1) return values;
    evaluation.holdElements(values.length);
    return [...values].reverse();
  }),
  zip: bounded<List[]>('zip', (lists, { evaluation }) => zip(lists, evaluation)),
  distinct: bounded<[Value]>('distinct', ([value], { evaluation }) =>
    Array.isArray(value) && value.length > 1 ? distinct(value, evaluation) : value,
  ),
  sort: bounded<[List, Callable | undefined]>('sort', ([values, comparator], frame) =>
    values === undefined || values.length <= 1 ? values : sort(values, comparator, frame),
  ),
  shuffle: bounded<[List]>('shuffle', ([values], { evaluation }) =>
    values === undefined || values.length <= 1 ? values : shuffle(values, evaluation),
  ),
};

function asList(value: Value): Values {
  return Array.isArray(value) ? value : [value];
}

/** As long as the shortest of the lists. */
function zip(lists: readonly List[], evaluation: Evaluation): Values {
  const length = Math.min(...lists.map((list) => list?.length ?? 0));
  evaluation.holdElements(length);
  evaluation.spend(length * lists.length);
  const tuples: Values = [];
  for (let index = 0; index < length; index += 1) {
    evaluation.holdElements(lists.length);
    tuples.push(lists.map((list) => list?.[index]));
  }
  return tuples;
}

function distinct(values: Values, evaluation: Evaluation): Values {
  const results: Values = values.sequence === true ? createSequence() : [];
  const scalars = new Set<Value>();
  const others: Value[] = [];
  evaluation.holdElements(values.length);
  for (const value of values) {
    if (typeof value === 'object' && value !== null) {
      evaluation.spend(others.length);
      if (others.some((other) => isEqual(value, other, evaluation))) continue;
      others.push(value);
    } else {
      if (typeof value === 'string') evaluation.spend(value.length / 64);
      if (scalars.has(value)) continue;
      scalars.add(value);
    }
    results.push(value);
  }
  return results;
}

function sort(values: Values, comparator: Callable | undefined, frame: Frame): Values {
  const { evaluation } = frame;
  if (comparator) {
    // Anything but nothing, null, false, zero and the empty string has the two change places.
    return mergeSort(
      values,
      (left, right) => Boolean(callBack(comparator, [left, right], frame)),
      evaluation,
    );
  }
  evaluation.spend(values.length);
  if (!values.every(isNumeric) && !values.every((value) => typeof value === 'string')) {
    throw new JsonataError('D3070', { index: 1 });
  }
  const isAfter = (left: Value, right: Value) =>
    compare(left as string | number, right as string | number, evaluation) > 0;
  evaluation.spend(values.length * Math.log2(values.length));
  return mergeSort(values, isAfter, evaluation);
}

/** Every order is as likely as any other. */
function shuffle(values: Values, evaluation: Evaluation): Values {
  evaluation.holdElements(values.length);
  const shuffled = [...values];
  for (let index = shuffled.length - 1; index > 0; index -= 1) {
    const other = Math.floor(evaluation.scope.surroundings.random() * (index + 1));
    [shuffled[index], shuffled[other]] = [shuffled[other], shuffled[index]];
  }
  return shuffled;
}
