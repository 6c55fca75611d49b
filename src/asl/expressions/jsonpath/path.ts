import type { Json } from '../../../base/json.ts';
import type { RegularExpression } from './regular-expression.ts';

/** A JSONPath taken apart. AWS evaluates its paths with Jayway JsonPath, so the dialect and its corners are Jayway's. */
export interface Path {
  /** As the definition has it. */
  readonly text: string;
  readonly root: PathRoot;
  readonly steps: readonly Step[];
  /** Functions at the end, each applied to what the one before it gave. */
  readonly calls: readonly PathCall[];
}

/** What `$` stands for: the state's data, the Context object (`$$`), or a variable (`$name`). */
export type PathRoot =
  | { readonly kind: 'Data' }
  | { readonly kind: 'Context' }
  | { readonly kind: 'Variable'; readonly name: string };

export type Step =
  | { readonly kind: 'Property'; readonly name: string }
  | { readonly kind: 'Properties'; readonly names: readonly string[] }
  | { readonly kind: 'Index'; readonly index: number }
  | { readonly kind: 'Indexes'; readonly indexes: readonly number[] }
  | Slice
  | { readonly kind: 'Wildcard' }
  | { readonly kind: 'Filter'; readonly predicate: Predicate; readonly text: string }
  /** `..`: the step at the value itself and at everything below it. */
  | { readonly kind: 'Descent'; readonly step: Exclude<Step, { readonly kind: 'Descent' }> };

export interface Slice {
  readonly kind: 'Slice';
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly by: number;
}

export interface PathCall {
  readonly name: PathFunctionName;
  readonly arguments: readonly Operand[];
}

export const pathFunctionNames = [
  'append',
  'avg',
  'concat',
  'first',
  'index',
  'keys',
  'last',
  'length',
  'max',
  'min',
  'size',
  'stddev',
  'sum',
] as const;

export type PathFunctionName = (typeof pathFunctionNames)[number];

/** The condition of `[?(…)]`. */
export type Predicate =
  | { readonly kind: 'Or'; readonly terms: readonly Predicate[] }
  | { readonly kind: 'And'; readonly terms: readonly Predicate[] }
  | { readonly kind: 'Not'; readonly term: Predicate }
  | { readonly kind: 'Exists'; readonly path: PathOperand }
  | {
      readonly kind: 'Comparison';
      readonly operator: FilterOperator;
      readonly left: Operand;
      readonly right: Operand;
    }
  | { readonly kind: 'Match'; readonly value: Operand; readonly pattern: RegularExpression };

export type Operand = { readonly kind: 'Literal'; readonly value: Json } | PathOperand;

/** A path within a filter: from the item under test (`@`) or from the document (`$`). */
export interface PathOperand {
  readonly kind: 'Path';
  readonly from: 'Item' | 'Document';
  readonly steps: readonly Step[];
  readonly calls: readonly PathCall[];
}

export const filterOperators = [
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'in',
  'nin',
  'subsetof',
  'anyof',
  'noneof',
  'all',
  'size',
  'empty',
  'contains',
] as const;

export type FilterOperator = (typeof filterOperators)[number];

/** A text that is not a path, a template value or a reference path, and why. */
export class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem';
}

/** Whether a path leads to one place at most, so that it gives a value rather than a list. */
export function isDefinite(steps: readonly Step[]): boolean {
  return steps.every(
    (step, position) =>
      step.kind === 'Property' ||
      step.kind === 'Index' ||
      (step.kind === 'Properties' && position === steps.length - 1),
  );
}
