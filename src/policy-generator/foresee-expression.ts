import { JsonataError } from '../asl/expressions/jsonata/jsonata-error.ts';
import type {
  ArrayNode,
  BlockNode,
  CallNode,
  Node,
  ObjectNode,
  PathNode,
} from '../asl/expressions/jsonata/node.ts';
import { namesBoundIn, walk } from '../asl/expressions/jsonata/walk.ts';
import { parseExpression } from '../asl/expressions/jsonata.ts';
import {
  concatenated,
  either,
  exactText,
  type Foreseen,
  foreseenLiteral,
  isText,
  memberOf,
  pieceOf,
  textsMapped,
  unknown,
} from './foreseen.ts';
import type { Foresight } from './foresight.ts';

/** What a JSONata expression (without its marks) gives, as far as its text says. */
export function foreseeExpression(text: string, foresight: Foresight): Foreseen {
  try {
    const root = parseExpression(text);
    // Names that the expression binds to something of its own say nothing of the language's functions any more.
    const hides = [...namesBoundIn(root)].some((name) => knownNames.has(name));
    return hides ? unknown : foreseeNode(root, foresight);
  } catch (error) {
    if (error instanceof JsonataError) return unknown;
    throw error;
  }
}

const knownNames = new Set(['states', 'string', 'join', 'split', 'lowercase', 'uppercase']);

function foreseeNode(node: Node, foresight: Foresight): Foreseen {
  if (node.type === 'function' && node.predicate !== undefined) return foreseePiece(node, foresight);
  if (isChanged(node)) return unknown;
  switch (node.type) {
    case 'string':
    case 'number':
    case 'value':
      return foreseenLiteral(node.value);
    case 'binary':
      return node.value === '&'
        ? concatenated([foreseeNode(node.lhs, foresight), foreseeNode(node.rhs, foresight)])
        : unknown;
    case 'condition':
      return node.else === undefined
        ? unknown
        : either(foreseeNode(node.then, foresight), foreseeNode(node.else, foresight));
    case 'block':
      return foreseeBlock(node, foresight);
    case 'unary':
      if (node.value === '[') return foreseeArray(node, foresight);
      return node.value === '{' ? foreseeObject(node, foresight) : unknown;
    case 'variable':
      return node.value === '' || node.value === '$' ? unknown : foresight.variable(node.value);
    case 'path':
      return foreseePath(node, foresight);
    case 'function':
      return foreseeCall(node, foresight);
    default:
      return unknown;
  }
}

/** Whether something stands behind the node that changes what it gives. */
function isChanged(node: Node): boolean {
  return node.predicate !== undefined || hasMore(node);
}

/** Whether it is something else than a predicate. */
function hasMore(node: Node): boolean {
  const { group, stages, focus, index, tuple, keepArray } = node;
  return (
    group !== undefined ||
    stages !== undefined ||
    focus !== undefined ||
    index !== undefined ||
    tuple === true ||
    keepArray === true ||
    (node.type === 'path' && node.keepSingletonArray === true)
  );
}

/** The last expression, with what the ones before it bind; names that are bound deeper within are not followed. */
function foreseeBlock({ expressions }: BlockNode, foresight: Foresight): Foreseen {
  const last = expressions.at(-1);
  if (last === undefined) return unknown;
  const counts = bindingsWithin(expressions);
  const bound = new Map<string, Foreseen>();
  const inner: Foresight = {
    ...foresight,
    variable: (name) => bound.get(name) ?? foresight.variable(name),
  };
  for (const name of counts.keys()) bound.set(name, unknown);
  for (const node of expressions.slice(0, -1)) {
    if (node.type !== 'bind' || isChanged(node)) continue;
    const name = node.lhs.value;
    const value = foreseeNode(node.rhs, inner);
    if (counts.get(name) === 1) bound.set(name, value);
  }
  return foreseeNode(last, inner);
}

/** How often each name is bound, in the expressions and whatever they hold. */
function bindingsWithin(expressions: readonly Node[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const expression of expressions) {
    walk(expression, (node) => {
      if (node.type === 'bind') counts.set(node.lhs.value, (counts.get(node.lhs.value) ?? 0) + 1);
    });
  }
  return counts;
}

/** `[…]` takes arrays apart that are not written as such, and leaves out what is nothing. */
function foreseeArray({ expressions }: ArrayNode, foresight: Foresight): Foreseen {
  const items: Foreseen[] = [];
  for (const node of expressions) {
    const item = foreseeNode(node, foresight);
    if (item.kind === 'Unknown' || item.kind === 'Absent') return unknown;
    const isWhole = node.type === 'unary' && node.value === '[';
    if (item.kind === 'Array' && !isWhole) items.push(...item.items);
    else items.push(item);
  }
  return { kind: 'Array', items };
}

/** Members that turn out to be nothing are left out, so one of which nothing is known may be absent. */
function foreseeObject({ lhs }: ObjectNode, foresight: Foresight): Foreseen {
  const members = new Map<string, Foreseen>();
  for (const [name, value] of lhs) {
    if (name.type !== 'string' || isChanged(name)) return unknown;
    members.set(String(name.value), foreseeNode(value, foresight));
  }
  return { kind: 'Object', members };
}

/** `$states.context.…`, or members of a workflow variable. */
function foreseePath({ steps }: PathNode, foresight: Foresight): Foreseen {
  const [first, ...rest] = steps;
  const names: string[] = [];
  for (const step of rest) {
    if (step.type !== 'name' || isChanged(step)) return unknown;
    names.push(step.value);
  }
  if (first === undefined || isChanged(first)) return unknown;
  if (rest.length === 0) return foreseeNode(first, foresight);
  if (first.type !== 'variable') return unknown;
  if (first.value !== 'states') return names.reduce(stepInto, foresight.variable(first.value));
  const [part, ...within] = names;
  return part === 'context' ? foresight.context(within.join('.')) : unknown;
}

/** A step into an array goes into each of its items. */
function stepInto(value: Foreseen, name: string): Foreseen {
  return value.kind === 'Array' ? unknown : memberOf(value, name);
}

function foreseeCall({ procedure, arguments: parameters }: CallNode, foresight: Foresight): Foreseen {
  if (procedure.type !== 'variable' || isChanged(procedure)) return unknown;
  const [first, second, ...more] = parameters.map((node) =>
    node.type === 'operator' ? unknown : foreseeNode(node, foresight),
  );
  if (first === undefined || more.length > 0) return unknown;
  if (procedure.value === 'join') return foreseeJoin(first, second);
  if (second !== undefined) return unknown;
  switch (procedure.value) {
    case 'string':
      // Of nothing it makes nothing.
      return first.kind === 'Text' || first.kind === 'Scalar' ? concatenated([first]) : unknown;
    case 'lowercase':
      return textsMapped(first, (text) => text.toLowerCase());
    case 'uppercase':
      return textsMapped(first, (text) => text.toUpperCase());
    default:
      return unknown;
  }
}

function foreseeJoin(texts: Foreseen, separator: Foreseen | undefined): Foreseen {
  if (texts.kind !== 'Array' || !texts.items.every(isText)) return unknown;
  if (separator !== undefined && !isText(separator)) return unknown;
  return concatenated(
    texts.items.flatMap((item, index) => (index === 0 || !separator ? [item] : [separator, item])),
  );
}

/** `$split(…)[4]`, such as the account in an ARN. */
function foreseePiece(node: CallNode, foresight: Foresight): Foreseen {
  const { procedure, arguments: parameters, predicate = [] } = node;
  const [text, separator, ...more] = parameters;
  const [filter, ...others] = predicate;
  const isSplit = procedure.type === 'variable' && procedure.value === 'split' && more.length === 0;
  if (!isSplit || others.length > 0 || hasMore(node)) return unknown;
  if (filter?.expr.type !== 'number' || isChanged(filter.expr)) return unknown;
  if (text === undefined || text.type === 'operator') return unknown;
  if (separator === undefined || separator.type === 'operator') return unknown;
  const between = exactText(foreseeNode(separator, foresight));
  if (between === undefined || between === '') return unknown;
  return pieceOf(foreseeNode(text, foresight), (whole) => whole.split(between), Number(filter.expr.value));
}
