import type { DiagnosticCode } from './diagnostic.ts';
import { JsonataError } from './expressions/jsonata/jsonata-error.ts';
import type { Node } from './expressions/jsonata/node.ts';
import { childrenOf, walk } from './expressions/jsonata/walk.ts';
import { parseExpression } from './expressions/jsonata.ts';
import type { OutcomeField } from './place.ts';

export interface ExpressionProblem {
  readonly code: Extract<DiagnosticCode, 'INVALID_JSONATA_EXPRESSION' | 'UNSUPPORTED_JSONATA_EXPRESSION'>;
  readonly message: string;
}

/**
 * Why AWS refuses an expression; `text` has its marks.
 *
 * An expression is evaluated without a context: what it reads begins with `$states` or with a variable. `outcome` is the
 * one field that `$states` has here besides `input` and `context`. Wordings are AWS's, measured.
 */
export function findExpressionProblems(
  text: string,
  outcome: OutcomeField | undefined,
): readonly ExpressionProblem[] {
  try {
    return unsupportedIn(parseExpression(text.slice('{%'.length, -'%}'.length).trim()), outcome);
  } catch (error) {
    return [{ code: 'INVALID_JSONATA_EXPRESSION', message: describe(error) }];
  }
}

function describe(error: unknown): string {
  if (error instanceof JsonataError) return error.details.message ?? error.code;
  if (error instanceof RangeError) return 'Expression is nested too deeply';
  throw error;
}

function unsupportedIn(root: Node, outcome: OutcomeField | undefined): readonly ExpressionProblem[] {
  const messages = new Set<string>();
  walk(root, (node) => reportReserved(node, outcome, messages));
  reportContext(root, messages);
  return [...messages].map((message) => ({ code: 'UNSUPPORTED_JSONATA_EXPRESSION', message }));
}

const outcomeFields: readonly string[] = ['result', 'errorOutput'] satisfies readonly OutcomeField[];

/** Reports `$$`, and fields of `$states` that it does not have here. */
function reportReserved(node: Node, outcome: OutcomeField | undefined, messages: Set<string>): void {
  if (node.type === 'variable' && node.value === '$') messages.add("Reference to '$$' is not supported.");
  if (node.type !== 'path') return;
  const [first, second] = node.steps;
  if (first?.type !== 'variable' || first.value !== 'states' || second?.type !== 'name') return;
  if (outcomeFields.includes(second.value) && second.value !== outcome) {
    messages.add(`Field '$states.${second.value}' does not exist.`);
  }
}

/**
 * Reports what would read the context that is not there. Only the first step of a path does; the later ones, predicates,
 * orders and groups read what was found before them. A function's body reads the context of where it stands.
 */
function reportContext(node: Node, messages: Set<string>): void {
  if (node.type === 'path') {
    const [first] = node.steps;
    if (first !== undefined) reportContext(first, messages);
  } else if (node.type === 'name') reportReference(node.value, messages);
  else if (node.type === 'variable') {
    if (node.value === '') reportReference('$', messages);
  } else if (node.type !== 'transform' && node.type !== 'sort') {
    const { predicate, stages, group, ...bare } = node;
    for (const child of childrenOf(bare)) reportContext(child, messages);
  }
}

function reportReference(name: string, messages: Set<string>): void {
  messages.add(`Reference to '${name}' at the top level is not supported.`);
}
