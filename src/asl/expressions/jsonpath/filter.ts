import { isJsonArray, isJsonObject, type Json, jsonEquals } from '../../../base/json.ts';
import { compileAccessor } from './accessor.ts';
import {
  type FilterOperator,
  isDefinite,
  type Operand,
  type PathOperand,
  type Predicate,
  type Step,
} from './path.ts';
import { pathFunctions } from './path-functions.ts';

/** Whether `item` of the document `root` meets a filter's condition. */
export type Test = (item: Json, root: Json) => boolean;

/** An operand's value; undefined where its path leads nowhere. */
export type Value = (item: Json, root: Json) => Json | undefined;

/** Compiles the steps of an indefinite path; a parameter, because paths hold filters and filters hold paths. */
type CompileWalk = (steps: readonly Step[]) => (value: Json, root: Json, found: Json[]) => void;

export function compilePredicate(predicate: Predicate, compileWalk: CompileWalk): Test {
  switch (predicate.kind) {
    case 'Or': {
      const tests = predicate.terms.map((term) => compilePredicate(term, compileWalk));
      return (item, root) => tests.some((test) => test(item, root));
    }
    case 'And': {
      const tests = predicate.terms.map((term) => compilePredicate(term, compileWalk));
      return (item, root) => tests.every((test) => test(item, root));
    }
    case 'Not': {
      const test = compilePredicate(predicate.term, compileWalk);
      return (item, root) => !test(item, root);
    }
    case 'Exists':
      return exists(predicate.path, compileWalk);
    case 'Match': {
      const value = compileOperand(predicate.value, compileWalk);
      const { pattern } = predicate;
      return (item, root) => {
        const text = value(item, root);
        if (isJsonArray(text))
          return text.some((member) => typeof member === 'string' && pattern.matches(member));
        return typeof text === 'string' && pattern.matches(text);
      };
    }
    case 'Comparison': {
      const left = compileOperand(predicate.left, compileWalk);
      const right = compileOperand(predicate.right, compileWalk);
      const compare = comparisons[predicate.operator];
      return (item, root) => compare(left(item, root), right(item, root));
    }
    default:
      return predicate satisfies never;
  }
}

/** An indefinite path exists where it gives a list, so Jayway lets it pass even when the list is empty. */
function exists(path: PathOperand, compileWalk: CompileWalk): Test {
  const value = compileOperand(path, compileWalk);
  return (item, root) => value(item, root) !== undefined;
}

/** An operand as a closure. */
export function compileOperand(operand: Operand, compileWalk: CompileWalk): Value {
  if (operand.kind === 'Literal') {
    const { value } = operand;
    return () => value;
  }
  const select = compileSteps(operand.steps, compileWalk);
  const value: Value =
    operand.from === 'Item' ? (item, root) => select(item, root) : (_item, root) => select(root, root);
  return operand.calls.reduce<Value>((inner, { name, arguments: operands }) => {
    const parameters = operands.map((parameter) => compileOperand(parameter, compileWalk));
    const call = pathFunctions[name];
    return (item, root) => {
      const subject = inner(item, root);
      if (subject === undefined) return undefined;
      return call(
        subject,
        parameters.map((parameter) => parameter(item, root)).filter((each) => each !== undefined),
      );
    };
  }, value);
}

function compileSteps(
  steps: readonly Step[],
  compileWalk: CompileWalk,
): (from: Json, root: Json) => Json | undefined {
  if (isDefinite(steps)) return compileAccessor(steps);
  const walk = compileWalk(steps);
  return (from, root) => {
    const found: Json[] = [];
    walk(from, root, found);
    return found;
  };
}

type Comparison = (left: Json | undefined, right: Json | undefined) => boolean;

const comparisons: { readonly [Operator in FilterOperator]: Comparison } = {
  '==': equals,
  '!=': (left, right) => !equals(left, right),
  '<': (left, right) => ordered(left, right, (order) => order < 0),
  '<=': (left, right) => ordered(left, right, (order) => order <= 0),
  '>': (left, right) => ordered(left, right, (order) => order > 0),
  '>=': (left, right) => ordered(left, right, (order) => order >= 0),
  in: (left, right) => isJsonArray(right) && has(right, left),
  nin: (left, right) => !(isJsonArray(right) && has(right, left)),
  subsetof: (left, right) =>
    isJsonArray(left) && isJsonArray(right) && left.every((member) => has(right, member)),
  anyof: (left, right) =>
    isJsonArray(left) && isJsonArray(right) && left.some((member) => has(right, member)),
  noneof: (left, right) =>
    isJsonArray(left) && isJsonArray(right) && !left.some((member) => has(right, member)),
  all: (left, right) => isJsonArray(left) && isJsonArray(right) && right.every((member) => has(left, member)),
  size: (left, right) => sizeOf(left) === right && right !== undefined,
  empty: (left, right) => {
    const size = sizeOf(left);
    return size !== undefined && (size === 0) === right;
  },
  contains: (left, right) => {
    if (typeof left === 'string') return typeof right === 'string' && left.includes(right);
    return isJsonArray(left) && has(left, right);
  },
};

/** A number equals the text that spells it, as in Jayway; nothing equals what is missing. */
function equals(left: Json | undefined, right: Json | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  if (typeof left === 'number' && typeof right === 'string')
    return right.trim() !== '' && left === Number(right);
  if (typeof left === 'string' && typeof right === 'number') return left === String(right);
  return jsonEquals(left, right);
}

/** Numbers are ordered among numbers, texts among texts by their UTF-16 units; nothing else is. */
function ordered(
  left: Json | undefined,
  right: Json | undefined,
  meets: (order: number) => boolean,
): boolean {
  if (typeof left === 'number' && typeof right === 'number') return meets(left - right);
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  return meets(left < right ? -1 : left > right ? 1 : 0);
}

function has(members: readonly Json[], value: Json | undefined): boolean {
  return members.some((member) => equals(member, value));
}

function sizeOf(value: Json | undefined): number | undefined {
  if (typeof value === 'string' || isJsonArray(value)) return value.length;
  return isJsonObject(value) ? Object.keys(value).length : undefined;
}
