import type { Frame } from './frame.ts';
import { type Callable, TailCall, type Value } from './value.ts';

/** Calls a function and makes the calls it ends in. `input` is what its signature may take from the context. */
export function call(target: Callable, parameters: readonly Value[], input: Value, frame: Frame): Value {
  let value = target.invoke(parameters, input, frame);
  while (value instanceof TailCall) {
    frame.evaluation.spend(1);
    value = value.make();
  }
  return value;
}

/** The same for a function that another function was given, which has no context. */
export function callBack(target: Callable, parameters: readonly Value[], frame: Frame): Value {
  frame.evaluation.spend(1);
  return call(target, parameters, null, frame);
}

/** The arguments of a callback: the value, and its position and the whole of it where the function declares them. */
export function callbackParameters(
  { arity }: Callable,
  value: Value,
  position: Value,
  whole: Value,
): readonly Value[] {
  if (arity >= 3) return [value, position, whole];
  return arity === 2 ? [value, position] : [value];
}
