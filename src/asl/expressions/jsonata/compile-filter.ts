import type { Compiling } from './compiling.ts';
import type { Frame } from './frame.ts';
import type { Node } from './node.ts';
import { isNumeric, isTruthy } from './truth.ts';
import { asValues, createSequence, Tuple, type Value, type Values } from './value.ts';

export type Filter = (value: Value, frame: Frame) => Value;

/** A predicate: a position or several, counted from the end where negative, or a condition on each member. */
export function compileFilter(predicate: Node, compiling: Compiling): Filter {
  if (predicate.type === 'number') return selectIndex(Math.floor(Number(predicate.value)));
  const run = compiling.compile(predicate);
  return (value, frame) => {
    const { evaluation } = frame;
    const values = asValues(value);
    const results = sequenceLike(values);
    evaluation.spend(values.length);
    for (let index = 0; index < values.length; index += 1) {
      const member = values[index];
      const answer =
        member instanceof Tuple ? run(member.context, frame.withTuple(member)) : run(member, frame);
      const count = selections(answer, index, values.length, frame);
      if (count === 0) continue;
      evaluation.holdMore(results.length, count);
      for (let times = 0; times < count; times += 1) results.push(member);
    }
    return results;
  };
}

function selectIndex(position: number): Filter {
  return (value, { evaluation }) => {
    evaluation.spend(1);
    const values = asValues(value);
    const member = values[position < 0 ? values.length + position : position];
    if (Array.isArray(member)) return member;
    const results = sequenceLike(values);
    if (member !== undefined) results.push(member);
    return results;
  };
}

function sequenceLike({ tuples }: Values): Values {
  const results = createSequence();
  if (tuples === true) results.tuples = true;
  return results;
}

/** How often an answer selects the member at `index`: positions may name it more than once. */
function selections(answer: Value, index: number, length: number, { evaluation }: Frame): number {
  if (isNumeric(answer)) return isAt(answer, index, length) ? 1 : 0;
  if (!Array.isArray(answer)) return isTruthy(answer, evaluation) ? 1 : 0;
  evaluation.spend(answer.length);
  let count = 0;
  for (const position of answer) {
    if (!isNumeric(position)) return isTruthy(answer, evaluation) ? 1 : 0;
    if (isAt(position, index, length)) count += 1;
  }
  return count;
}

function isAt(position: number, index: number, length: number): boolean {
  const whole = Math.floor(position);
  return (whole < 0 ? length + whole : whole) === index;
}
