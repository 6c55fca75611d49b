import { plainJson } from '../../../base/json.ts';
import { compileVariable } from './compile-variable.ts';
import type { Compiling, Run } from './compiling.ts';
import type { Evaluation } from './evaluation.ts';
import type { Frame } from './frame.ts';
import { lookup, pushAll } from './lookup.ts';
import type { NameNode, Node, PathNode } from './node.ts';
import { collapse, createSequence, isMembers, type Value, type Values } from './value.ts';

/**
 * A path of nothing but names, from a variable or the context, which is what most expressions are: `$states.input.a.b`.
 * Through objects it is read member by member; from the first array on it goes the way of any other path. Undefined for
 * other paths.
 */
export function compileNamePath(node: PathNode, compiling: Compiling): Run | undefined {
  const [first, ...rest] = node.steps;
  if (node.group !== undefined || node.keepSingletonArray === true || node.tuple === true) return undefined;
  if (first === undefined || !node.steps.every(isPlain) || !rest.every(isName)) return undefined;
  if (first.type === 'name') return readNames(node.steps.filter(isName));
  if (first.type !== 'variable' || rest.length === 0) return undefined;
  const part = rest[0]?.value;
  if (first.value === 'states' && !compiling.boundNames.has('states') && isPartOfStates(part)) {
    const read = statesParts[part];
    return readNames(rest.slice(1), (_input, { evaluation }) => read(evaluation));
  }
  return readNames(rest, compileVariable(first.value, compiling));
}

/** Whether nothing stands behind a step: no predicate, no binding. */
export function isPlain(step: Node): boolean {
  return (
    step.stages === undefined &&
    step.predicate === undefined &&
    step.group === undefined &&
    step.focus === undefined &&
    step.index === undefined &&
    step.ancestor === undefined &&
    step.tuple !== true &&
    step.keepArray !== true
  );
}

export function isName(step: Node): step is NameNode {
  return step.type === 'name';
}

export type StatesPart = 'input' | 'context' | 'result' | 'errorOutput';

/** Read one by one, so that a path into the input does not make the Context object. */
export const statesParts: {
  readonly [Part in StatesPart]: (evaluation: Pick<Evaluation, 'scope' | 'outcome'>) => Value;
} = {
  input: ({ scope }) => plainJson(scope.input) as Value,
  context: ({ scope }) => scope.context() as Value,
  result: ({ outcome: { result } }) => (result === undefined ? undefined : (plainJson(result) as Value)),
  errorOutput: ({ outcome }) => outcome.errorOutput as Value,
};

export function isPartOfStates(name: string | undefined): name is StatesPart {
  return name !== undefined && Object.hasOwn(statesParts, name);
}

/** Without a `start` the path begins at the context, whose members it goes through where that is an array. */
function readNames(steps: readonly NameNode[], start?: Run): Run {
  const names = steps.map(({ value }) => value);
  return (input, frame) => {
    frame.evaluation.reach(1);
    let value = start ? start(input, frame) : input;
    for (let index = 0; index < names.length; index += 1) {
      if (Array.isArray(value)) {
        const isOneMember = value.constructed === true && (start !== undefined || index > 0);
        return readThroughArrays(isOneMember ? [value] : value, names, index, frame);
      }
      const name = names[index] as string;
      if (!isMembers(value) || !Object.hasOwn(value, name)) return undefined;
      value = value[name];
    }
    return value;
  };
}

/** From `names[start]` on, over the members of an array. */
function readThroughArrays(
  values: Values,
  names: readonly string[],
  start: number,
  { evaluation }: Frame,
): Value {
  let current: Values = values;
  for (let index = start; index < names.length; index += 1) {
    evaluation.spend(current.length);
    const next = createSequence();
    let found: Value;
    let count = 0;
    for (const member of current) {
      const looked = lookup(member, names[index] as string, evaluation);
      const value = Array.isArray(looked) ? collapse(looked) : looked;
      if (value === undefined) continue;
      count += 1;
      found = value;
      if (Array.isArray(value)) pushAll(next, value, evaluation);
      else {
        evaluation.holdMore(next.length, 1);
        next.push(value);
      }
    }
    const isLast = index === names.length - 1;
    if (isLast && count === 1 && Array.isArray(found) && found.sequence !== true) return found;
    if (next.length === 0) return next;
    current = next;
  }
  return current;
}
