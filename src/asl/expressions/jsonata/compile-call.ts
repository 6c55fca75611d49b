import { call } from './call.ts';
import { Chain, Lambda, PartialApplication } from './callables.ts';
import { compileVariable } from './compile-variable.ts';
import type { Compiling, Run, RunBody } from './compiling.ts';
import type { Frame } from './frame.ts';
import { JsonataError } from './jsonata-error.ts';
import type { ApplyNode, CallNode, LambdaNode, Node, OpenArgument } from './node.ts';
import { parseSignature } from './signature.ts';
import { isTruthy } from './truth.ts';
import { type Callable, isCallable, TailCall, type Value } from './value.ts';

/** A call, and how it is made with what `~>` hands on as its first argument. */
interface Invocation {
  readonly find: (input: Value, frame: Frame) => Callable;
  readonly parameters: readonly Run[];
  /** As the expression writes the function, for messages. */
  readonly name: string | undefined;
}

function compileInvocation(node: CallNode, compiling: Compiling): Invocation {
  return {
    find: compileProcedure(node, compiling, { missing: 'T1005', notAFunction: 'T1006' }),
    parameters: node.arguments.filter(isNode).map(compiling.compile),
    name: nameOf(node.procedure),
  };
}

export function compileCall(node: CallNode, compiling: Compiling): Run {
  const { find, parameters, name } = compileInvocation(node, compiling);
  return (input, frame) => {
    const target = find(input, frame);
    const values: Value[] = [];
    for (const run of parameters) values.push(run(input, frame));
    return callNamed(target, values, { name, input, frame });
  };
}

/** A call in the last place of a body: its function and arguments are evaluated once the body has ended. */
export function compileTailCall(node: CallNode, compiling: Compiling): RunBody {
  const { find, parameters, name } = compileInvocation(node, compiling);
  return (input, frame) => {
    frame.evaluation.reach(1);
    return new TailCall(() => {
      const target = find(input, frame);
      const values = parameters.map((run) => run(input, frame));
      try {
        return target.invoke(values, input, frame);
      } catch (error) {
        throw named(error, name);
      }
    });
  };
}

interface CallSite {
  readonly name: string | undefined;
  readonly input: Value;
  readonly frame: Frame;
}

function callNamed(target: Callable, values: readonly Value[], { name, input, frame }: CallSite): Value {
  try {
    return call(target, values, input, frame);
  } catch (error) {
    throw named(error, name);
  }
}

function named(error: unknown, name: string | undefined): unknown {
  if (error instanceof JsonataError) error.token ??= name;
  return error;
}

/** The function a call is about; where there is none, what the codes say about it. */
function compileProcedure(
  { procedure }: CallNode,
  compiling: Compiling,
  codes: { readonly missing: string; readonly notAFunction: string },
): Invocation['find'] {
  const run = compiling.compile(procedure);
  const name = nameOf(procedure);
  const variable =
    procedure.type === 'path' && name !== undefined ? compileVariable(name, compiling) : undefined;
  return (input, frame) => {
    const target = run(input, frame);
    if (isCallable(target)) return target;
    // A function written without its `$` reads as a path that leads nowhere.
    if (target === undefined && variable !== undefined) {
      const meant = variable(undefined, frame);
      if (isCallable(meant) || isTruthy(meant, frame.evaluation))
        throw new JsonataError(codes.missing, {}, name);
    }
    throw new JsonataError(codes.notAFunction, {}, name);
  };
}

function nameOf(procedure: Node): string | undefined {
  const node = procedure.type === 'path' ? procedure.steps[0] : procedure;
  return node?.type === 'name' || node?.type === 'variable' ? node.value : undefined;
}

function isNode(argument: Node | OpenArgument): argument is Node {
  return argument.type !== 'operator';
}

export function compileLambda(node: LambdaNode, compiling: Compiling): Run {
  const names = node.arguments.map(({ value }) => value);
  const signature = node.signature === undefined ? undefined : parseSignature(node.signature.definition);
  const body = compiling.compileBody(node.body);
  return (input, frame) => new Lambda({ names, signature, body, input, frame });
}

export function compilePartial(node: CallNode, compiling: Compiling): Run {
  const find = compileProcedure(node, compiling, { missing: 'T1007', notAFunction: 'T1008' });
  const slots = node.arguments.map((argument) =>
    isNode(argument) ? compiling.compile(argument) : undefined,
  );
  return (input, frame) => {
    const values = slots.map((run) => ({ isOpen: run === undefined, value: run?.(input, frame) }));
    return new PartialApplication(find(input, frame), values);
  };
}

/** `~>`: calls the function on the right with the left side, or makes one function of two. */
export function compileApply(node: ApplyNode, compiling: Compiling): Run {
  const run = compileApplication(node, compiling);
  if (node.lhs.keepArray !== true && node.rhs.keepArray !== true) return run;
  return (input, frame) => {
    const value = run(input, frame);
    if (Array.isArray(value) && value.sequence === true) value.keepSingleton = true;
    return value;
  };
}

function compileApplication({ lhs, rhs }: ApplyNode, compiling: Compiling): Run {
  const left = compiling.compile(lhs);
  if (rhs.type === 'function') {
    const { find, parameters, name } = compileInvocation(rhs, compiling);
    return (input, frame) => {
      const first = left(input, frame);
      const target = find(input, frame);
      const values = [first];
      for (const parameter of parameters) values.push(parameter(input, frame));
      return callNamed(target, values, { name, input, frame });
    };
  }
  const right = compiling.compile(rhs);
  const name = nameOf(rhs);
  return (input, frame) => {
    const first = left(input, frame);
    const target = right(input, frame);
    if (!isCallable(target)) throw new JsonataError('T2006', { value: target });
    if (isCallable(first)) return new Chain(first, target);
    return callNamed(target, [first], { name, input: null, frame });
  };
}
