import { isJsonArray, isJsonObject } from '../../base/json.ts';
import { jsonPathField } from '../object-rule.ts';
import { atIndex, inField, type Place, reportWarning, type ValueRule } from '../place.ts';
import { looksLikePath, payload } from '../template-rules.ts';
import { resultPath } from '../value-rules.ts';
import { nextOrEnd, stepFields } from './common-fields.ts';
import type { StateLanguage } from './state-language.ts';

/** AWS hands `Result` on as it stands, so a path in it is likely a mistake. */
const result: ValueRule = (value, place) => {
  if (looksLikePath(value)) reportStatic(place, 'The path is not evaluated');
  else if (isJsonArray(value)) {
    value.forEach((member, index) => {
      result(member, atIndex(place, index));
    });
  } else if (isJsonObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      const memberPlace = inField(place, name);
      if (name.endsWith('.$') || looksLikePath(member))
        reportStatic(memberPlace, `The path in the field '${name}' is not evaluated`);
      else result(member, memberPlace);
    }
  }
};

function reportStatic(place: Place, message: string): void {
  reportWarning(place, 'PASS_RESULT_IS_STATIC', message);
}

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
