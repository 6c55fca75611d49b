import { Failure } from '../../../base/failure.ts';
import { arrayArgument, type Intrinsic, invalidArguments, truncatedArguments } from './intrinsic.ts';

const name = 'States.ArrayGetItem';

/** On AWS a fractional index is cut off, and an empty array gives null whatever the index. */
export const arrayGetItem: Intrinsic = {
  name,
  arity: [2, 2],
  apply: ([value, ...indexes]) => {
    const items = arrayArgument(name, value);
    if (items instanceof Failure) return items;
    const numbers = truncatedArguments(name, indexes);
    if (numbers instanceof Failure) return numbers;
    const [index = 0] = numbers;
    if (items.length === 0 && index >= 0) return null;
    return items[index] ?? (index in items ? null : invalidArguments(name));
  },
};
