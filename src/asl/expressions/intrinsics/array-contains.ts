import { Failure } from '../../../base/failure.ts';
import { javaText } from '../java.ts';
import { arrayArgument, type Intrinsic } from './intrinsic.ts';

const name = 'States.ArrayContains';

/** AWS compares how Java prints the values, so true is found among texts, and objects must have one order of members. */
export const arrayContains: Intrinsic = {
  name,
  arity: [2, 2],
  apply: ([value, sought = null]) => {
    const items = arrayArgument(name, value);
    if (items instanceof Failure) return items;
    const text = javaText(sought);
    return items.some((item) => javaText(item) === text);
  },
};
