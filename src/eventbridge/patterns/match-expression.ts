import type { InvalidEventPatternException } from '../errors.ts';
import { compileAnythingBut } from './anything-but.ts';
import { compileCidr } from './cidr.ts';
import { compileNumeric } from './numeric.ts';
import type { PatternNode, PatternObject, Scalar } from './pattern-text.ts';
import { compileTextMatch, textMatchNames } from './text-match.ts';

export type MatchValue = (value: Scalar) => boolean;

/** The error for a pattern with something wrong at a node. */
export type Complain = (reason: string, node: { readonly begin: number }) => InvalidEventPatternException;

/** An operator: `node` is what stands beside its name. */
export type CompileMatch = (node: PatternNode, complain: Complain) => MatchValue | 'absent';

const compilers: Readonly<Record<string, CompileMatch>> = {
  ...Object.fromEntries(textMatchNames.map((name) => [name, compileNamed(name)])),
  exactly: (node, complain) => {
    if (node.kind !== 'Scalar' || typeof node.value !== 'string') {
      throw complain('exact match pattern must be a string', node);
    }
    const { value: exact } = node;
    return (value) => value === exact;
  },
  'anything-but': compileAnythingBut,
  numeric: compileNumeric,
  cidr: compileCidr,
  exists: (node, complain) => {
    if (node.kind !== 'Scalar' || typeof node.value !== 'boolean') {
      throw complain('exists match pattern must be either true or false.', node);
    }
    return node.value ? () => true : 'absent';
  },
};

/** The names of operators, by which an object is known not to be one of the alternatives of `$or`. */
export const reservedNames: ReadonlySet<string> = new Set(Object.keys(compilers));

/** `absent` for the condition that the field does not exist. */
export function compileMatchExpression(node: PatternObject, complain: Complain): MatchValue | 'absent' {
  const [first, second] = node.members;
  if (first === undefined) throw complain('Empty objects are not allowed', { begin: node.end });
  const [name, operand] = first;
  const compile = Object.hasOwn(compilers, name) ? compilers[name] : undefined;
  if (compile === undefined) throw complain(`Unrecognized match type ${name}`, operand);
  const compiled = compile(operand, complain);
  if (second !== undefined) throw complain('Only one key allowed in match expression', second[1]);
  return compiled;
}

function compileNamed(name: (typeof textMatchNames)[number]): CompileMatch {
  return (node, complain) => {
    const matches = compileTextMatch(name, node, complain);
    return (value) => typeof value === 'string' && matches(value);
  };
}
