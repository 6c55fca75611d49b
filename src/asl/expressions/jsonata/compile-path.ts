import { compileFilter } from './compile-filter.ts';
import { compileGroup } from './compile-object.ts';
import { compileSort } from './compile-sort.ts';
import type { Compiling, Run } from './compiling.ts';
import type { Frame } from './frame.ts';
import { pushAll } from './lookup.ts';
import { compileNamePath } from './name-path.ts';
import type { Node, PathNode } from './node.ts';
import { compileTupleStep } from './tuple-steps.ts';
import { createSequence, type Tuple, type Value, type Values } from './value.ts';

/** One step: from the members before it to those behind it. */
type Step = (values: Values, frame: Frame) => Value;

/**
 * A path: each step is evaluated on each member that the step before it gave, and arrays among the results are taken apart.
 *
 * From the first step that binds a variable (`@$x`, `#$i`) or that a `%` refers to, members travel as tuples.
 */
export function compilePath(node: PathNode, compiling: Compiling): Run {
  const names = compileNamePath(node, compiling);
  if (names) return names;
  const tupleStart = node.steps.findIndex(({ tuple }) => tuple === true);
  const walk =
    tupleStart < 0 ? compileSteps(node.steps, compiling) : compileTupleSteps(node, tupleStart, compiling);
  const group = node.group === undefined ? undefined : compileGroup(node.group, compiling);
  const iteratesOverInput = node.steps[0]?.type !== 'variable';
  const keepsSingleton = node.keepSingletonArray === true;
  return (input, frame) => {
    const start = Array.isArray(input) && iteratesOverInput ? input : createSequence(input);
    let result = walk(start, frame);
    if (keepsSingleton) result = keepSingleton(result, frame);
    if (!group) return result;
    return group(Array.isArray(result) ? result : createSequence(result), frame);
  };
}

function keepSingleton(result: Value, { evaluation }: Frame): Value {
  if (!Array.isArray(result)) return result;
  if (result.constructed === true && result.sequence !== true) {
    // A constructed array as a whole is the one member that stays in an array.
    evaluation.holdElements(1);
    const sequence = createSequence(result);
    sequence.keepSingleton = true;
    return sequence;
  }
  if (result.sequence === true) result.keepSingleton = true;
  return result;
}

function compileSteps(steps: readonly Node[], compiling: Compiling, isWholePath = true): Step {
  const last = isWholePath ? steps.length - 1 : -1;
  const compiled = steps.map((step, index) => compileStep(step, index === last, compiling));
  const [first] = steps;
  const whole = first?.consarray === true ? compiling.compile(first) : undefined;
  return (values, frame) => {
    let current: Value = values;
    for (let index = 0; index < compiled.length; index += 1) {
      const input = membersOf(current);
      // An array constructor at the start is evaluated once, not for each member of the context.
      current = index === 0 && whole ? whole(input, frame) : compiled[index]?.(input, frame);
      if (current === undefined || isEmpty(current)) break;
    }
    return current;
  };
}

/** What a step goes through: a predicate behind an array constructor may have left one member that is no array. */
function membersOf(value: Value): Values {
  if (Array.isArray(value)) return value;
  return typeof value === 'string' ? value.split('') : [];
}

function isEmpty(value: Value): boolean {
  return (Array.isArray(value) || typeof value === 'string') && value.length === 0;
}

function compileStep(step: Node, isLast: boolean, compiling: Compiling): Step {
  const filters = (step.stages ?? []).flatMap((stage) =>
    stage.type === 'filter' ? [compileFilter(stage.expr, compiling)] : [],
  );
  if (step.type === 'sort') {
    const sort = compileSort(step, compiling);
    return (values, frame) =>
      filters.reduce<Value>((value, filter) => filter(value, frame), sort(values, frame));
  }
  const run = compiling.compile(step);
  return (values, frame) => {
    const { evaluation } = frame;
    const results: Values = [];
    evaluation.spend(values.length);
    for (const value of values) {
      let result = run(value, frame);
      for (const filter of filters) result = filter(result, frame);
      if (result !== undefined) results.push(result);
    }
    evaluation.holdElements(results.length);
    const [only] = results;
    if (isLast && results.length === 1 && Array.isArray(only) && only.sequence !== true) return only;
    return flatten(results, frame);
  };
}

/** Takes apart the arrays among `results`, but for those the path itself constructs. */
export function flatten(results: Values, { evaluation }: Frame): Values {
  const sequence = createSequence();
  for (const result of results) {
    if (Array.isArray(result) && result.constructed !== true) pushAll(sequence, result, evaluation);
    else sequence.push(result);
  }
  return sequence;
}

function compileTupleSteps(node: PathNode, start: number, compiling: Compiling): Step {
  const before = node.steps.slice(0, start);
  const plain = before.length === 0 ? undefined : compileSteps(before, compiling, false);
  // A path around this one, or its own grouping, still needs the variables.
  const staysTuples = node.tuple === true || node.group !== undefined;
  const steps = node.steps.slice(start).map((step) => compileTupleStep(step, compiling));
  return (values, frame) => {
    const members = plain ? membersOf(plain(values, frame)) : values;
    if (plain && members.length === 0) return createSequence();
    let tuples: readonly Tuple[] | undefined;
    for (const step of steps) tuples = step(members, tuples, frame);
    const results = createSequence();
    if (staysTuples) results.tuples = true;
    frame.evaluation.holdElements(tuples?.length ?? 0);
    for (const tuple of tuples ?? []) results.push(staysTuples ? tuple : tuple.context);
    return results;
  };
}
