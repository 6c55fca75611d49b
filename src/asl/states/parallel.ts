import { field, jsonataField, jsonPathField, objectOf } from '../object-rule.ts';
import { statesRule } from '../states-rule.ts';
import { payload } from '../template-rules.ts';
import { nonEmptyArrayOf } from '../value-rules.ts';
import { compileCatchers } from './catch.ts';
import { nextOrEnd, workFields } from './common-fields.ts';
import { compileRetriers } from './retry.ts';
import type { StateLanguage } from './state-language.ts';

export const parallel: StateLanguage<'Parallel'> = {
  rule: {
    required: ['Branches'],
    fields: {
      ...workFields,
      Branches: field(nonEmptyArrayOf(objectOf(statesRule))),
      Parameters: jsonPathField(payload),
      Arguments: jsonataField(payload),
    },
    exactlyOneOf: [nextOrEnd],
  },
  compile: (name, state, { language, compileStates }) => ({
    type: 'Parallel',
    name,
    next: state.Next,
    input: language.input(state),
    branches: state.Branches.map(compileStates),
    conclude: language.conclude(state),
    retriers: compileRetriers(state.Retry),
    catchers: compileCatchers(state.Catch, language),
  }),
};
