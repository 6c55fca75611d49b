import { AssertionError } from '../../../base/assert.ts';
import { compileArray } from './compile-array.ts';
import { compileBinary, compileNegation } from './compile-binary.ts';
import { compileBody } from './compile-body.ts';
import { compileApply, compileCall, compileLambda, compilePartial } from './compile-call.ts';
import { compileFilter } from './compile-filter.ts';
import { compileGroup, compileObject } from './compile-object.ts';
import { compilePath } from './compile-path.ts';
import { compileTransform } from './compile-transform.ts';
import { compileVariable } from './compile-variable.ts';
import type { Compiling, Run } from './compiling.ts';
import { lookup } from './lookup.ts';
import type { BlockNode, ConditionNode, LiteralNode, Node } from './node.ts';
import { RegularExpression } from './regular-expression.ts';
import { isTruthy } from './truth.ts';
import { asValues, collapse, type Value } from './value.ts';
import { namesBoundIn } from './walk.ts';
import { descendantsOf, membersOf } from './wildcards.ts';

/**
 * An expression as a closure.
 *
 * Each node becomes one closure, made once. It gives what the language's reference evaluator gives for the node, and pays
 * for its work from the Evaluation in `frame`, so that no expression can hold up the process or fill its memory.
 */
export function compileExpression(root: Node): Run {
  const compiling: Compiling = {
    boundNames: namesBoundIn(root),
    compile: (node) => compileNode(node, compiling),
    compileBare: (node) => compileBare(node, compiling),
    compileBody: (node) => compileBody(node, compiling),
  };
  return compiling.compile(root);
}

function compileNode(node: Node, compiling: Compiling): Run {
  if (isPlainLiteral(node)) return compileLiteral(node);
  const run = withGroup(node, withPredicates(node, compileBare(node, compiling), compiling), compiling);
  const keepsArray = node.keepArray === true;
  return (input, frame) => {
    const { evaluation } = frame;
    evaluation.enter();
    const value = run(input, frame);
    evaluation.depth -= 1;
    if (!Array.isArray(value)) return value;
    if (keepsArray && value.sequence === true) value.keepSingleton = true;
    return collapse(value);
  };
}

function isPlainLiteral(node: Node): node is LiteralNode {
  const isLiteral = node.type === 'string' || node.type === 'number' || node.type === 'value';
  return isLiteral && node.predicate === undefined && node.group === undefined;
}

function compileLiteral({ value }: LiteralNode): Run {
  return (_input, { evaluation }) => {
    evaluation.reach(1);
    return value;
  };
}

function withPredicates({ predicate }: Node, run: Run, compiling: Compiling): Run {
  if (predicate === undefined) return run;
  const filters = predicate.map(({ expr }) => compileFilter(expr, compiling));
  return (input, frame) => filters.reduce<Value>((value, filter) => filter(value, frame), run(input, frame));
}

/** A path groups for itself, since it may group tuples. */
function withGroup(node: Node, run: Run, compiling: Compiling): Run {
  if (node.group === undefined || node.type === 'path') return run;
  const group = compileGroup(node.group, compiling);
  return (input, frame) => group(asValues(run(input, frame)), frame);
}

function compileBare(node: Node, compiling: Compiling): Run {
  switch (node.type) {
    case 'path':
      return compilePath(node, compiling);
    case 'binary':
      return compileBinary(node, compiling);
    case 'unary':
      if (node.value === '[') return compileArray(node, compiling);
      return node.value === '{'
        ? compileObject(node, compiling)
        : compileNegation(node.expression, compiling);
    case 'name':
      return (input, { evaluation }) => lookup(input, node.value, evaluation);
    case 'string':
    case 'number':
    case 'value':
      return () => node.value;
    case 'wildcard':
      return (input, { evaluation }) => membersOf(input, evaluation);
    case 'descendant':
      return (input, { evaluation }) => descendantsOf(input, evaluation);
    case 'parent':
      return (_input, frame) => frame.get(node.slot.label);
    case 'condition':
      return compileCondition(node, compiling);
    case 'block':
      return compileBlock(node, compiling);
    case 'bind': {
      const run = compiling.compile(node.rhs);
      return (input, frame) => frame.bind(node.lhs.value, run(input, frame));
    }
    case 'regex': {
      const expression = new RegularExpression(node.value);
      return () => expression;
    }
    case 'function':
      return compileCall(node, compiling);
    case 'partial':
      return compilePartial(node, compiling);
    case 'variable':
      return compileVariable(node.value, compiling);
    case 'lambda':
      // A call that the parser wrapped for the end of a body is a call all the same anywhere else.
      return node.thunk === true ? compileBare(node.body, compiling) : compileLambda(node, compiling);
    case 'apply':
      return compileApply(node, compiling);
    case 'transform':
      return compileTransform(node, compiling);
    case 'sort':
      throw new AssertionError('an order-by clause stands only among the steps of a path');
    default:
      return node satisfies never;
  }
}

function compileCondition(node: ConditionNode, compiling: Compiling): Run {
  const condition = compiling.compile(node.condition);
  const then = compiling.compile(node.then);
  const otherwise = node.else === undefined ? undefined : compiling.compile(node.else);
  return (input, frame) =>
    isTruthy(condition(input, frame), frame.evaluation) ? then(input, frame) : otherwise?.(input, frame);
}

function compileBlock({ expressions }: BlockNode, compiling: Compiling): Run {
  const runs = expressions.map(compiling.compile);
  return (input, frame) => {
    const inner = frame.inner();
    let value: Value;
    for (const run of runs) value = run(input, inner);
    return value;
  };
}
