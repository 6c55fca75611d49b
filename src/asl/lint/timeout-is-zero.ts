import { inField, reportWarning } from '../place.ts';
import type { LintRule } from './lint-rule.ts';

const code = 'TIMEOUT_IS_ZERO';

/** AWS accepts 0 for the machine, though not for a Task. */
export const timeoutIsZero: LintRule = {
  code,
  summary: 'An execution with no time to run times out as it starts.',
  check({ outer, place }, { TimeoutSeconds }) {
    if (outer === undefined && TimeoutSeconds === 0) {
      reportWarning(inField(place, 'TimeoutSeconds'), code, 'Every execution times out as soon as it starts');
    }
  },
};
