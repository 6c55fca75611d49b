import type { Compiling, Run } from './compiling.ts';
import type { Frame } from './frame.ts';
import { JsonataError } from './jsonata-error.ts';
import { pushAll } from './lookup.ts';
import type { GroupPairs, ObjectNode } from './node.ts';
import { asValues, type Members, putMember, Tuple, type Value, type Values } from './value.ts';

interface Pair {
  readonly key: Run;
  readonly value: Run;
}

/** `{…}`: an object, or over an array of contexts an object of groups. */
export function compileObject(node: ObjectNode, compiling: Compiling): Run {
  const group = compileGroup(node, compiling);
  const names = literalNames(node);
  if (names === undefined) return (input, frame) => group(asValues(input), frame);
  const values = node.lhs.map(([, value]) => compiling.compile(value));
  return (input, frame) => {
    if (Array.isArray(input)) return group(input, frame);
    frame.evaluation.reach(1);
    frame.evaluation.holdObject(names.length);
    const result: Members = {};
    for (let index = 0; index < names.length; index += 1) {
      const value = values[index]?.(input, frame);
      if (value !== undefined) putMember(result, names[index] ?? '', value);
    }
    return result;
  };
}

/** The names of an object whose keys are all plain strings and differ; undefined for any other. */
function literalNames({ lhs }: ObjectNode): readonly string[] | undefined {
  const names: string[] = [];
  for (const [key] of lhs) {
    if (key.type !== 'string' || key.predicate !== undefined || key.group !== undefined) return undefined;
    names.push(String(key.value));
  }
  return new Set(names).size === names.length ? names : undefined;
}

/** Groups members by key: the value of each group is evaluated once, on all the members that share the key. */
export function compileGroup(
  { lhs }: GroupPairs,
  compiling: Compiling,
): (values: Values, frame: Frame) => Value {
  const pairs: readonly Pair[] = lhs.map(([key, value]) => ({
    key: compiling.compile(key),
    value: compiling.compile(value),
  }));
  return (values, frame) => {
    const groups = collectGroups(values.length === 0 ? [undefined] : values, pairs, frame);
    frame.evaluation.holdRecord(groups.size);
    const result: Members = {};
    for (const [name, { pair, members }] of groups) {
      const value = evaluateGroup(pair, members, frame);
      if (value !== undefined) putMember(result, name, value);
    }
    return result;
  };
}

interface Group {
  readonly pair: Pair;
  readonly members: Value[];
}

function collectGroups(values: Values, pairs: readonly Pair[], frame: Frame): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>();
  for (const member of values) {
    const isTuple = member instanceof Tuple;
    const memberFrame = isTuple ? frame.withTuple(member) : frame;
    for (const pair of pairs) {
      const key = pair.key(isTuple ? member.context : member, memberFrame);
      if (key === undefined) continue;
      if (typeof key !== 'string') throw new JsonataError('T1003', { value: key });
      addToGroup(groups, key, pair, member, frame);
    }
  }
  return groups;
}

function addToGroup(
  groups: Map<string, Group>,
  key: string,
  pair: Pair,
  member: Value,
  { evaluation }: Frame,
): void {
  evaluation.holdElements(1);
  const group = groups.get(key);
  if (group === undefined) groups.set(key, { pair, members: [member] });
  else if (group.pair !== pair) throw new JsonataError('D1009', { value: key });
  else group.members.push(member);
}

function evaluateGroup({ value }: Pair, members: Value[], frame: Frame): Value {
  const [first] = members;
  if (!(first instanceof Tuple)) return value(joined(members, frame), frame);
  const { context, bindings } = mergeTuples(members as Tuple[], frame);
  return value(context, frame.withTuple(new Tuple(context, bindings)));
}

/** All members as one: the only one itself, several in an array that takes arrays among them apart. */
function joined(members: readonly Value[], { evaluation }: Frame): Value {
  const present = members.filter((member) => member !== undefined);
  if (present.length < 2) return present[0];
  const all: Values = [];
  for (const member of present) {
    if (Array.isArray(member)) pushAll(all, member, evaluation);
    else all.push(member);
  }
  evaluation.holdElements(present.length);
  return all;
}

function mergeTuples(tuples: readonly Tuple[], frame: Frame): Tuple {
  const [first] = tuples;
  if (tuples.length === 1 && first !== undefined) return first;
  const names = new Set(tuples.flatMap(({ bindings }) => [...bindings.keys()]));
  const bindings = new Map<string, Value>();
  for (const name of names)
    bindings.set(
      name,
      joined(
        tuples.map((tuple) => tuple.bindings.get(name)),
        frame,
      ),
    );
  return new Tuple(
    joined(
      tuples.map(({ context }) => context),
      frame,
    ),
    bindings,
  );
}
