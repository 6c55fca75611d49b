import { type Evaluated, Failure } from '../../../base/failure.ts';
import type { Json, JsonObject } from '../../../base/json.ts';
import type { Outcome, Scope, Variables } from '../../compiled.ts';
import type { StateOutcome } from './evaluation.ts';
import { compileTemplate } from './template.ts';

/** From what became of a state to its Outcome; `unchanged` is the output where the state writes none. */
export type Conclusion = (scope: Scope, outcome: StateOutcome, unchanged: Json) => Evaluated<Outcome>;

/**
 * Output and Assign of a state, a Choice Rule or a Catcher. Both see the same values: what one of them assigns is not
 * there for the other.
 *
 * `prefix` leads to the two in causes: `Choices[0]/`.
 */
export function compileConclusion({ Output, Assign }: JsonObject, prefix = ''): Conclusion {
  const output = Output === undefined ? undefined : compileTemplate(Output, `${prefix}Output`);
  const assign = compileAssign(Assign, `${prefix}Assign`);
  if (!output && !assign)
    return (_scope, _outcome, unchanged) => ({ output: unchanged, assigned: undefined });
  return (scope, outcome, unchanged) => {
    const assigned = assign?.(scope, outcome);
    if (assigned instanceof Failure) return assigned;
    const value = output ? output(scope, outcome) : unchanged;
    return value instanceof Failure ? value : { output: value, assigned };
  };
}

/** The variables an Assign gives values to; undefined where there are none. */
function compileAssign(
  template: Json | undefined,
  field: string,
): ((scope: Scope, outcome: StateOutcome) => Evaluated<Variables>) | undefined {
  if (template === undefined || Object.keys(template as JsonObject).length === 0) return undefined;
  const evaluate = compileTemplate(template, field);
  return (scope, outcome) => evaluate(scope, outcome) as Evaluated<Variables>;
}
