import { Failure } from '../../base/failure.ts';
import type { Choice, CompiledChoice, Evaluate, Scope } from '../compiled.ts';
import type { ChoiceState } from '../definition.ts';
import type { QueryLanguage } from '../expressions/query-language.ts';
import { field } from '../object-rule.ts';
import { nonEmptyArrayOf, text } from '../value-rules.ts';
import { assign } from '../variables.ts';
import { choiceRule } from './choice-rule.ts';
import { commonFields, dataFlowFields } from './common-fields.ts';
import type { StateLanguage } from './state-language.ts';

export const choice: StateLanguage<'Choice'> = {
  rule: {
    required: ['Choices'],
    fields: {
      ...commonFields,
      ...dataFlowFields,
      Choices: field(nonEmptyArrayOf(choiceRule)),
      Default: field(text),
      Assign: field(assign),
    },
  },
  compile: (name, state, { language }) => ({ type: 'Choice', name, choose: compileChoose(state, language) }),
};

interface Branch {
  readonly matches: Evaluate<boolean>;
  readonly conclude: Evaluate<Choice>;
}

/** The first rule that matches decides, then Default. */
function compileChoose(state: ChoiceState, language: QueryLanguage): CompiledChoice['choose'] {
  const branches: readonly Branch[] = state.Choices.map((rule) => ({
    matches: language.condition(state, rule),
    conclude: withNext(language.concludeChoice(state, rule), rule.Next),
  }));
  const otherwise =
    state.Default === undefined
      ? noChoiceMatched
      : withNext(language.concludeChoice(state, undefined), state.Default);
  return (scope) => {
    for (const { matches, conclude } of branches) {
      const isMatch = matches(scope);
      if (isMatch instanceof Failure) return isMatch;
      if (isMatch) return conclude(scope);
    }
    return otherwise(scope);
  };
}

function withNext(conclude: ReturnType<QueryLanguage['concludeChoice']>, next: string): Evaluate<Choice> {
  return (scope: Scope) => {
    const outcome = conclude(scope);
    if (outcome instanceof Failure) return outcome;
    return { output: outcome.output, assigned: outcome.assigned, next };
  };
}

function noChoiceMatched(): Failure {
  return new Failure(
    'States.NoChoiceMatched',
    'Failed to transition out of the state. The state does not point to a next state.',
  );
}
