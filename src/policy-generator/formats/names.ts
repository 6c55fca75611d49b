import type { DeclaredRole, RoleSet } from './role-set.ts';

/** A role with the name that stands for it within a file. */
export interface NamedRole {
  readonly id: string;
  readonly role: DeclaredRole;
}

/** The roles of `set`, the execution role first, each under a name of its own that `nameOf` makes of its words. */
export function namedRoles(
  { executionRole, targetRoles }: RoleSet,
  nameOf: (words: readonly string[]) => string,
): readonly NamedRole[] {
  const taken = new Set<string>();
  const named = (role: DeclaredRole, words: readonly string[]): NamedRole => {
    const plain = nameOf(words);
    let id = plain;
    for (let number = 2; taken.has(id); number += 1) id = nameOf([...words, String(number)]);
    taken.add(id);
    return { id, role };
  };
  return [
    ...(executionRole === undefined ? [] : [named(executionRole, ['execution', 'role'])]),
    ...targetRoles.map((role) => named(role, [...identifierWords(role.name), 'role'])),
  ];
}

/** The words in a name that an identifier of every language may be made of. */
function identifierWords(name: string): readonly string[] {
  const words = name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .split(/[^A-Za-z\d]+/)
    .filter((word) => word !== '');
  return /^[A-Za-z]/.test(words[0] ?? '') ? words : ['target', ...words];
}

/** `ExecutionRole`. */
export function pascalCase(words: readonly string[]): string {
  return words.map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`).join('');
}

/** `executionRole`. */
export function camelCase(words: readonly string[]): string {
  const [first = '', ...others] = words;
  return `${first.charAt(0).toLowerCase()}${first.slice(1)}${pascalCase(others)}`;
}

/** `execution_role`. */
export function snakeCase(words: readonly string[]): string {
  return words.map((word) => word.toLowerCase()).join('_');
}

/** What a file begins with: what it is, and what there is to know about it. */
export function heading({ place, remarks }: RoleSet, advice: readonly string[]): readonly string[] {
  const about = `Roles for Step Functions state machines of account ${place.account} in ${place.region}, written by Stepwell.`;
  return [about, ...advice, ...remarks.map(({ path, message }) => `- ${oneLine(path)}: ${oneLine(message)}`)];
}

/** Names of states may have line breaks, which would end a comment. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ');
}
