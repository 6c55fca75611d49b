import { isJsonArray, isJsonObject, type Json } from '../../base/json.ts';
import { reportWarning } from '../place.ts';
import { eachState, type LintRule } from './lint-rule.ts';

const code = 'NO_DEFAULT';

export const noDefault: LintRule = {
  code,
  summary: 'A Choice whose rules leave values over has no Default for them.',
  check: eachState(({ state, place, language }) => {
    const { Type, Choices, Default } = state;
    if (Type !== 'Choice' || Default !== undefined || language !== 'JSONPath' || !isJsonArray(Choices))
      return;
    if (Choices.some(mayMatchAnything)) return;
    reportWarning(
      place,
      code,
      'There is no Default, and an input that no rule matches fails with States.NoChoiceMatched',
    );
  }),
};

/**
 * Whether a rule may match a value that none of the rules names. Only equalities certainly do not; what compares two
 * values, asks for a type or takes either boolean is given the benefit of the doubt.
 */
function mayMatchAnything(rule: Json): boolean {
  if (!isJsonObject(rule)) return true;
  const { And, Or, StringMatches } = rule;
  if (isJsonArray(And)) return And.every(mayMatchAnything);
  if (isJsonArray(Or)) return Or.some(mayMatchAnything);
  if (typeof StringMatches === 'string') return /^\*+$/.test(StringMatches);
  return !['StringEquals', 'NumericEquals', 'TimestampEquals'].some((name) => Object.hasOwn(rule, name));
}
