import { findTemplateValueProblem } from '../expressions/syntax.ts';
import { field, jsonPathField } from '../object-rule.ts';
import { reportError, type ValueRule } from '../place.ts';
import { literalText } from '../template-rules.ts';
import { orExpression } from '../value-rules.ts';
import { commonFields } from './common-fields.ts';
import type { StateLanguage } from './state-language.ts';

/** Unlike other `…Path` fields these take an intrinsic function too. */
const pathOrIntrinsic: ValueRule = (value, place) => {
  if (typeof value !== 'string') reportError(place, 'Expected value of type String');
  else if (findTemplateValueProblem(value) !== undefined)
    reportError(place, 'Value must be a valid JSONPath.');
};

export const fail: StateLanguage<'Fail'> = {
  rule: {
    fields: {
      ...commonFields,
      Error: field(orExpression(literalText)),
      ErrorPath: jsonPathField(pathOrIntrinsic),
      Cause: field(orExpression(literalText)),
      CausePath: jsonPathField(pathOrIntrinsic),
    },
    atMostOneOf: [
      ['Error', 'ErrorPath'],
      ['Cause', 'CausePath'],
    ],
  },
  compile: (name, state, { language }) => ({
    type: 'Fail',
    name,
    error: language.failText(state, 'Error'),
    cause: language.failText(state, 'Cause'),
  }),
};
