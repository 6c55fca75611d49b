import { callBack, callbackParameters } from '../call.ts';
import type { Evaluation } from '../evaluation.ts';
import { lookup, pushAll } from '../lookup.ts';
import type { NativeFunction } from '../native-function.ts';
import { isTruthy } from '../truth.ts';
import {
  type Callable,
  createSequence,
  isMembers,
  type Members,
  putMember,
  type Value,
  type Values,
} from '../value.ts';
import { bounded } from './packaged.ts';

/** Functions on objects. */
export const objectFunctions: Readonly<Record<string, NativeFunction>> = {
  keys: bounded<[Value]>('keys', ([value], { evaluation }) => {
    const names = new Set<string>();
    collectNames(value, names, evaluation);
    const sequence = createSequence();
    for (const name of names) sequence.push(name);
    return sequence;
  }),
  lookup: bounded<[Value, string]>('lookup', ([value, name], { evaluation }) =>
    lookup(value, String(name), evaluation),
  ),
  spread: bounded<[Value]>('spread', ([value], { evaluation }) => spread(value, evaluation)),
  merge: bounded<[readonly Members[] | undefined]>('merge', ([objects], { evaluation }) => {
    if (objects === undefined) return undefined;
    const merged: Members = {};
    for (const object of objects) {
      const names = Object.keys(object);
      evaluation.holdRecord(names.length);
      for (const name of names) putMember(merged, name, object[name]);
    }
    return merged;
  }),
  each: bounded<[Members, Callable]>('each', ([object, callback], frame) => {
    const results = createSequence();
    for (const name of namesOf(object)) {
      const result = callBack(callback, callbackParameters(callback, object[name], name, object), frame);
      if (result === undefined) continue;
      frame.evaluation.holdMore(results.length, 1);
      results.push(result);
    }
    return results;
  }),
  sift: bounded<[Members, Callable]>('sift', ([object, callback], frame) => {
    const kept: Members = {};
    for (const name of namesOf(object)) {
      const member = object[name];
      const answer = callBack(callback, callbackParameters(callback, member, name, object), frame);
      if (!isTruthy(answer, frame.evaluation)) continue;
      frame.evaluation.holdRecord(1);
      putMember(kept, name, member);
    }
    return Object.keys(kept).length === 0 ? undefined : kept;
  }),
};

function namesOf(value: Value): readonly string[] {
  return isMembers(value) ? Object.keys(value) : [];
}

function collectNames(value: Value, names: Set<string>, evaluation: Evaluation): void {
  evaluation.spend(1);
  if (Array.isArray(value)) for (const member of value) collectNames(member, names, evaluation);
  for (const name of namesOf(value)) {
    evaluation.holdElements(1);
    names.add(name);
  }
}

/** Objects of one member each; what is no object stays as it is. */
function spread(value: Value, evaluation: Evaluation): Value {
  if (Array.isArray(value)) return spreadEach(value, evaluation);
  if (!isMembers(value)) return value;
  const parts = createSequence();
  for (const name of Object.keys(value)) {
    evaluation.holdRecord(1);
    const part: Members = {};
    putMember(part, name, value[name]);
    parts.push(part);
  }
  return parts;
}

function spreadEach(values: Values, evaluation: Evaluation): Values {
  const parts: Values = [];
  // A sequence until something is added to it, be it an empty array.
  parts.sequence = true;
  evaluation.spend(values.length);
  for (const value of values) {
    const part = spread(value, evaluation);
    if (part === undefined) continue;
    delete parts.sequence;
    if (Array.isArray(part)) pushAll(parts, part, evaluation);
    else {
      evaluation.holdMore(parts.length, 1);
      parts.push(part);
    }
  }
  return parts;
}
