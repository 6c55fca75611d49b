import type { OutcomeField } from '../../place.ts';
import { messageOf, parseExpression } from '../jsonata.ts';
import { compileExpression } from './compile.ts';
import { builtIns } from './functions/index.ts';
import { JsonataError } from './jsonata-error.ts';
import type { Node, PathNode } from './node.ts';
import { childrenOf, namesBoundIn, walk } from './walk.ts';

/** Why a definition with an expression is refused. */
export interface ExpressionProblem {
  readonly code: 'INVALID_JSONATA_EXPRESSION' | 'UNSUPPORTED_JSONATA_EXPRESSION';
  readonly message: string;
}

/**
 * What is wrong with an expression, before it is ever evaluated. `allows` is what `$states` has where it stands, besides
 * `input` and `context`.
 *
 * Codes and messages are those measured on the service: a text that cannot be parsed, references to a context that the
 * expressions of a state do not have, and fields of `$states` that are not there yet. `$eval` is not among them: AWS
 * accepts it, and calling it fails.
 */
export function findExpressionProblems(
  text: string,
  { allows }: { readonly allows: OutcomeField | undefined },
): readonly ExpressionProblem[] {
  const root = parse(text);
  if (!('type' in root)) return [root];
  return [...new Set([...contextReferences(root), ...outcomeReferences(root, allows)])].map((message) => ({
    code: 'UNSUPPORTED_JSONATA_EXPRESSION',
    message,
  }));
}

/** The syntax tree, compiled once to see that it can be: patterns and signatures have a syntax of their own. */
function parse(text: string): Node | ExpressionProblem {
  try {
    const root = parseExpression(text);
    if (depthOf(root) > nodesInOneAnotherMax) return tooDeep;
    compileExpression(root);
    return root;
  } catch (error) {
    if (error instanceof RangeError) return tooDeep;
    if (error instanceof JsonataError) return invalid(error.details.message ?? messageOf(error));
    throw error;
  }
}

function invalid(message: string): ExpressionProblem {
  return { code: 'INVALID_JSONATA_EXPRESSION', message };
}

/** Evaluation goes a fifth as deep; what lies deeper keeps the compiler's own stack from its end. */
const nodesInOneAnotherMax = 500;

const tooDeep = invalid('Expression is nested too deeply');

function depthOf(node: Node): number {
  return childrenOf(node).reduce((depth, child) => Math.max(depth, depthOf(child) + 1), 1);
}

function contextReferences(root: Node): readonly string[] {
  const messages: string[] = [];
  const refuse = (name: string) => messages.push(`Reference to '${name}' at the top level is not supported.`);
  visitAtTopLevel(root, (node) => {
    if (node.type === 'name') refuse(node.value);
    if (node.type === 'variable' && node.value === '') refuse('$');
  });
  walk(root, (node) => {
    if (node.type === 'variable' && node.value === '$') messages.push("Reference to '$$' is not supported.");
  });
  return messages;
}

/**
 * Visits the nodes that are evaluated on the context of the whole expression: of a path only its first step. What stands
 * behind a step, in a predicate or a grouping, has a context of its own; a function's body has that of the place where
 * the function is written.
 */
function visitAtTopLevel(node: Node, visit: (node: Node) => void): void {
  visit(node);
  if (node.type === 'transform') return;
  const { predicate: _predicate, stages: _stages, group: _group, ...bare } = node;
  const children = node.type === 'path' ? node.steps.slice(0, 1) : childrenOf(bare as Node);
  for (const child of children) visitAtTopLevel(child, visit);
}

function outcomeReferences(root: Node, allows: OutcomeField | undefined): readonly string[] {
  const messages: string[] = [];
  walk(root, (node) => {
    const field = node.type === 'path' ? statesFieldOf(node) : undefined;
    if ((field === 'result' || field === 'errorOutput') && field !== allows) {
      messages.push(`Field '$states.${field}' does not exist.`);
    }
  });
  return messages;
}

function statesFieldOf({ steps: [first, second] }: PathNode): string | undefined {
  if (first?.type !== 'variable' || first.value !== 'states') return undefined;
  return second?.type === 'name' ? second.value : undefined;
}

/** The workflow variables that an expression reads; none where it cannot be parsed. */
export function findExpressionVariables(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  let root: Node;
  try {
    root = parseExpression(text);
  } catch {
    return names;
  }
  const bound = namesBoundIn(root);
  walk(root, (node) => {
    if (node.type !== 'variable' || bound.has(node.value)) return;
    const isOwn =
      node.value === '' || node.value === '$' || node.value === 'states' || builtIns.has(node.value);
    if (!isOwn) names.add(node.value);
  });
  return names;
}
