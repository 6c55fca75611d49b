import { RE2JS } from 're2js';
import { call } from './call.ts';
import type { Frame } from './frame.ts';
import { JsonataError } from './jsonata-error.ts';
import { Callable, isCallable, isMembers, type Members, type Value } from './value.ts';

/** Steps that a character takes where the pattern is small; measured, at its worst. */
const stepsPerCharacter = 16;

/** One match of a pattern in a text, and how to find the one after it. */
export interface Match {
  readonly match: string;
  readonly start: number;
  readonly end: number;
  readonly groups: Value;
  next(frame: Frame): Match | undefined;
}

/**
 * A regular expression, which is a function from a text to its first match.
 *
 * It runs on an automaton, so that no pattern takes longer than the text's length times its own. What would need
 * backtracking, lookahead and backreferences, is refused when the definition is validated.
 */
export class RegularExpression extends Callable {
  readonly arity = 2;
  readonly #pattern: RE2JS;
  readonly #source: string;
  readonly #stepsPerCharacter: number;

  /** Throws a JsonataError for a pattern that is not supported. */
  constructor({ source, flags }: RegExp) {
    super();
    this.#source = source;
    this.#pattern = compilePattern(source, flags);
    this.#stepsPerCharacter = Math.max(stepsPerCharacter, this.#pattern.programSize());
  }

  invoke([text, from]: readonly Value[], _input: Value, frame: Frame): Value {
    if (typeof text !== 'string') throw new JsonataError('T0410', { value: text, index: 1 });
    return asMembers(this.find(text, typeof from === 'number' && from > 0 ? Math.floor(from) : 0, frame));
  }

  find(text: string, from: number, { evaluation }: Frame): Match | undefined {
    if (from > text.length) return undefined;
    evaluation.afford((text.length - from) * this.#stepsPerCharacter);
    const matcher = this.#pattern.matcher(text);
    const isFound = matcher.find(from);
    evaluation.spend(((isFound ? matcher.end() : text.length) - from) * this.#stepsPerCharacter + 1);
    if (!isFound) return undefined;
    const groups: Value[] = [];
    for (let group = 1; group <= matcher.groupCount(); group += 1) {
      groups.push(matcher.group(group) ?? undefined);
    }
    const [start, end] = [matcher.start(), matcher.end()];
    const next = (frame: Frame) => this.#findNext(text, end, frame);
    return { match: text.slice(start, end), start, end, groups, next };
  }

  #findNext(text: string, from: number, frame: Frame): Match | undefined {
    if (from >= text.length) return undefined;
    const match = this.find(text, from, frame);
    if (match?.match === '') throw new JsonataError('D1004', { value: this.#source });
    return match;
  }
}

function compilePattern(source: string, flags: string): RE2JS {
  const ignoresCase = flags.includes('i') ? RE2JS.CASE_INSENSITIVE : 0;
  const hasLines = flags.includes('m') ? RE2JS.MULTILINE : 0;
  try {
    return RE2JS.compile(RE2JS.translateRegExp(source), ignoresCase | hasLines | RE2JS.LOOKBEHINDS);
  } catch (problem) {
    const reason = problem instanceof Error ? problem.message : String(problem);
    throw new JsonataError('S0302', { message: `Unsupported regular expression /${source}/: ${reason}` });
  }
}

/** The first match of a pattern: a regular expression, or a function that answers as one does. */
export function firstMatch(pattern: Callable, text: string, frame: Frame): Match | undefined {
  if (pattern instanceof RegularExpression) return pattern.find(text, 0, frame);
  return asMatch(call(pattern, [text], null, frame));
}

/** What a function that stands in for a regular expression answered. */
function asMatch(value: Value): Match | undefined {
  if (value === undefined) return undefined;
  if (!isMembers(value)) throw new JsonataError('T1010');
  const { match, start, end, groups, next } = value;
  const isMatch =
    typeof start === 'number' || typeof end === 'number' || Array.isArray(groups) || isCallable(next);
  if (!isMatch) throw new JsonataError('T1010');
  return {
    match: typeof match === 'string' ? match : '',
    start: typeof start === 'number' ? start : 0,
    end: typeof end === 'number' ? end : 0,
    groups,
    next: (frame) => (isCallable(next) ? asMatch(call(next, [], null, frame)) : undefined),
  };
}

/** A match as an expression sees it. */
export function asMembers(found: Match | undefined): Value {
  if (found === undefined) return undefined;
  const { match, start, end, groups } = found;
  const members: Members = { match, start, end, groups, next: new NextMatch(found) };
  return members;
}

class NextMatch extends Callable {
  readonly arity = 0;
  readonly #match: Match;

  constructor(match: Match) {
    super();
    this.#match = match;
  }

  invoke(_parameters: readonly Value[], _input: Value, frame: Frame): Value {
    return asMembers(this.#match.next(frame));
  }
}
