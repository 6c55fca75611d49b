import type { Complain } from './match-expression.ts';
import type { PatternNode } from './pattern-text.ts';
import { compileWildcard } from './wildcard.ts';

export type MatchText = (text: string) => boolean;

/** The operators that compare texts. */
export const textMatchNames = ['prefix', 'suffix', 'equals-ignore-case', 'wildcard'] as const;
export type TextMatchName = (typeof textMatchNames)[number];

export function isTextMatchName(name: string): name is TextMatchName {
  return (textMatchNames as readonly string[]).includes(name);
}

/** `prefix` and `suffix` take a text, or `{ "equals-ignore-case": text }`; the others take a text. */
export function compileTextMatch(name: TextMatchName, node: PatternNode, complain: Complain): MatchText {
  if (node.kind === 'Object' && (name === 'prefix' || name === 'suffix')) {
    const [[inner, operand] = ['', node], more] = node.members;
    if (inner !== 'equals-ignore-case') throw complain(`Unsupported ${name} pattern: ${inner}`, operand);
    if (more !== undefined) throw complain('Only one key allowed in match expression', more[1]);
    const part = textOf(inner, operand, complain).toLowerCase();
    return name === 'prefix'
      ? (text) => text.slice(0, part.length).toLowerCase() === part
      : (text) => text.toLowerCase().endsWith(part);
  }
  const part = textOf(name, node, complain);
  switch (name) {
    case 'prefix':
      return (text) => text.startsWith(part);
    case 'suffix':
      return (text) => text.endsWith(part);
    case 'equals-ignore-case': {
      const folded = part.toLowerCase();
      return (text) => text.length === part.length && text.toLowerCase() === folded;
    }
    case 'wildcard':
      return compileWildcard(part, (reason) => complain(reason, node));
  }
  return name satisfies never;
}

function textOf(name: string, node: PatternNode, complain: Complain): string {
  if (node.kind === 'Scalar' && typeof node.value === 'string') return node.value;
  throw complain(`${name} match pattern must be a string`, node);
}
