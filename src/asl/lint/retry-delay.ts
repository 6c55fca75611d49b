import { isJsonArray, isJsonObject } from '../../base/json.ts';
import { atIndex, inField, reportWarning } from '../place.ts';
import { eachState, type LintRule } from './lint-rule.ts';

const code = 'RETRY_WITHOUT_DELAY';

/** Nothing multiplied by the BackoffRate stays nothing. */
export const retryDelay: LintRule = {
  code,
  summary: 'A Retrier makes all its attempts at once.',
  check: eachState(({ state, place }) => {
    if (!isJsonArray(state.Retry)) return;
    state.Retry.forEach((retrier, index) => {
      if (!isJsonObject(retrier) || retrier.IntervalSeconds !== 0 || retrier.MaxAttempts === 0) return;
      const intervalPlace = inField(atIndex(inField(place, 'Retry'), index), 'IntervalSeconds');
      reportWarning(
        intervalPlace,
        code,
        'The attempts follow each other without a pause, whatever the BackoffRate',
      );
    });
  }),
};
