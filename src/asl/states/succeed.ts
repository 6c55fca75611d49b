import { commonFields, dataFlowFields } from './common-fields.ts';
import type { StateLanguage } from './state-language.ts';

export const succeed: StateLanguage<'Succeed'> = {
  rule: { fields: { ...commonFields, ...dataFlowFields } },
  compile: (name, state, { language }) => ({ type: 'Succeed', name, conclude: language.passOn(state) }),
};
