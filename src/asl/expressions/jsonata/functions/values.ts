import { cloneOf } from '../clone.ts';
import type { NativeFunction } from '../native-function.ts';
import { isNumeric, truthOf } from '../truth.ts';
import { isCallable, type Value } from '../value.ts';
import { bounded } from './packaged.ts';

/** Functions on values of any type. */
export const valueFunctions: Readonly<Record<string, NativeFunction>> = {
  boolean: bounded<[Value]>('boolean', ([value], { evaluation }) => truthOf(value, evaluation)),
  not: bounded<[Value]>('not', ([value], { evaluation }) => {
    const truth = truthOf(value, evaluation);
    return truth === undefined ? undefined : !truth;
  }),
  exists: bounded<[Value]>('exists', ([value]) => value !== undefined),
  type: bounded<[Value]>('type', ([value]) => typeOf(value)),
  clone: bounded<[Value]>('clone', ([value], { evaluation }) => cloneOf(value, evaluation)),
};

function typeOf(value: Value): Value {
  if (value === undefined) return undefined;
  if (value === null) return 'null';
  if (isNumeric(value)) return 'number';
  if (typeof value === 'string' || typeof value === 'boolean') return typeof value;
  if (Array.isArray(value)) return 'array';
  return isCallable(value) ? 'function' : 'object';
}
