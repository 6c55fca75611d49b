/** A node of a parsed expression, as the parser leaves it: flattened paths, stages and marks included. */
export type Node =
  | PathNode
  | BinaryNode
  | UnaryNode
  | NameNode
  | LiteralNode
  | BareNode
  | ParentNode
  | ConditionNode
  | BlockNode
  | BindNode
  | RegexNode
  | CallNode
  | VariableNode
  | LambdaNode
  | ApplyNode
  | TransformNode
  | SortNode;

interface CommonNode {
  /** `[]` stands behind it: a sequence of one stays an array. */
  readonly keepArray?: boolean;
  /** Predicates of a node that is no step of a path. */
  readonly predicate?: readonly FilterStage[];
  readonly group?: GroupPairs;
  /** Predicates and position bindings of a step. */
  readonly stages?: readonly Stage[];
  /** Whether it takes part in a stream of tuples, which carry variables along a path. */
  readonly tuple?: boolean;
  /** `@$name` behind a step. */
  readonly focus?: string;
  /** `#$name` behind a step. */
  readonly index?: string;
  /** Where a `%` further on finds what this step began from. */
  readonly ancestor?: { readonly label: string };
  readonly consarray?: boolean;
}

export interface FilterStage {
  readonly type: 'filter';
  readonly expr: Node;
}

export interface IndexStage {
  readonly type: 'index';
  readonly value: string;
}

export type Stage = FilterStage | IndexStage;

export interface GroupPairs {
  readonly lhs: readonly (readonly [Node, Node])[];
}

export interface PathNode extends CommonNode {
  readonly type: 'path';
  readonly steps: readonly Node[];
  readonly keepSingletonArray?: boolean;
}

export interface BinaryNode extends CommonNode {
  readonly type: 'binary';
  readonly value: string;
  readonly lhs: Node;
  readonly rhs: Node;
}

export type UnaryNode = NegationNode | ArrayNode | ObjectNode;

interface NegationNode extends CommonNode {
  readonly type: 'unary';
  readonly value: '-';
  readonly expression: Node;
}

export interface ArrayNode extends CommonNode {
  readonly type: 'unary';
  readonly value: '[';
  readonly expressions: readonly Node[];
}

export interface ObjectNode extends CommonNode, GroupPairs {
  readonly type: 'unary';
  readonly value: '{';
}

export interface NameNode extends CommonNode {
  readonly type: 'name';
  readonly value: string;
}

export interface LiteralNode extends CommonNode {
  readonly type: 'string' | 'number' | 'value';
  readonly value: string | number | boolean | null;
}

/** `*` and `**`. */
interface BareNode extends CommonNode {
  readonly type: 'wildcard' | 'descendant';
}

interface ParentNode extends CommonNode {
  readonly type: 'parent';
  readonly slot: { readonly label: string };
}

export interface ConditionNode extends CommonNode {
  readonly type: 'condition';
  readonly condition: Node;
  readonly then: Node;
  readonly else?: Node;
}

export interface BlockNode extends CommonNode {
  readonly type: 'block';
  readonly expressions: readonly Node[];
}

export interface BindNode extends CommonNode {
  readonly type: 'bind';
  readonly lhs: VariableNode;
  readonly rhs: Node;
}

export interface RegexNode extends CommonNode {
  readonly type: 'regex';
  readonly value: RegExp;
}

export interface CallNode extends CommonNode {
  readonly type: 'function' | 'partial';
  readonly procedure: Node;
  /** `?` stands for an argument that a partial application leaves open. */
  readonly arguments: readonly (Node | OpenArgument)[];
}

export interface OpenArgument {
  readonly type: 'operator';
  readonly value: '?';
}

export interface VariableNode extends CommonNode {
  readonly type: 'variable';
  /** Without its `$`; empty for the context, `$` for the document. */
  readonly value: string;
}

export interface LambdaNode extends CommonNode {
  readonly type: 'lambda';
  readonly arguments: readonly VariableNode[];
  readonly signature?: { readonly definition: string };
  readonly body: Node;
  /** A call in the last place of a function's body, wrapped by the parser. */
  readonly thunk?: boolean;
}

export interface ApplyNode extends CommonNode {
  readonly type: 'apply';
  readonly lhs: Node;
  readonly rhs: Node;
}

export interface TransformNode extends CommonNode {
  readonly type: 'transform';
  readonly pattern: Node;
  readonly update: Node;
  readonly delete?: Node;
}

export interface SortNode extends CommonNode {
  readonly type: 'sort';
  readonly terms: readonly { readonly descending: boolean; readonly expression: Node }[];
}
