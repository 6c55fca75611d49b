import type { Evaluated, Failure } from '../../../base/failure.ts';
import { isJsonArray, type Json } from '../../../base/json.ts';
import type { Surroundings } from '../../compiled.ts';
import { runtimeFailure } from '../runtime-failure.ts';

/** One `States.*` function. */
export interface Intrinsic {
  readonly name: `States.${string}`;
  /** The fewest and the most arguments it takes. AWS checks this when the function is called. */
  readonly arity: readonly [min: number, max: number];
  /** Whether a literal first argument keeps its escaped braces, because the function reads them itself. */
  readonly readsBraces?: true;
  /** `values` are as many as `arity` allows. */
  apply(values: readonly Json[], surroundings: Surroundings): Evaluated<Json>;
}

/** Characters a text to encode, decode or hash may have. Source: Developer Guide, "Intrinsic functions". */
export const textLengthMax = 10_000;

/**
 * The arguments of `name` do not suit it.
 *
 * The guide names this States.IntrinsicFailure; what AWS reports, and then never catches, is States.Runtime.
 */
export function invalidArguments(name: string, detail?: string): Failure {
  return runtimeFailure(`Invalid arguments in ${name}${detail === undefined ? '' : `: ${detail}`}`);
}

/** `value` as an array, or the Failure. */
export function arrayArgument(name: string, value: Json | undefined): Evaluated<readonly Json[]> {
  return isJsonArray(value) ? value : invalidArguments(name);
}

/** `value` as a text that is not too long, or the Failure. */
export function textArgument(name: string, value: Json | undefined): Evaluated<string> {
  return typeof value === 'string' && value.length <= textLengthMax ? value : invalidArguments(name);
}

/** Numbers cut off behind the point, or the Failure where one is no number that fits 64 bits. */
export function truncatedArguments(name: string, values: readonly Json[]): Evaluated<readonly number[]> {
  const numbers: number[] = [];
  for (const value of values) {
    if (typeof value !== 'number' || Math.abs(value) > Number.MAX_SAFE_INTEGER) return invalidArguments(name);
    numbers.push(Math.trunc(value) + 0);
  }
  return numbers;
}
