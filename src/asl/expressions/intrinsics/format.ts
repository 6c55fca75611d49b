import type { Evaluated } from '../../../base/failure.ts';
import type { Json } from '../../../base/json.ts';
import { javaText } from '../java.ts';
import { runtimeFailure } from '../runtime-failure.ts';
import { type Intrinsic, invalidArguments } from './intrinsic.ts';

const name = 'States.Format';

/** Each `{}` is replaced by the next argument, as Java prints it (recorded). */
export const format: Intrinsic = {
  name,
  arity: [1, Number.POSITIVE_INFINITY],
  readsBraces: true,
  apply: ([template, ...values]) =>
    typeof template === 'string' ? fill(template, values) : invalidArguments(name),
};

function fill(template: string, values: readonly Json[]): Evaluated<string> {
  let text = '';
  let used = 0;
  for (let index = 0; index < template.length; index += 1) {
    const character = template.charAt(index);
    const next = template.charAt(index + 1);
    if (character === '\\' && (next === '{' || next === '}' || next === '\\' || next === "'")) {
      text += next;
      index += 1;
    } else if (character === '{') {
      if (next !== '}') return invalidTemplate("matching '}' not found for '{'");
      const value = values[used];
      if (value === undefined) return wrongCount();
      text += javaText(value);
      used += 1;
      index += 1;
    } else if (character === '}') {
      return invalidTemplate("matching '{' not found for '}'");
    } else text += character;
  }
  return used === values.length ? text : wrongCount();
}

function wrongCount(): Evaluated<string> {
  return invalidArguments(name, 'number of arguments do not match the occurrences of {}');
}

function invalidTemplate(problem: string): Evaluated<string> {
  return runtimeFailure(`Invalid template in ${name}: ${problem}`);
}
