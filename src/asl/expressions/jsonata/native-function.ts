import type { Frame } from './frame.ts';
import { parseSignature, type Signature } from './signature.ts';
import { Callable, type Value } from './value.ts';

/** What a built-in function does with arguments that its signature let through. */
export type Implementation = (parameters: readonly Value[], frame: Frame, input: Value) => Value;

/** A function of the language's library. */
export class NativeFunction extends Callable {
  readonly arity: number;
  readonly #signature: Signature;
  readonly #implementation: Implementation;

  constructor(signature: string, arity: number, implementation: Implementation) {
    super();
    this.arity = arity;
    this.#signature = parseSignature(signature);
    this.#implementation = implementation;
  }

  invoke(parameters: readonly Value[], input: Value, frame: Frame): Value {
    frame.evaluation.spend(1);
    return this.#implementation(this.#signature.validate(parameters, input), frame, input);
  }
}

/** A NativeFunction whose implementation names the types that its signature guarantees. */
export function native<Parameters extends readonly unknown[]>(
  signature: string,
  arity: number,
  implementation: (parameters: Parameters, frame: Frame) => Value,
): NativeFunction {
  // The signature is the check: it throws for arguments of other types.
  return new NativeFunction(signature, arity, implementation as unknown as Implementation);
}
