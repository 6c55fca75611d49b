import { compileTailCall } from './compile-call.ts';
import type { Compiling, RunBody } from './compiling.ts';
import type { BlockNode, ConditionNode, Node } from './node.ts';
import { isTruthy } from './truth.ts';

/**
 * A function's body. Where it ends in a call, through conditions and blocks, it hands that call to whoever called the
 * function, so that recursion in the last place takes no depth.
 */
export function compileBody(node: Node, compiling: Compiling): RunBody {
  // A predicate or a grouping is still to come; the reference evaluator loses it.
  const hasMore = node.predicate !== undefined || node.group !== undefined || node.keepArray === true;
  if (hasMore) return compiling.compile(node);
  if (node.type === 'condition') return compileCondition(node, compiling);
  if (node.type === 'block') return compileBlock(node, compiling);
  const isTailCall = node.type === 'lambda' && node.thunk === true && node.body.type === 'function';
  return isTailCall ? compileTailCall(node.body, compiling) : compiling.compile(node);
}

function compileCondition(node: ConditionNode, compiling: Compiling): RunBody {
  const condition = compiling.compile(node.condition);
  const then = compileBody(node.then, compiling);
  const otherwise = node.else === undefined ? undefined : compileBody(node.else, compiling);
  return (input, frame) => {
    const { evaluation } = frame;
    evaluation.enter();
    const value = isTruthy(condition(input, frame), evaluation)
      ? then(input, frame)
      : otherwise?.(input, frame);
    evaluation.depth -= 1;
    return value;
  };
}

function compileBlock({ expressions }: BlockNode, compiling: Compiling): RunBody {
  const runs = expressions.slice(0, -1).map(compiling.compile);
  const last = expressions.at(-1);
  const end = last === undefined ? undefined : compileBody(last, compiling);
  return (input, frame) => {
    const { evaluation } = frame;
    const inner = frame.inner();
    evaluation.enter();
    for (const run of runs) run(input, inner);
    const value = end?.(input, inner);
    evaluation.depth -= 1;
    return value;
  };
}
