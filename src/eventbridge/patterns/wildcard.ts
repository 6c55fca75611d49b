import type { InvalidEventPatternException } from '../errors.ts';
import type { MatchText } from './text-match.ts';

/** A text in which `*` stands for any characters and `\*` and `\\` for themselves. */
export function compileWildcard(
  pattern: string,
  complain: (reason: string) => InvalidEventPatternException,
): MatchText {
  const [first = '', ...rest] = literalsOf(pattern, complain);
  const last = rest.pop();
  if (last === undefined) return (text) => text === first;
  const lengthMin = first.length + last.length;
  return (text) => {
    if (text.length < lengthMin || !text.startsWith(first) || !text.endsWith(last)) return false;
    const end = text.length - last.length;
    let index = first.length;
    // Each literal at its first place leaves the most to those after it.
    for (const literal of rest) {
      const found = text.indexOf(literal, index);
      if (found < 0 || found + literal.length > end) return false;
      index = found + literal.length;
    }
    return true;
  };
}

/** The texts between the wildcards. */
function literalsOf(
  pattern: string,
  complain: (reason: string) => InvalidEventPatternException,
): readonly string[] {
  const literals: string[] = [];
  let literal = '';
  for (let index = 0; index < pattern.length; index += 1) {
    const character = pattern.charAt(index);
    if (character === '\\') {
      const escaped = pattern.charAt(index + 1);
      if (escaped !== '*' && escaped !== '\\') throw complain(`Invalid escape character at pos ${index}`);
      literal += escaped;
      index += 1;
    } else if (character === '*') {
      if (pattern.charAt(index + 1) === '*')
        throw complain(`Consecutive wildcard characters at pos ${index}`);
      literals.push(literal);
      literal = '';
    } else literal += character;
  }
  return [...literals, literal];
}
