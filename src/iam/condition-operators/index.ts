import { arnOperators } from './arn.ts';
import { binaryOperators } from './binary.ts';
import { booleanOperators } from './boolean.ts';
import { dateOperators } from './date.ts';
import { ipAddressOperators } from './ip-address.ts';
import { numericOperators } from './numeric.ts';
import type { ConditionOperator } from './operator.ts';
import { stringOperators } from './string.ts';

/** Every operator that compares values; `Null`, which asks whether there is one, stands in null.ts. */
export const conditionOperators = {
  ...stringOperators,
  ...numericOperators,
  ...dateOperators,
  ...booleanOperators,
  ...binaryOperators,
  ...ipAddressOperators,
  ...arnOperators,
} satisfies Readonly<Record<string, ConditionOperator>>;

const byLoweredName: ReadonlyMap<string, ConditionOperator> = new Map(
  Object.entries(conditionOperators).map(([name, operator]) => [name.toLowerCase(), operator]),
);

/** The operator called `name`; AWS's own examples write some of the names in lower case. */
export function findConditionOperator(name: string): ConditionOperator | undefined {
  return byLoweredName.get(name.toLowerCase());
}
