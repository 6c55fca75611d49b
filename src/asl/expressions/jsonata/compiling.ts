import type { Frame } from './frame.ts';
import type { Node } from './node.ts';
import type { TailCall, Value } from './value.ts';

/** A node ready to be evaluated on a context. */
export type Run = (input: Value, frame: Frame) => Value;

/** A function's body ready to be evaluated: where it ends in a call, it leaves that call to whoever called the function. */
export type RunBody = (input: Value, frame: Frame) => Value | TailCall;

/** What the parts of the compiler need of each other, since the nodes they compile nest. */
export interface Compiling {
  /** Names that the expression itself binds somewhere; all others are known by what is around it. */
  readonly boundNames: ReadonlySet<string>;
  compile(node: Node): Run;
  /** What a node does itself, without what stands behind it: predicates, grouping, `[]`. */
  compileBare(node: Node): Run;
  compileBody(node: Node): RunBody;
}
