import { isJsonArray, type Json, type JsonObject } from '../../../base/json.ts';
import { ownMember } from '../members.ts';
import type { Step } from './path.ts';

/** Follows a definite path from a value; undefined where it leads nowhere. */
export type Accessor = (root: Json) => Json | undefined;

/** `steps` as one closure. They are definite; a plain chain of names reads without allocating. */
export function compileAccessor(steps: readonly Step[]): Accessor {
  const [first, second, third, ...rest] = steps.map(compileStep);
  if (first === undefined) return (root) => root;
  if (second === undefined) return first;
  if (third === undefined) {
    return (root) => {
      const value = first(root);
      return value === undefined ? undefined : second(value);
    };
  }
  if (rest.length === 0) {
    return (root) => {
      const outer = first(root);
      if (outer === undefined) return undefined;
      const inner = second(outer);
      return inner === undefined ? undefined : third(inner);
    };
  }
  const accessors = [first, second, third, ...rest];
  return (root) => {
    let value: Json | undefined = root;
    for (const access of accessors) {
      value = access(value);
      if (value === undefined) return undefined;
    }
    return value;
  };
}

function compileStep(step: Step): Accessor {
  if (step.kind === 'Property') return property(step.name);
  if (step.kind === 'Index') return item(step.index);
  if (step.kind === 'Properties') return members(step.names);
  throw new TypeError(`a ${step.kind} step is not definite`);
}

function property(name: string): Accessor {
  if (name in Object.prototype) return (value) => ownMember(value, name);
  // JSON objects inherit nothing else, so any member found is their own.
  return (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as JsonObject)[name]
      : undefined;
}

/** A negative index counts from the end. */
function item(index: number): Accessor {
  if (index < 0) return (value) => (isJsonArray(value) ? value[value.length + index] : undefined);
  return (value) => (isJsonArray(value) ? value[index] : undefined);
}

/** `['a','b']` at the end of a path: an object of those members that exist. */
function members(names: readonly string[]): Accessor {
  return (value) => {
    if (typeof value !== 'object' || value === null || isJsonArray(value)) return undefined;
    return Object.fromEntries(
      names.filter((name) => Object.hasOwn(value, name)).map((name) => [name, value[name] as Json]),
    );
  };
}
