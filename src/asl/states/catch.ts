import type { CompiledCatcher } from '../compiled.ts';
import type { Catcher } from '../definition.ts';
import type { QueryLanguage } from '../expressions/query-language.ts';
import { field, jsonataField, jsonPathField, type ObjectRule, objectOf } from '../object-rule.ts';
import { type ValueRule, withOutcome } from '../place.ts';
import { payload } from '../template-rules.ts';
import { arrayOf, resultPath, text } from '../value-rules.ts';
import { assign } from '../variables.ts';
import { errorEquals, statesAllComesLast } from './error-equals.ts';

const catcherRule: ObjectRule = {
  required: ['ErrorEquals', 'Next'],
  fields: {
    Comment: field(text),
    ErrorEquals: field(errorEquals),
    Next: field(text),
    ResultPath: jsonPathField(resultPath),
    Output: jsonataField(withOutcome('errorOutput', payload)),
    Assign: field(withOutcome('errorOutput', assign)),
  },
};

const listOfCatchers = arrayOf(objectOf(catcherRule));

export const catchers: ValueRule = (value, place) => {
  listOfCatchers(value, place);
  statesAllComesLast(value, place);
};

export function compileCatchers(
  catchField: readonly Catcher[] | undefined,
  language: QueryLanguage,
): readonly CompiledCatcher[] {
  return (catchField ?? []).map((catcher, index) => ({
    errorEquals: catcher.ErrorEquals,
    next: catcher.Next,
    conclude: language.concludeCaught(catcher, index),
  }));
}
