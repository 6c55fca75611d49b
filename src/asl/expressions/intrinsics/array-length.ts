import { Failure } from '../../../base/failure.ts';
import { arrayArgument, type Intrinsic } from './intrinsic.ts';

const name = 'States.ArrayLength';

export const arrayLength: Intrinsic = {
  name,
  arity: [1, 1],
  apply: ([value]) => {
    const items = arrayArgument(name, value);
    return items instanceof Failure ? items : items.length;
  },
};
