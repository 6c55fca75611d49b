import type { Json } from '../../../base/json.ts';
import type { ChoiceOperator } from './operator.ts';
import { instantOf } from './timestamp.ts';

/** Each asks whether a value is of a kind, or with `false` whether it is not. IsPresent stands apart: see compile.ts. */
export const typeTests = {
  IsNull: is((value) => value === null),
  IsNumeric: is((value) => typeof value === 'number'),
  IsString: is((value) => typeof value === 'string'),
  IsBoolean: is((value) => typeof value === 'boolean'),
  IsTimestamp: is((value) => instantOf(value) !== undefined),
};

function is(test: (value: Json) => boolean): ChoiceOperator {
  return { against: (expected) => (value) => test(value) === expected, compare: undefined };
}
