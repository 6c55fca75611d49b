import type { Evaluation } from './evaluation.ts';
import type { Tuple, Value } from './value.ts';

interface Binding {
  readonly name: string;
  value: Value;
  readonly next: Binding | undefined;
}

export const unbound = Symbol('unbound');

/** The variables that one block or one call of a function binds. */
export class Frame {
  readonly evaluation: Evaluation;
  readonly #outer: Frame | undefined;
  #bindings: Binding | undefined;

  constructor(evaluation: Evaluation, outer: Frame | undefined) {
    this.evaluation = evaluation;
    this.#outer = outer;
    this.#bindings = undefined;
  }

  /** A frame inside this one with what a tuple binds. */
  withTuple({ bindings }: Tuple): Frame {
    const frame = this.inner();
    for (const [name, value] of bindings) frame.bind(name, value);
    return frame;
  }

  /** A frame inside this one. */
  inner(): Frame {
    return new Frame(this.evaluation, this);
  }

  /** Answers `value`, as an assignment in an expression does. */
  bind(name: string, value: Value): Value {
    for (let binding = this.#bindings; binding !== undefined; binding = binding.next) {
      if (binding.name !== name) continue;
      binding.value = value;
      return value;
    }
    this.#bindings = { name, value, next: this.#bindings };
    return value;
  }

  /** What `name` is bound to; nothing where it is not. */
  get(name: string): Value {
    const value = this.lookup(name);
    return value === unbound ? undefined : value;
  }

  /** What `name` is bound to, here or further out, or `unbound`. A name may be bound to nothing. */
  lookup(name: string): Value | typeof unbound {
    for (let frame: Frame | undefined = this; frame !== undefined; frame = frame.#outer) {
      for (let binding = frame.#bindings; binding !== undefined; binding = binding.next) {
        if (binding.name === name) return binding.value;
      }
    }
    return unbound;
  }
}
