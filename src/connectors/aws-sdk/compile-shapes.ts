import { assert } from '../../base/assert.ts';
import type { ServiceModel, ShapeModel } from './service-model.ts';

/**
 * What `compile` makes of a service's shapes, by shape name. Each is made on first use, so shapes may contain themselves:
 * `compile` asks for the shapes within when it is called with a value, not before.
 */
export function compileShapes<Compiled>(
  model: ServiceModel,
  compile: (shape: ShapeModel, compiledOf: (name: string) => Compiled) => Compiled,
): (name: string) => Compiled {
  const compiled = new Map<string, Compiled>();
  const compiledOf = (name: string): Compiled => {
    const known = compiled.get(name);
    if (known !== undefined) return known;
    const shape = model.shapes[name];
    assert(shape !== undefined, `shape ${name} in the model`);
    const made = compile(shape, compiledOf);
    compiled.set(name, made);
    return made;
  };
  return compiledOf;
}
