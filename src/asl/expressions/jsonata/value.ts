import type { Frame } from './frame.ts';

/**
 * What an expression works with: JSON, nothing at all (undefined), functions, and arrays that carry marks.
 *
 * Data that comes from outside is never marked nor changed; marks stand only on arrays the evaluator made.
 */
export type Value = undefined | null | boolean | number | string | Values | Members | Opaque;

/** What is no data: functions, and the tuples of a path that binds variables. */
export abstract class Opaque {
  /** Keeps the compiler from taking data for one of these. */
  declare protected readonly isData: false;
}

export interface Values extends Array<Value> {
  /** Made by a path, a range or a function such as `$map`: one member stands for itself, none for nothing. */
  sequence?: true;
  /** A sequence that stays an array however few members it has: `path[]`. */
  keepSingleton?: true;
  /** Written as an array constructor at an end of a path, so steps do not flatten it. */
  constructed?: true;
  /** Its members are Tuples. */
  tuples?: true;
  /** A document that is an array, handed to the expression as the one member of this one. */
  document?: true;
}

export interface Members {
  [name: string]: Value;
}

/** A function of the language: built in, written in the expression, or a regular expression. */
export abstract class Callable extends Opaque {
  /** How many arguments it declares; higher-order functions pass it no more than these. */
  abstract readonly arity: number;
  /** `input` stands in for an argument that the signature takes from the context. May answer a TailCall. */
  abstract invoke(parameters: readonly Value[], input: Value, frame: Frame): Value | TailCall;
}

/** A call in the last place of a function's body, to be made by whoever called the function. */
export class TailCall {
  readonly make: () => Value | TailCall;

  constructor(make: () => Value | TailCall) {
    this.make = make;
  }
}

export function isCallable(value: Value): value is Callable {
  return value instanceof Callable;
}

/** Whether `value` is an object of data. */
export function isMembers(value: Value): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Opaque);
}

export function createSequence(...members: Value[]): Values {
  const sequence: Values = members;
  sequence.sequence = true;
  return sequence;
}

/** What a sequence stands for once it leaves the expression that made it. */
export function collapse(value: Values): Value {
  if (value.sequence !== true || value.tuples === true) return value;
  if (value.length === 0) return undefined;
  return value.length === 1 && value.keepSingleton !== true ? value[0] : value;
}

/** `value` as an array: itself, or a sequence of it alone. */
export function asValues(value: Value): Values {
  return Array.isArray(value) ? value : createSequence(value);
}

/** One member of a path's result together with the variables that the path bound on the way to it. */
export class Tuple extends Opaque {
  readonly context: Value;
  readonly bindings: ReadonlyMap<string, Value>;

  constructor(context: Value, bindings: ReadonlyMap<string, Value>) {
    super();
    this.context = context;
    this.bindings = bindings;
  }
}

/** Gives `object` a member, `__proto__` like any other. */
export function putMember(object: Members, name: string, value: Value): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}
