import { packageFunction } from '../../jsonata.ts';
import type { Frame } from '../frame.ts';
import { type Implementation, NativeFunction, native } from '../native-function.ts';
import type { Value } from '../value.ts';

/** The package's own function `name`, under the signature it is declared with. */
export function packaged(name: string, growth = 1): NativeFunction {
  const { signature, arity } = packageFunction(name);
  return new NativeFunction(signature, arity, packagedImplementation(name, growth));
}

/**
 * What the package's function does, paid for by the texts it is given. `growth` is how many characters of the result one
 * of theirs may become.
 */
export function packagedImplementation(name: string, growth = 1): Implementation {
  const { apply } = packageFunction(name);
  return (parameters, frame) => {
    payForTexts(parameters, growth, frame);
    return apply(parameters, frame.evaluation.scope.surroundings.at);
  };
}

function payForTexts(parameters: readonly Value[], growth: number, { evaluation }: Frame): void {
  for (const parameter of parameters) {
    if (typeof parameter !== 'string') continue;
    evaluation.spend(parameter.length / 8);
    evaluation.holdCharacters(parameter.length * growth);
  }
}

/** An implementation of our own of the function `name`, under the signature that the package declares. */
export function bounded<Parameters extends readonly unknown[]>(
  name: string,
  implementation: (parameters: Parameters, frame: Frame) => Value,
): NativeFunction {
  const { signature, arity } = packageFunction(name);
  return native(signature, arity, implementation);
}
