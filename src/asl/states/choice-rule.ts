import { isJsonObject } from '../../base/json.ts';
import {
  type Field,
  field,
  jsonataField,
  jsonPathField,
  type ObjectRule,
  validateObject,
} from '../object-rule.ts';
import { reportError, type ValueRule } from '../place.ts';
import { literalText, payload } from '../template-rules.ts';
import {
  expression,
  flag,
  nonEmptyArrayOf,
  number,
  referencePathOrContextPath,
  text,
  timestamp,
} from '../value-rules.ts';
import { assign } from '../variables.ts';

const orderings = ['Equals', 'GreaterThan', 'GreaterThanEquals', 'LessThan', 'LessThanEquals'] as const;

/** `StringEquals`, `StringEqualsPath`, `StringGreaterThan` … */
function comparisons(kind: string, rule: ValueRule, names: readonly string[]): [string, Field][] {
  return names.flatMap((ordering): [string, Field][] => [
    [`${kind}${ordering}`, jsonPathField(rule)],
    [`${kind}${ordering}Path`, jsonPathField(referencePathOrContextPath)],
  ]);
}

const typeTests = ['IsNull', 'IsPresent', 'IsNumeric', 'IsString', 'IsBoolean', 'IsTimestamp'];

/** What compares a Variable. Source: Developer Guide, "Choice workflow state". */
const operators: Readonly<Record<string, Field>> = Object.fromEntries([
  ...comparisons('String', literalText, orderings),
  ['StringMatches', jsonPathField(text)],
  ...comparisons('Numeric', number, orderings),
  ...comparisons('Boolean', flag, ['Equals']),
  ...comparisons('Timestamp', timestamp, orderings),
  ...typeTests.map((name): [string, Field] => [name, jsonPathField(flag)]),
]);

const nestedFields: Readonly<Record<string, Field>> = {
  Comment: field(text),
  Variable: jsonPathField(referencePathOrContextPath),
  ...operators,
  And: jsonPathField(nonEmptyArrayOf((value, place) => nestedRule(value, place))),
  Or: jsonPathField(nonEmptyArrayOf((value, place) => nestedRule(value, place))),
  Not: jsonPathField((value, place) => nestedRule(value, place)),
};

const nestedRule = ruleOf({ fields: nestedFields });

/** A rule among a state's `Choices`. Only these say where to go; the rules inside And, Or and Not only test. */
export const choiceRule = ruleOf({
  required: ['Next'],
  fields: {
    ...nestedFields,
    Condition: jsonataField((value, place) => {
      if (typeof value !== 'boolean') expression(value, place);
    }),
    Next: field(text),
    Assign: field(assign),
    Output: jsonataField(payload),
  },
});

const kinds = ['And', 'Or', 'Not', 'Variable', 'Condition'];

function ruleOf(rule: ObjectRule): ValueRule {
  const comparing: ObjectRule = { ...rule, exactlyOneOf: [Object.keys(operators)] };
  return (value, place) => {
    const hasVariable =
      isJsonObject(value) && Object.hasOwn(value, 'Variable') && place.language === 'JSONPath';
    if (!validateObject(value, hasVariable ? comparing : rule, place)) return;
    if (kinds.filter((name) => Object.hasOwn(value, name)).length !== 1) {
      reportError(place, `The object must have only one of the following fields, [${kinds.join(', ')}]`);
    }
  };
}
