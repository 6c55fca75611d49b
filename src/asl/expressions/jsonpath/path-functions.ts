import { isJsonArray, isJsonObject, type Json } from '../../../base/json.ts';
import type { PathFunctionName } from './path.ts';

/** A function that ends a path; undefined where Jayway refuses the value it is applied to. */
export type PathFunction = (value: Json, parameters: readonly Json[]) => Json | undefined;

/** What Jayway says of a sum, mean or extreme of nothing. */
export const emptyAggregation = 'Aggregation function attempted to calculate value using empty array';

export const pathFunctions = {
  append: (value, parameters) => (isJsonArray(value) ? [...value, ...parameters] : value),
  avg: aggregate((numbers) => total(numbers) / numbers.length),
  concat: (value, parameters) => texts(value).concat(parameters.map(String)).join(''),
  first: (value) => (isJsonArray(value) ? value[0] : undefined),
  index: (value, [position]) =>
    isJsonArray(value) && typeof position === 'number' ? value.at(Math.trunc(position)) : undefined,
  keys: (value) => (isJsonObject(value) ? Object.keys(value) : null),
  last: (value) => (isJsonArray(value) ? value.at(-1) : undefined),
  length: sizeOf,
  max: aggregate((numbers) => numbers.reduce((left, right) => Math.max(left, right))),
  min: aggregate((numbers) => numbers.reduce((left, right) => Math.min(left, right))),
  size: sizeOf,
  stddev: aggregate(standardDeviation),
  sum: aggregate(total),
} satisfies { readonly [Name in PathFunctionName]: PathFunction };

/** Jayway counts arrays and objects; anything else has no length, which is null. */
function sizeOf(value: Json): Json {
  if (isJsonArray(value)) return value.length;
  return isJsonObject(value) ? Object.keys(value).length : null;
}

/** Over the numbers of an array and of the parameters; other members are passed over. */
function aggregate(compute: (numbers: readonly number[]) => number): PathFunction {
  return (value, parameters) => {
    const members = isJsonArray(value) ? [...value, ...parameters] : parameters;
    const numbers = members.flat().filter((member) => typeof member === 'number');
    return numbers.length === 0 ? undefined : compute(numbers);
  };
}

function total(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** Of the whole population. */
function standardDeviation(numbers: readonly number[]): number {
  const mean = total(numbers) / numbers.length;
  return Math.sqrt(total(numbers.map((number) => (number - mean) ** 2)) / numbers.length);
}

function texts(value: Json): readonly string[] {
  return isJsonArray(value) ? value.filter((member) => typeof member === 'string') : [];
}
