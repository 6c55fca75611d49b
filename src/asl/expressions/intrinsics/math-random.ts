import { Failure } from '../../../base/failure.ts';
import { type Intrinsic, invalidArguments, truncatedArguments } from './intrinsic.ts';
import { JavaRandom } from './java-random.ts';

const name = 'States.MathRandom';

/** From `start` up to but not including `end`. AWS cuts fractional arguments off, though its guide has them rounded. */
export const mathRandom: Intrinsic = {
  name,
  arity: [2, 3],
  apply: (values, surroundings) => {
    const numbers = truncatedArguments(name, values);
    if (numbers instanceof Failure) return numbers;
    const [start = 0, end = 0, seed] = numbers;
    if (start >= end || !isInt32(start) || !isInt32(end)) return invalidArguments(name);
    if (seed !== undefined) return new JavaRandom(seed).nextBetween(start, end);
    return start + Math.floor(surroundings.random() * (end - start));
  },
};

function isInt32(value: number): boolean {
  return value === (value | 0);
}
