import { isJsonObject } from '../../../base/json.ts';
import { inHashOrder } from '../java.ts';
import { type Intrinsic, invalidArguments } from './intrinsic.ts';

const name = 'States.JsonMerge';

/**
 * The members of both objects, the second's where both have one, in the order of a Java HashMap (recorded). Only true
 * asks for a deep merge, which AWS refuses; it takes any other third argument for false.
 */
export const jsonMerge: Intrinsic = {
  name,
  arity: [3, 3],
  apply: ([left, right, isDeep]) => {
    if (!isJsonObject(left) || !isJsonObject(right) || isDeep === true) return invalidArguments(name);
    const members = Object.entries({ ...left, ...right });
    return Object.fromEntries(inHashOrder(members, ([member]) => member));
  },
};
