import { booleanOperators } from './boolean.ts';
import { numericOperators } from './numeric.ts';
import type { ChoiceOperator } from './operator.ts';
import { stringOperators } from './string.ts';
import { timestampOperators } from './timestamp.ts';
import { typeTests } from './type-tests.ts';

/**
 * The comparison operators by name, without their `…Path` forms. IsPresent is not among them, because it alone is asked of
 * a Variable that is missing.
 *
 * Source: Developer Guide, "Choice state".
 */
export const choiceOperators: ReadonlyMap<string, ChoiceOperator> = new Map<string, ChoiceOperator>(
  Object.entries({
    ...booleanOperators,
    ...numericOperators,
    ...stringOperators,
    ...timestampOperators,
    ...typeTests,
  }),
);

/** Every name that may stand for the comparison in a JSONPath Data-test Expression. */
export const choiceOperatorNames: readonly string[] = [
  'IsPresent',
  ...[...choiceOperators].flatMap(([name, { compare }]) => (compare ? [name, `${name}Path`] : [name])),
];
