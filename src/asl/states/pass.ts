import { isJsonObject } from '../../base/json.ts';
import { jsonPathField } from '../object-rule.ts';
import { inField, reportWarning, type ValueRule } from '../place.ts';
import { looksLikePath, payload } from '../template-rules.ts';
import { resultPath } from '../value-rules.ts';
import { nextOrEnd, stepFields } from './common-fields.ts';
import type { StateLanguage } from './state-language.ts';

/** AWS hands `Result` on as it stands, so a path in it is likely a mistake. */
const result: ValueRule = (value, place) => {
  if (!isJsonObject(value)) return;
  for (const [name, member] of Object.entries(value)) {
    if (!name.endsWith('.$') && !looksLikePath(member)) continue;
    reportWarning(
      inField(place, name),
      'PASS_RESULT_IS_STATIC',
      `The path in the field '${name}' is not evaluated`,
    );
  }
};

export const pass: StateLanguage<'Pass'> = {
  rule: {
    fields: {
      ...stepFields,
      Result: jsonPathField(result),
      ResultPath: jsonPathField(resultPath),
      Parameters: jsonPathField(payload),
    },
    exactlyOneOf: [nextOrEnd],
  },
  compile: (name, state, { language }) => ({
    type: 'Pass',
    name,
    next: state.Next,
    conclude: language.passOn(state),
  }),
};
