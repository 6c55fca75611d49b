import { isJsonArray, isJsonObject, type Json } from '../../../base/json.ts';
import { compilePredicate, type Test } from './filter.ts';
import type { Slice, Step } from './path.ts';

/** Adds to `found` what the rest of a path leads to from `value`; `root` is the document, for filters that refer to it. */
export type Walk = (value: Json, root: Json, found: Json[]) => void;

/**
 * Values one path may give. An input of 256 KiB holds fewer; only paths that descend several times over go beyond, and
 * theirs is the one kind of path whose work could outgrow its input.
 */
export const foundMax = 250_000;

/** The path gave more values than `foundMax`. */
export class TooManyFound extends Error {
  override readonly name = 'TooManyFound';
}

/** `steps` as one closure that collects every place they lead to, in document order, as Jayway visits them. */
export function compileWalk(steps: readonly Step[]): Walk {
  return steps.reduceRight<Walk>((next, step) => compileStep(step, next), collect);
}

const collect: Walk = (value, _root, found) => {
  if (found.length >= foundMax) throw new TooManyFound();
  found.push(value);
};

function compileStep(step: Step, next: Walk): Walk {
  switch (step.kind) {
    case 'Property':
      return property(step.name, next);
    case 'Properties':
      return all(step.names.map((name) => property(name, next)));
    case 'Index':
      return item(step.index, next);
    case 'Indexes':
      return all(step.indexes.map((index) => item(index, next)));
    case 'Slice':
      return slice(step, next);
    case 'Wildcard':
      return (value, root, found) => {
        for (const child of childrenOf(value)) next(child, root, found);
      };
    case 'Filter':
      return filter(compilePredicate(step.predicate, compileWalk), next);
    case 'Descent':
      return descent(step.step, next);
    default:
      return step satisfies never;
  }
}

function all(walks: readonly Walk[]): Walk {
  return (value, root, found) => {
    for (const walk of walks) walk(value, root, found);
  };
}

function property(name: string, next: Walk): Walk {
  return (value, root, found) => {
    if (isJsonObject(value) && Object.hasOwn(value, name)) next(value[name] as Json, root, found);
  };
}

function item(index: number, next: Walk): Walk {
  return (value, root, found) => {
    if (!isJsonArray(value)) return;
    const member = value[index < 0 ? value.length + index : index];
    if (member !== undefined) next(member, root, found);
  };
}

function slice({ from, to, by }: Slice, next: Walk): Walk {
  return (value, root, found) => {
    if (!isJsonArray(value)) return;
    const end = bound(to ?? value.length, value.length);
    for (let index = bound(from ?? 0, value.length); index < end; index += by) {
      next(value[index] as Json, root, found);
    }
  };
}

function bound(index: number, length: number): number {
  return index < 0 ? Math.max(0, length + index) : Math.min(index, length);
}

/** An object is tested itself; of an array, each member. */
function filter(test: Test, next: Walk): Walk {
  return (value, root, found) => {
    if (isJsonArray(value)) {
      for (const member of value) if (test(member, root)) next(member, root, found);
    } else if (isJsonObject(value) && test(value, root)) next(value, root, found);
  };
}

function descent(step: Exclude<Step, { readonly kind: 'Descent' }>, next: Walk): Walk {
  // An object's own test happens when it is visited, so members of an array are not tested twice.
  const here =
    step.kind === 'Filter'
      ? filterObjects(compilePredicate(step.predicate, compileWalk), next)
      : compileStep(step, next);
  const walk: Walk = (value, root, found) => {
    if (typeof value !== 'object' || value === null) return;
    here(value, root, found);
    for (const child of childrenOf(value)) walk(child, root, found);
  };
  return walk;
}

function filterObjects(test: Test, next: Walk): Walk {
  return (value, root, found) => {
    if (isJsonObject(value) && test(value, root)) next(value, root, found);
  };
}

function childrenOf(value: Json): readonly Json[] {
  if (isJsonArray(value)) return value;
  return isJsonObject(value) ? Object.values(value) : [];
}
