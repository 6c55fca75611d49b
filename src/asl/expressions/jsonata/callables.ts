import { call } from './call.ts';
import type { RunBody } from './compiling.ts';
import type { Frame } from './frame.ts';
import type { Signature } from './signature.ts';
import { Callable, type TailCall, type Value } from './value.ts';

/** A function written in an expression, with what it was written around. */
export class Lambda extends Callable {
  readonly #parts: {
    readonly names: readonly string[];
    readonly signature: Signature | undefined;
    readonly body: RunBody;
    readonly input: Value;
    readonly frame: Frame;
  };

  constructor(parts: {
    readonly names: readonly string[];
    readonly signature: Signature | undefined;
    readonly body: RunBody;
    readonly input: Value;
    readonly frame: Frame;
  }) {
    super();
    this.#parts = parts;
  }

  get arity(): number {
    return this.#parts.names.length;
  }

  invoke(parameters: readonly Value[], input: Value): Value | TailCall {
    const { signature } = this.#parts;
    return this.invokeUnchecked(signature === undefined ? parameters : signature.validate(parameters, input));
  }

  /** Without looking at the signature, as a partial application does. */
  invokeUnchecked(parameters: readonly Value[]): Value | TailCall {
    const { names, body, input, frame } = this.#parts;
    const inner = frame.inner();
    for (let index = 0; index < names.length; index += 1) inner.bind(names[index] ?? '', parameters[index]);
    return body(input, inner);
  }
}

interface Slot {
  readonly isOpen: boolean;
  readonly value: Value;
}

/** A function some of whose arguments are given: `$f(?, 2)`. */
export class PartialApplication extends Callable {
  readonly arity: number;
  readonly #target: Callable;
  readonly #slots: readonly Slot[];

  constructor(target: Callable, slots: readonly Slot[]) {
    super();
    this.#target = target;
    this.#slots = slots.slice(0, target.arity);
    this.arity = this.#slots.filter(({ isOpen }) => isOpen).length;
  }

  invoke(parameters: readonly Value[], input: Value, frame: Frame): Value | TailCall {
    let position = 0;
    const values = this.#slots.map(({ isOpen, value }) => (isOpen ? parameters[position++] : value));
    if (this.#target instanceof Lambda) return this.#target.invokeUnchecked(values);
    while (values.length > 0 && values.at(-1) === undefined) values.pop();
    return this.#target.invoke(values, input, frame);
  }
}

/** Two functions one after the other: `$f ~> $g`. */
export class Chain extends Callable {
  readonly arity = 1;
  readonly #first: Callable;
  readonly #second: Callable;

  constructor(first: Callable, second: Callable) {
    super();
    this.#first = first;
    this.#second = second;
  }

  invoke(parameters: readonly Value[], _input: Value, frame: Frame): Value | TailCall {
    frame.evaluation.enter();
    const between = call(this.#first, parameters.slice(0, 1), undefined, frame);
    frame.evaluation.depth -= 1;
    return this.#second.invoke([between], undefined, frame);
  }
}
