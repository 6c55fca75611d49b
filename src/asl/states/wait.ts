import { field, jsonPathField } from '../object-rule.ts';
import { integer, orExpression, referencePathOrContextPath, timestamp } from '../value-rules.ts';
import { nextOrEnd, stepFields } from './common-fields.ts';
import type { StateLanguage } from './state-language.ts';

/** Source: Developer Guide, "Wait workflow state". */
const secondsMax = 99_999_999;

export const wait: StateLanguage<'Wait'> = {
  rule: {
    fields: {
      ...stepFields,
      Seconds: field(orExpression(integer({ min: 0, max: secondsMax }))),
      SecondsPath: jsonPathField(referencePathOrContextPath),
      Timestamp: field(orExpression(timestamp)),
      TimestampPath: jsonPathField(referencePathOrContextPath),
    },
    exactlyOneOf: [nextOrEnd, ['SecondsPath', 'Seconds', 'TimestampPath', 'Timestamp']],
  },
  compile: (name, state, { language }) => ({
    type: 'Wait',
    name,
    next: state.Next,
    until: language.until(state),
    conclude: language.passOn(state),
  }),
};
