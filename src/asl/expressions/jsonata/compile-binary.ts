import type { Compiling, Run } from './compiling.ts';
import { compare, isEqual } from './equality.ts';
import type { Evaluation } from './evaluation.ts';
import { JsonataError } from './jsonata-error.ts';
import type { BinaryNode, Node } from './node.ts';
import { stringify } from './stringify.ts';
import { isNumeric, isTruthy } from './truth.ts';
import type { Value, Values } from './value.ts';

type Operator = (left: Value, right: Value, evaluation: Evaluation) => Value;

const operators: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ['+', arithmetic((left, right) => left + right)],
  ['-', arithmetic((left, right) => left - right)],
  ['*', arithmetic((left, right) => left * right)],
  ['/', arithmetic((left, right) => left / right)],
  ['%', arithmetic((left, right) => left % right)],
  ['=', (left, right, evaluation) => areDefined(left, right) && isEqual(left, right, evaluation)],
  ['!=', (left, right, evaluation) => areDefined(left, right) && !isEqual(left, right, evaluation)],
  ['<', comparison((order) => order < 0)],
  ['<=', comparison((order) => order <= 0)],
  ['>', comparison((order) => order > 0)],
  ['>=', comparison((order) => order >= 0)],
  ['&', concatenate],
  ['..', range],
  ['in', includes],
]);

export function compileBinary(node: BinaryNode, compiling: Compiling): Run {
  const left = compiling.compile(node.lhs);
  const right = compiling.compile(node.rhs);
  if (node.value === 'and' || node.value === 'or') return compileLogic(node.value, left, right);
  const operate = operators.get(node.value);
  // The parser has no other operators; a new one would be nothing this evaluator knows.
  if (operate === undefined) throw new JsonataError('S0204', {}, node.value);
  return (input, frame) => {
    const first = left(input, frame);
    const second = right(input, frame);
    try {
      return operate(first, second, frame.evaluation);
    } catch (error) {
      throw named(error, node.value);
    }
  };
}

/** The right side is evaluated only where the left one leaves the answer open. */
function compileLogic(operator: 'and' | 'or', left: Run, right: Run): Run {
  const decisive = operator === 'or';
  return (input, frame) => {
    const { evaluation } = frame;
    const first = left(input, frame);
    try {
      if (isTruthy(first, evaluation) === decisive) return decisive;
      return isTruthy(right(input, frame), evaluation);
    } catch (error) {
      throw named(error, operator);
    }
  };
}

/** The operator takes the blame even for what went wrong further in. */
function named(error: unknown, operator: string): unknown {
  if (error instanceof JsonataError) error.token = operator;
  return error;
}

function areDefined(left: Value, right: Value): boolean {
  return left !== undefined && right !== undefined;
}

function arithmetic(compute: (left: number, right: number) => number): Operator {
  return (left, right) => {
    if (left !== undefined && !isNumeric(left)) throw new JsonataError('T2001', { value: left });
    if (right !== undefined && !isNumeric(right)) throw new JsonataError('T2002', { value: right });
    return left === undefined || right === undefined ? undefined : compute(left, right);
  };
}

function comparison(holds: (order: number) => boolean): Operator {
  return (left, right, evaluation) => {
    if (!isComparable(left) || !isComparable(right)) throw new JsonataError('T2010');
    if (left === undefined || right === undefined) return undefined;
    if (typeof left !== typeof right) throw new JsonataError('T2009', { value: left, value2: right });
    // Nothing compares with what is not a number.
    if (Number.isNaN(left) || Number.isNaN(right)) return false;
    return holds(compare(left, right, evaluation));
  };
}

function isComparable(value: Value): value is string | number | undefined {
  return value === undefined || typeof value === 'string' || typeof value === 'number';
}

function concatenate(left: Value, right: Value, evaluation: Evaluation): Value {
  const first = stringify(left, evaluation) ?? '';
  const second = stringify(right, evaluation) ?? '';
  evaluation.holdCharacters(first.length + second.length);
  return first + second;
}

function range(left: Value, right: Value, evaluation: Evaluation): Value {
  if (left !== undefined && !Number.isInteger(left)) throw new JsonataError('T2003', { value: left });
  if (right !== undefined && !Number.isInteger(right)) throw new JsonataError('T2004', { value: right });
  if (typeof left !== 'number' || typeof right !== 'number' || left > right) return undefined;
  const length = right - left + 1;
  if (length > 1e7) throw new JsonataError('D2014', { value: length });
  evaluation.holdElements(length);
  const result: Values = new Array<Value>(length);
  for (let index = 0; index < length; index += 1) result[index] = left + index;
  result.sequence = true;
  return result;
}

function includes(left: Value, right: Value, evaluation: Evaluation): Value {
  if (!areDefined(left, right)) return false;
  if (!Array.isArray(right)) return left === right;
  evaluation.spend(right.length);
  if (typeof left === 'string') {
    return right.some((member) => typeof member === 'string' && isEqual(left, member, evaluation));
  }
  return right.indexOf(left) >= 0;
}

export function compileNegation(operand: Node, compiling: Compiling): Run {
  const run = compiling.compile(operand);
  return (input, frame) => {
    const value = run(input, frame);
    if (value === undefined) return undefined;
    if (!isNumeric(value)) throw new JsonataError('D1002', { value }, '-');
    return -value;
  };
}
