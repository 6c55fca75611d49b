import type { Evaluation } from '../evaluation.ts';

/** Up to this length a pattern is looked for with the engine's own search, which is fast but not at its worst. */
const shortPatternMax = 16;

/** Where `pattern` begins in `text` at or after `from`, or -1. Takes time in proportion to the text, whatever the two are. */
export function findText(text: string, pattern: string, from: number, evaluation: Evaluation): number {
  const length = text.length - from;
  if (pattern.length <= shortPatternMax) {
    const index = text.indexOf(pattern, from);
    evaluation.spend(1 + ((index < 0 ? length : index - from) * pattern.length) / 96);
    return index;
  }
  evaluation.spend((length + pattern.length) / 8);
  return searchWithTable(text, pattern, from);
}

/** The algorithm of Knuth, Morris and Pratt, which never looks back in the text. */
function searchWithTable(text: string, pattern: string, from: number): number {
  const borders = borderTable(pattern);
  let matched = 0;
  for (let index = from; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    while (matched > 0 && pattern.charCodeAt(matched) !== unit) matched = borders[matched - 1] ?? 0;
    if (pattern.charCodeAt(matched) === unit) matched += 1;
    if (matched === pattern.length) return index - matched + 1;
  }
  return -1;
}

/** For each place in `pattern`, how much of its beginning also ends there. */
function borderTable(pattern: string): Int32Array {
  const borders = new Int32Array(pattern.length);
  let matched = 0;
  for (let index = 1; index < pattern.length; index += 1) {
    const unit = pattern.charCodeAt(index);
    while (matched > 0 && pattern.charCodeAt(matched) !== unit) matched = borders[matched - 1] ?? 0;
    if (pattern.charCodeAt(matched) === unit) matched += 1;
    borders[index] = matched;
  }
  return borders;
}
