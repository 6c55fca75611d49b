import { isJsonArray, isJsonObject, type Json } from '../../base/json.ts';
import type { Path } from '../expressions/jsonpath/path.ts';
import { inField, reportWarning } from '../place.ts';
import { evaluatedTexts, pathsOf } from './evaluated-texts.ts';
import { eachState, type LintedState, type LintRule } from './lint-rule.ts';

const code = 'TASK_TOKEN_NOT_PASSED';

export const taskToken: LintRule = {
  code,
  summary: 'A Task waits for a token that it gives to nobody.',
  check: eachState((state) => {
    const { Resource } = state.state;
    if (typeof Resource !== 'string' || !Resource.endsWith('.waitForTaskToken')) return;
    const passesToken = state.language === 'JSONata' ? argumentsHaveToken(state) : parametersHaveToken(state);
    if (passesToken) return;
    const message =
      'The task token is not part of the call, so nobody can end the wait: the Task runs until it times out';
    reportWarning(state.place, code, message);
  }),
};

function parametersHaveToken(state: LintedState): boolean {
  const passed = ['InputPath', 'Parameters'].map((name) => inField(state.place, name).location);
  return evaluatedTexts(state)
    .filter(({ place }) => passed.some((location) => place.location.startsWith(location)))
    .some(({ text }) => pathsOf(text).some(mayLeadToTask));
}

/** The whole Context object has the Task too. */
function mayLeadToTask({ root, steps: [first] }: Path): boolean {
  return root.kind === 'Context' && (first?.kind !== 'Property' || first.name === 'Task');
}

/** Expressions may build the name of what they read, so only those without any sign of the context count as without. */
function argumentsHaveToken({ state }: LintedState): boolean {
  return textsIn(state.Arguments).some(
    (text) => text.startsWith('{%') && /\bcontext\b|\$states(?!\.\w)/.test(text),
  );
}

function textsIn(value: Json | undefined): readonly string[] {
  if (typeof value === 'string') return [value];
  if (isJsonArray(value)) return value.flatMap(textsIn);
  return isJsonObject(value) ? Object.values(value).flatMap(textsIn) : [];
}
