import { reportWarning } from '../place.ts';
import { eachState, type LintRule } from './lint-rule.ts';

const code = 'STATE_NAME_HAS_OUTER_SPACE';

export const stateNameSpace: LintRule = {
  code,
  summary: 'A name that begins or ends with white space is another one than it looks like.',
  check: eachState(({ name, place }) => {
    if (name !== name.trim())
      reportWarning(place, code, `The name '${name}' begins or ends with white space`);
  }),
};
