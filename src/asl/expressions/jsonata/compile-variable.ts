import { plainJson } from '../../../base/json.ts';
import type { Compiling, Run } from './compiling.ts';
import type { Evaluation } from './evaluation.ts';
import { type Frame, unbound } from './frame.ts';
import { builtIns } from './functions/index.ts';
import type { Callable, Members, Value } from './value.ts';

/** A variable: the context, the document, or what the expression, the workflow or the language calls by `name`. */
export function compileVariable(name: string, { boundNames }: Pick<Compiling, 'boundNames'>): Run {
  if (name === '') {
    return (input) => (Array.isArray(input) && input.document === true ? input[0] : input);
  }
  const outer = name === '$' ? documentOf : findOutside(name);
  if (!boundNames.has(name)) return (_input, frame) => outer(frame);
  return (_input, frame) => {
    const value = frame.lookup(name);
    return value === unbound ? outer(frame) : value;
  };
}

function documentOf({ evaluation }: Frame): Value {
  return evaluation.document;
}

/** What `name` means where the expression does not bind it: a workflow variable may hide a function. */
function findOutside(name: string): (frame: Frame) => Value {
  if (name === 'states') return ({ evaluation }) => statesObject(evaluation);
  const builtIn: Callable | undefined = builtIns.get(name);
  return ({ evaluation: { scope } }) =>
    Object.hasOwn(scope.variables, name) ? (scope.variables[name] as Value) : builtIn;
}

function statesObject({ scope, outcome }: Evaluation): Members {
  const members: Members = { input: plainJson(scope.input) as Value, context: scope.context() as Value };
  if (outcome.result !== undefined) members.result = plainJson(outcome.result) as Value;
  if (outcome.errorOutput !== undefined) members.errorOutput = outcome.errorOutput as Value;
  return members;
}
