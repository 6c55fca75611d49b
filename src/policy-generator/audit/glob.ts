import { compilePattern, type PatternPart } from '../../iam/pattern.ts';

/** A character of a pattern, `anyRun` for any run of characters, or `anyOne` for any one. */
export type Token = string;

/** Longer than a character, so that no text has them. */
const anyRun: Token = '**';
const anyOne: Token = '??';

/** Stands in an instance for what a wildcard describes: no text of a policy has it. */
const unforeseen = '\uE000';

/** Long enough that no row of `?` describes it by accident. */
const unforeseenRun = unforeseen.repeat(24);

/** A Resource element, or a value of StringLike, taken apart; a policy variable counts as a wildcard. Source: IAM User Guide, "Policy variables". */
function partsOf(pattern: string): readonly PatternPart[] {
  const parts: PatternPart[] = [];
  for (const [part] of pattern.matchAll(/\$\{[^}]*\}|[^$*?]+|[$*?]/g)) {
    if (part === '*' || part === '?') parts.push(part);
    else if (/^\$\{[*?$]\}$/.test(part)) parts.push({ literal: part.charAt(2) });
    else if (part.startsWith('${')) parts.push('*');
    else parts.push({ literal: part });
  }
  return parts;
}

export function tokensOf(pattern: string): readonly Token[] {
  return partsOf(pattern).flatMap((part) => {
    if (part === '*') return [anyRun];
    return part === '?' ? [anyOne] : [...part.literal];
  });
}

/** What every text that `pattern` describes begins with. */
export function beginningOf(pattern: string): string {
  const end = pattern.search(/[*?$]/);
  return end < 0 ? pattern : pattern.slice(0, end);
}

/** Whether the beginnings of two patterns let them describe a text in common, which is quick to tell. */
export function mayMeet(left: string, right: string): boolean {
  const [one, other] = [beginningOf(left), beginningOf(right)];
  return one.length < other.length ? other.startsWith(one) : one.startsWith(other);
}

export function hasWildcard(pattern: string): boolean {
  return /(?<!\$\{)[*?]/.test(pattern);
}

/**
 * A text that `pattern` describes, and that another pattern describes only if it has a wildcard of its own at every wildcard
 * of `pattern`: then it describes all that `pattern` does, but perhaps where a run of characters is empty.
 */
export function instanceOf(pattern: string): string {
  if (!/[*?$]/.test(pattern)) return pattern;
  return tokensOf(pattern).map(textOf).join('');
}

/** `pattern` with nothing for each wildcard: the shortest text that it describes. */
export function shortestOf(pattern: string): string {
  return tokensOf(pattern)
    .map((token) => (token === anyRun ? '' : textOf(token)))
    .join('');
}

function textOf(token: Token): string {
  if (token === anyRun) return unforeseenRun;
  return token === anyOne ? unforeseen : token;
}

/** Whether `pattern` describes `text`. */
export function describes(pattern: string, text: string): boolean {
  if (!/[*?$]/.test(pattern)) return pattern === text;
  return compilePattern(partsOf(pattern))(text);
}

/** Whether `wide` describes everything that `narrow` does. */
export function includes(wide: string, narrow: string): boolean {
  if (wide === '*' || wide === narrow) return true;
  // What stands for a run is long, and a run may be empty: `?*` does not include `*`.
  return mayMeet(wide, narrow) && describes(wide, instanceOf(narrow)) && describes(wide, shortestOf(narrow));
}

/** A text that both patterns describe, as general as can be; undefined where there is none. */
export function overlap(left: readonly Token[], right: readonly Token[]): string | undefined {
  const meets = meetingTable(left, right);
  const width = right.length + 1;
  if (meets[0] === 0) return undefined;
  let text = '';
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const [a, b] = [left[i], right[j]];
    if (a === anyRun && b === anyRun) {
      text += unforeseenRun;
      // Whichever of them ends here, the other goes on.
      if (meets[(i + 1) * width + j] === 1) i += 1;
      else j += 1;
    } else if (a === anyRun) {
      if (meets[(i + 1) * width + j] === 1) i += 1;
      else {
        text += textOf(b ?? '');
        j += 1;
      }
    } else if (b === anyRun) {
      if (meets[i * width + j + 1] === 1) j += 1;
      else {
        text += textOf(a ?? '');
        i += 1;
      }
    } else {
      text += textOf(a === anyOne ? (b ?? '') : (a ?? ''));
      i += 1;
      j += 1;
    }
  }
  return text;
}

/** For each two ends of the patterns, 1 where some text is described by both ends. */
function meetingTable(left: readonly Token[], right: readonly Token[]): Uint8Array {
  const width = right.length + 1;
  const meets = new Uint8Array((left.length + 1) * width);
  for (let i = left.length; i >= 0; i -= 1) {
    for (let j = right.length; j >= 0; j -= 1) {
      meets[i * width + j] = meetsAt(left[i], right[j], meets, i * width + j, width) ? 1 : 0;
    }
  }
  return meets;
}

function meetsAt(
  a: Token | undefined,
  b: Token | undefined,
  meets: Uint8Array,
  at: number,
  width: number,
): boolean {
  const [below, beside, beyond] = [meets[at + width] === 1, meets[at + 1] === 1, meets[at + width + 1] === 1];
  if (a === undefined && b === undefined) return true;
  if (a === anyRun) return below || (b !== undefined && beside);
  if (b === anyRun) return beside || (a !== undefined && below);
  if (a === undefined || b === undefined) return false;
  return (a === anyOne || b === anyOne || a === b) && beyond;
}

/** `text` with the wildcards that an instance in it was made of. */
export function legible(text: string): string {
  return text.replaceAll(unforeseenRun, '*').replaceAll(unforeseen, '?');
}
