import { isJsonArray, isJsonObject, type Json } from '../../base/json.ts';
import { atIndex, inField, type Place, reportWarning } from '../place.ts';
import { eachState, type LintRule } from './lint-rule.ts';

const code = 'EXPRESSION_IS_TEXT';

const payloads = ['Parameters', 'Arguments', 'ResultSelector', 'ItemSelector', 'Items', 'Assign', 'Output'];

export const expressionMarks: LintRule = {
  code,
  summary: 'A text that looks like an expression is handed on as it stands.',
  check: eachState(({ state, place }) => {
    for (const name of payloads) {
      if (state[name] !== undefined) checkValue(state[name], inField(place, name));
    }
  }),
};

function checkValue(value: Json, place: Place): void {
  if (typeof value === 'string') {
    const problem = findProblem(value, place);
    if (problem !== undefined) reportWarning(place, code, problem);
  } else if (isJsonArray(value)) {
    value.forEach((member, index) => {
      checkValue(member, atIndex(place, index));
    });
  } else if (isJsonObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      if (place.language === 'JSONata' && name.endsWith('.$')) {
        const message = `In a JSONata state the name '${name}' is a name like any other, and its value is not evaluated`;
        reportWarning(inField(place, name), code, message);
      } else checkValue(member, inField(place, name));
    }
  }
}

function findProblem(text: string, { language }: Place): string | undefined {
  const hasMarks = text.includes('{%') && text.includes('%}');
  if (language === 'JSONPath') {
    return text.startsWith('{%') && hasMarks ? "'{% … %}' is not evaluated in a JSONPath state" : undefined;
  }
  if (text.startsWith('{%')) return undefined;
  if (hasMarks) return "'{% … %}' is evaluated only where it is the whole text";
  return /^\$(states|\$)?\./.test(text)
    ? 'The text looks like an expression, but lacks {% and %}'
    : undefined;
}
