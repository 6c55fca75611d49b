import { reportWarning } from '../place.ts';
import { callsOf, evaluatedTexts } from './evaluated-texts.ts';
import { eachState, type LintRule } from './lint-rule.ts';

const code = 'INTRINSIC_ARGUMENT_COUNT';

export const intrinsicArguments: LintRule = {
  code,
  summary: 'An intrinsic function is called with too few or too many arguments.',
  check: eachState((state) => {
    for (const { text, place } of evaluatedTexts(state)) {
      for (const call of callsOf(text)) {
        const [min, max] = call.intrinsic.arity;
        const count = call.arguments.length;
        if (count >= min && count <= max) continue;
        reportWarning(place, code, `${call.intrinsic.name} takes ${numberOf(min, max)}, not ${count}`);
      }
    }
  }),
};

function numberOf(min: number, max: number): string {
  const noun = max === 1 ? 'argument' : 'arguments';
  if (min === max) return `${min} ${noun}`;
  return Number.isFinite(max) ? `${min} to ${max} ${noun}` : `at least ${min} ${noun}`;
}
