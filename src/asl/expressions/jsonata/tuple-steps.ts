import { compileFilter } from './compile-filter.ts';
import { compileSort } from './compile-sort.ts';
import type { Compiling } from './compiling.ts';
import type { Frame } from './frame.ts';
import type { Node, Stage } from './node.ts';
import { createSequence, Tuple, type Value, type Values } from './value.ts';

/** One step over tuples; the first of them makes tuples of the members it is given. */
export type TupleStep = (
  members: Values,
  tuples: readonly Tuple[] | undefined,
  frame: Frame,
) => readonly Tuple[];

type Rework = (tuples: readonly Tuple[], frame: Frame) => readonly Tuple[];

const nothingBound: ReadonlyMap<string, Value> = new Map();

export function compileTupleStep(step: Node, compiling: Compiling): TupleStep {
  const stages = (step.stages ?? []).map((stage) => compileStage(stage, compiling));
  const advance = step.type === 'sort' ? compileTupleSort(step, compiling) : compileAdvance(step, compiling);
  return (members, tuples, frame) =>
    stages.reduce<readonly Tuple[]>(
      (current, stage) => stage(current, frame),
      advance(members, tuples, frame),
    );
}

function compileAdvance(step: Node, compiling: Compiling): TupleStep {
  const run = compiling.compile(step);
  return (members, tuples, frame) => {
    const { evaluation } = frame;
    const results: Tuple[] = [];
    for (const tuple of tuples ?? members.map((member) => new Tuple(member, nothingBound))) {
      const found = run(tuple.context, frame.withTuple(tuple));
      if (found === undefined) continue;
      const values = Array.isArray(found) ? found : [found];
      evaluation.holdMore(results.length, values.length);
      values.forEach((value, position) => {
        evaluation.holdObject(tuple.bindings.size + 1);
        results.push(bindStep(step, tuple, value, position));
      });
    }
    return results;
  };
}

/** The tuple that one result of a step makes of the tuple it was evaluated on. */
function bindStep({ focus, index, ancestor }: Node, tuple: Tuple, value: Value, position: number): Tuple {
  if (value instanceof Tuple) {
    return new Tuple(value.context, new Map([...tuple.bindings, ...value.bindings]));
  }
  const bindings = new Map(tuple.bindings);
  if (focus !== undefined) bindings.set(focus, value);
  if (index !== undefined) bindings.set(index, position);
  if (ancestor !== undefined) bindings.set(ancestor.label, tuple.context);
  return new Tuple(focus === undefined ? value : tuple.context, bindings);
}

function compileTupleSort(step: Extract<Node, { readonly type: 'sort' }>, compiling: Compiling): TupleStep {
  const sort = compileSort(step, compiling);
  return (members, tuples, frame) => {
    if (tuples) return sort([...tuples], frame) as Tuple[];
    return sort(members, frame).map((member, position) => {
      const bindings =
        step.index === undefined ? nothingBound : new Map<string, Value>([[step.index, position]]);
      return new Tuple(member, bindings);
    });
  };
}

function compileStage(stage: Stage, compiling: Compiling): Rework {
  if (stage.type === 'index') {
    return (tuples) =>
      tuples.map(
        ({ context, bindings }, position) =>
          new Tuple(context, new Map([...bindings, [stage.value, position]])),
      );
  }
  const filter = compileFilter(stage.expr, compiling);
  return (tuples, frame) => {
    const stream = createSequence();
    stream.tuples = true;
    frame.evaluation.holdElements(tuples.length);
    for (const tuple of tuples) stream.push(tuple);
    return filter(stream, frame) as Tuple[];
  };
}
