import type { Json } from '../../../base/json.ts';

/** One comparison operator of a JSONPath Choice Rule. */
export interface ChoiceOperator {
  /**
   * Whether a value satisfies the operator against `expected`. Takes `expected` first, so that what a rule gives as a
   * literal is prepared once.
   */
  against(expected: Json): (value: Json) => boolean;
  /**
   * The same for the `…Path` form, whose other side is known only when the rule is evaluated; undefined where the operator
   * has no such form.
   */
  readonly compare: ((value: Json, expected: Json) => boolean) | undefined;
}

/** A comparison that needs no preparation. */
export function comparison(compare: (value: Json, expected: Json) => boolean): ChoiceOperator {
  return { compare, against: (expected) => (value) => compare(value, expected) };
}
