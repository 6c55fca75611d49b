import { isJsonObject } from '../../base/json.ts';
import { inField, reportWarning } from '../place.ts';
import { eachState, type LintRule } from './lint-rule.ts';

const code = 'INVALID_ROLE_ARN';

const roleArnPattern = /^arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]+$/;

export const roleArn: LintRule = {
  code,
  summary: 'Credentials name something that is not a role.',
  check: eachState(({ state, place, language }) => {
    const arn = isJsonObject(state.Credentials) ? state.Credentials.RoleArn : undefined;
    if (typeof arn !== 'string' || roleArnPattern.test(arn)) return;
    if (language === 'JSONata' && arn.startsWith('{%')) return;
    const message = `'${arn}' is not the ARN of a role, so the task cannot assume it`;
    reportWarning(inField(inField(place, 'Credentials'), 'RoleArn'), code, message);
  }),
};
