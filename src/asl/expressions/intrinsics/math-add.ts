import { type Intrinsic, invalidArguments } from './intrinsic.ts';

const name = 'States.MathAdd';

/** Rounds each number, a half upward as Java's Math.round does; numbers and sum must fit 32 bits. */
export const mathAdd: Intrinsic = {
  name,
  arity: [2, 2],
  apply: ([left, right]) => {
    if (typeof left !== 'number' || typeof right !== 'number') return invalidArguments(name);
    const augend = Math.round(left);
    const addend = Math.round(right);
    const sum = augend + addend + 0;
    return isInt32(augend) && isInt32(addend) && isInt32(sum) ? sum : invalidArguments(name);
  },
};

function isInt32(value: number): boolean {
  return value >= -(2 ** 31) && value < 2 ** 31;
}
