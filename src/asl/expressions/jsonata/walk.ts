import type { Node, Stage } from './node.ts';

/** Visits `node` and everything in it. */
export function walk(node: Node, visit: (node: Node) => void): void {
  visit(node);
  for (const child of childrenOf(node)) walk(child, visit);
}

/** The nodes directly in `node`. */
export function childrenOf(node: Node): readonly Node[] {
  const children = [...ownChildrenOf(node)];
  for (const { expr } of node.predicate ?? []) children.push(expr);
  for (const stage of node.stages ?? []) addStage(stage, children);
  for (const pair of node.group?.lhs ?? []) children.push(...pair);
  return children;
}

function addStage(stage: Stage, children: Node[]): void {
  if (stage.type === 'filter') children.push(stage.expr);
}

function ownChildrenOf(node: Node): readonly Node[] {
  switch (node.type) {
    case 'path':
      return node.steps;
    case 'binary':
    case 'apply':
      return [node.lhs, node.rhs];
    case 'unary':
      if (node.value === '[') return node.expressions;
      return node.value === '{' ? node.lhs.flat() : [node.expression];
    case 'condition':
      return node.else === undefined ? [node.condition, node.then] : [node.condition, node.then, node.else];
    case 'block':
      return node.expressions;
    case 'bind':
      return [node.rhs];
    case 'function':
    case 'partial':
      return [node.procedure, ...node.arguments.filter((argument) => argument.type !== 'operator')];
    case 'lambda':
      return [node.body];
    case 'transform':
      return node.delete === undefined
        ? [node.pattern, node.update]
        : [node.pattern, node.update, node.delete];
    case 'sort':
      return node.terms.map(({ expression }) => expression);
    default:
      return [];
  }
}

/** Every name that some part of an expression binds a value to. */
export function namesBoundIn(root: Node): ReadonlySet<string> {
  const names = new Set<string>();
  walk(root, (node) => {
    if (node.type === 'bind') names.add(node.lhs.value);
    if (node.type === 'lambda') for (const { value } of node.arguments) names.add(value);
    if (node.focus !== undefined) names.add(node.focus);
    if (node.index !== undefined) names.add(node.index);
    for (const stage of node.stages ?? []) if (stage.type === 'index') names.add(stage.value);
  });
  return names;
}
