import { callBack } from '../call.ts';
import type { Frame } from '../frame.ts';
import { JsonataError } from '../jsonata-error.ts';
import type { NativeFunction } from '../native-function.ts';
import { asMembers, firstMatch, type Match } from '../regular-expression.ts';
import { type Callable, createSequence, isCallable, type Value, type Values } from '../value.ts';
import { bounded } from './packaged.ts';
import { findText } from './text-search.ts';

type Text = string | undefined;
type Pattern = string | Callable;
type Limit = number | undefined;

/** Functions that look for a string or a pattern in a string. */
export const patternFunctions: Readonly<Record<string, NativeFunction>> = {
  contains: bounded<[Text, Pattern]>('contains', ([text, pattern], frame) => {
    if (text === undefined) return undefined;
    if (isCallable(pattern)) return firstMatch(pattern, text, frame) !== undefined;
    return findText(text, String(pattern), 0, frame.evaluation) >= 0;
  }),
  match: bounded<[Text, Callable, Limit]>('match', ([text, pattern, limit], frame) => {
    if (text === undefined) return undefined;
    requireLimit(limit, 'D3040', 3);
    const found = createSequence();
    for (const { match, start, groups } of matchesIn(text, pattern, { limit, frame })) {
      frame.evaluation.holdMore(found.length, 1);
      frame.evaluation.holdObject(3);
      found.push({ match, index: start, groups });
    }
    return found;
  }),
  replace: bounded<[Text, Pattern, string | Callable, Limit]>('replace', (parameters, frame) => {
    const [text, pattern, replacement, limit] = parameters;
    if (text === undefined) return undefined;
    if (pattern === '') throw new JsonataError('D3010', { value: pattern, index: 2 });
    requireLimit(limit, 'D3011', 4);
    return isCallable(pattern)
      ? replaceMatches(text, replacement, { pattern, limit, frame })
      : replaceTexts(text, replacement, { pattern: String(pattern), limit, frame });
  }),
  split: bounded<[Text, Pattern, Limit]>('split', ([text, separator, limit], frame) => {
    if (text === undefined) return undefined;
    requireLimit(limit, 'D3020', 3);
    if (limit !== undefined && !(limit > 0)) return [];
    return isCallable(separator)
      ? splitAtMatches(text, { pattern: separator, limit, frame })
      : splitAtTexts(text, { pattern: String(separator), limit, frame });
  }),
};

function requireLimit(limit: Limit, code: string, index: number): void {
  if (limit !== undefined && limit < 0) throw new JsonataError(code, { value: limit, index });
}

interface Search<P> {
  readonly pattern: P;
  readonly limit: Limit;
  readonly frame: Frame;
}

function* matchesIn(
  text: string,
  pattern: Callable,
  { limit, frame }: Omit<Search<Callable>, 'pattern'>,
): Generator<Match> {
  if (limit !== undefined && !(limit > 0)) return;
  let count = 0;
  for (let match = firstMatch(pattern, text, frame); match !== undefined; match = match.next(frame)) {
    yield match;
    count += 1;
    if (limit !== undefined && count >= limit) return;
  }
}

/** A text that grows piece by piece, each paid for. */
class GrowingText {
  text = '';
  readonly #frame: Frame;

  constructor(frame: Frame) {
    this.#frame = frame;
  }

  add(piece: string): void {
    this.#frame.evaluation.holdText(this.text.length, piece.length);
    this.text += piece;
  }
}

function replaceTexts(
  text: string,
  replacement: string | Callable,
  { pattern, limit, frame }: Search<string>,
): Value {
  const result = new GrowingText(frame);
  let position = 0;
  let count = 0;
  while (limit === undefined || count < limit) {
    const index = findText(text, pattern, position, frame.evaluation);
    if (index < 0) break;
    result.add(text.slice(position, index));
    // A function is only called for the matches of a pattern.
    result.add(isCallable(replacement) ? '' : replacement);
    position = index + pattern.length;
    count += 1;
  }
  result.add(text.slice(position));
  return result.text;
}

function replaceMatches(
  text: string,
  replacement: string | Callable,
  { pattern, limit, frame }: Search<Callable>,
): Value {
  const result = new GrowingText(frame);
  let position = 0;
  for (const match of matchesIn(text, pattern, { limit, frame })) {
    const piece = isCallable(replacement)
      ? callBack(replacement, [asMembers(match)], frame)
      : fillIn(replacement, match);
    if (typeof piece !== 'string') throw new JsonataError('D3012', { value: piece });
    result.add(text.slice(position, match.start));
    result.add(piece);
    position = match.start + match.match.length;
  }
  result.add(text.slice(position));
  return result.text;
}

/** `$1` stands for the first group, `$0` for the match, `$$` for a dollar; a `$` before anything else for itself. */
function fillIn(replacement: string, { match, groups }: Match): string {
  const captured: Values = Array.isArray(groups) ? groups : [];
  const digitsMax = captured.length === 0 ? 1 : String(captured.length).length;
  let text = '';
  let position = 0;
  for (;;) {
    const dollar = replacement.indexOf('$', position);
    if (dollar < 0) return text + replacement.slice(position);
    text += replacement.slice(position, dollar);
    position = dollar + 1;
    const mark = replacement.charAt(position);
    if (mark === '$' || mark === '0') {
      text += mark === '$' ? '$' : match;
      position += 1;
      continue;
    }
    const group = groupNumber(replacement.slice(position, position + digitsMax), captured.length);
    if (Number.isNaN(group)) {
      text += '$';
      continue;
    }
    text += captured[group - 1] ?? '';
    position += String(group).length;
  }
}

/** As many digits as a group can have; one less where there is no such group. */
function groupNumber(digits: string, groupCount: number): number {
  const group = Number.parseInt(digits, 10);
  return digits.length > 1 && group > groupCount ? Number.parseInt(digits.slice(0, -1), 10) : group;
}

function splitAtTexts(text: string, { pattern, limit, frame }: Search<string>): Values {
  const { evaluation } = frame;
  const pieces: Values = [];
  const countMax = limit ?? Number.POSITIVE_INFINITY;
  if (pattern === '') {
    evaluation.holdElements(Math.min(text.length, countMax));
    return text.slice(0, Math.ceil(Math.min(text.length, countMax))).split('');
  }
  let position = 0;
  while (pieces.length < Math.floor(countMax)) {
    const index = findText(text, pattern, position, evaluation);
    evaluation.holdMore(pieces.length, 1);
    pieces.push(index < 0 ? text.slice(position) : text.slice(position, index));
    if (index < 0) break;
    position = index + pattern.length;
  }
  return pieces;
}

function splitAtMatches(text: string, { pattern, limit, frame }: Search<Callable>): Values {
  const pieces: Values = [];
  let position = 0;
  for (const { start, end } of matchesIn(text, pattern, { limit, frame })) {
    frame.evaluation.holdMore(pieces.length, 2);
    pieces.push(text.slice(position, start));
    position = end;
  }
  if (limit === undefined || pieces.length < limit) pieces.push(text.slice(position));
  return pieces;
}
