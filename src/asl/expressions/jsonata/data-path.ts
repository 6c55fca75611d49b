import type { Scope } from '../../compiled.ts';
import type { StateOutcome } from './evaluation.ts';
import { builtIns } from './functions/index.ts';
import { isName, isPartOfStates, isPlain, statesParts } from './name-path.ts';
import type { Node } from './node.ts';
import { isMembers, type Value } from './value.ts';

/** Where a way into data meets an array, which takes an evaluation to go through. */
export const indirect = Symbol('indirect');

/** Reads data for as long as that is a matter of names. */
export type DataPath = (scope: Scope, outcome: StateOutcome) => Value | typeof indirect;

/**
 * An expression that is no more than a way into the state's data or a workflow variable: `$states.input.a.b`, `$v.a`.
 * Most expressions are, so these are read without an evaluation. Undefined for all others.
 */
export function compileDataPath(root: Node): DataPath | undefined {
  const [first, ...rest] = root.type === 'path' ? root.steps : [root];
  if (root.group !== undefined || (root.type === 'path' && root.keepSingletonArray === true))
    return undefined;
  if (first?.type !== 'variable' || !isPlain(first) || !rest.every((step) => isName(step) && isPlain(step))) {
    return undefined;
  }
  const names = rest.filter(isName).map(({ value }) => value);
  if (first.value === 'states') return compileStatesPath(names);
  if (first.value === '' || first.value === '$' || builtIns.has(first.value)) return undefined;
  const variable = first.value;
  return ({ variables }) =>
    Object.hasOwn(variables, variable) ? readMembers(variables[variable] as Value, names, 0) : undefined;
}

function compileStatesPath(names: readonly string[]): DataPath | undefined {
  const [part] = names;
  if (!isPartOfStates(part)) return undefined;
  const read = statesParts[part];
  return (scope, outcome) => readMembers(read({ scope, outcome }), names, 1);
}

function readMembers(start: Value, names: readonly string[], from: number): Value | typeof indirect {
  let value = start;
  for (let index = from; index < names.length; index += 1) {
    if (Array.isArray(value)) return indirect;
    const name = names[index] as string;
    if (!isMembers(value) || !Object.hasOwn(value, name)) return undefined;
    value = value[name];
  }
  return value;
}
