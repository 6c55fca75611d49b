import { callBack, callbackParameters } from '../call.ts';
import { JsonataError } from '../jsonata-error.ts';
import type { NativeFunction } from '../native-function.ts';
import { isTruthy } from '../truth.ts';
import { type Callable, createSequence, type Value, type Values } from '../value.ts';
import { bounded } from './packaged.ts';

type List = Values | undefined;

/** Functions that call a function on every member of an array. */
export const higherOrderFunctions: Readonly<Record<string, NativeFunction>> = {
  map: bounded<[List, Callable]>('map', ([values, callback], frame) => {
    if (values === undefined) return undefined;
    const results = createSequence();
    for (let index = 0; index < values.length; index += 1) {
      const result = callBack(callback, callbackParameters(callback, values[index], index, values), frame);
      if (result === undefined) continue;
      frame.evaluation.holdMore(results.length, 1);
      results.push(result);
    }
    return results;
  }),
  filter: bounded<[List, Callable]>('filter', ([values, callback], frame) => {
    if (values === undefined) return undefined;
    const results = createSequence();
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index];
      const answer = callBack(callback, callbackParameters(callback, value, index, values), frame);
      if (!isTruthy(answer, frame.evaluation)) continue;
      frame.evaluation.holdMore(results.length, 1);
      results.push(value);
    }
    return results;
  }),
  single: bounded<[List, Callable | undefined]>('single', ([values, callback], frame) => {
    if (values === undefined) return undefined;
    let found: { readonly value: Value } | undefined;
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index];
      const matches =
        callback === undefined ||
        isTruthy(
          callBack(callback, callbackParameters(callback, value, index, values), frame),
          frame.evaluation,
        );
      if (!matches) continue;
      if (found) throw new JsonataError('D3138', { index });
      found = { value };
    }
    if (!found) throw new JsonataError('D3139');
    return found.value;
  }),
  reduce: bounded<[List, Callable, Value]>('reduce', ([values, callback, initial], frame) => {
    if (values === undefined) return undefined;
    if (callback.arity < 2) throw new JsonataError('D3050', { index: 1 });
    const startsWithFirst = initial === undefined && values.length > 0;
    let result = startsWithFirst ? values[0] : initial;
    for (let index = startsWithFirst ? 1 : 0; index < values.length; index += 1) {
      const parameters = [result, values[index], index, values].slice(0, Math.min(callback.arity, 4));
      result = callBack(callback, parameters, frame);
    }
    return result;
  }),
};
