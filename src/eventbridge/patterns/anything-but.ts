import type { Complain, MatchValue } from './match-expression.ts';
import type { PatternNode, PatternObject, Scalar } from './pattern-text.ts';
import { compileTextMatch, isTextMatchName, type MatchText } from './text-match.ts';

const mixedTypes =
  'Inside anything but list, either all values are number or string, mixed type is not supported';

/** Any value but one, but those of a list, or but those of which another operator holds. */
export function compileAnythingBut(node: PatternNode, complain: Complain): MatchValue {
  if (node.kind === 'Object') return compileTextsBut(node, complain);
  if (node.kind === 'Scalar') {
    if (typeof node.value !== 'string' && typeof node.value !== 'number') {
      throw complain('Value of anything-but must be an array or single string/number value.', node);
    }
    const { value: excluded } = node;
    return (value) => value !== excluded;
  }
  if (node.items.length === 0) throw complain('Empty arrays are not allowed', { begin: node.end });
  const excluded = new Set<Scalar>();
  let type: string | undefined;
  for (const item of node.items) {
    const value = item.kind === 'Scalar' ? item.value : undefined;
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw complain('Inside anything but list, start|null|boolean is not supported.', item);
    }
    type ??= typeof value;
    if (type !== typeof value) throw complain(mixedTypes, item);
    excluded.add(value);
  }
  return (value) => !excluded.has(value);
}

/** `{ "prefix": … }` and its like, with one text or a list of them. */
function compileTextsBut(node: PatternObject, complain: Complain): MatchValue {
  const [member, more] = node.members;
  if (member === undefined) throw complain('Empty objects are not allowed', { begin: node.end });
  const [name, operand] = member;
  if (!isTextMatchName(name)) throw complain(`Unsupported anything-but pattern: ${name}`, operand);
  if (more !== undefined) throw complain('Only one key allowed in match expression', more[1]);
  const operands = operand.kind === 'Array' ? operand.items : [operand];
  if (operands.length === 0) throw complain('Empty arrays are not allowed', { begin: operand.end });
  const excluded: readonly MatchText[] = operands.map((each) => compileTextMatch(name, each, complain));
  return (value) => typeof value !== 'string' || !excluded.some((matches) => matches(value));
}
