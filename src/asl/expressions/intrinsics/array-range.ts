import { Failure } from '../../../base/failure.ts';
import { type Intrinsic, invalidArguments, truncatedArguments } from './intrinsic.ts';

/** Source: Developer Guide, "Intrinsic functions". */
const itemsMax = 1000;

const name = 'States.ArrayRange';

/** AWS cuts fractional arguments off, though its guide has them rounded. */
export const arrayRange: Intrinsic = {
  name,
  arity: [3, 3],
  apply: (values) => {
    const numbers = truncatedArguments(name, values);
    if (numbers instanceof Failure) return numbers;
    const [start = 0, end = 0, step = 0] = numbers;
    if (step === 0) return invalidArguments(name);
    const count = Math.max(0, Math.floor((end - start) / step) + 1);
    if (count > itemsMax) return invalidArguments(name);
    return Array.from({ length: count }, (_item, index) => start + index * step);
  },
};
