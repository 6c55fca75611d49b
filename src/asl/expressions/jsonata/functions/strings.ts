import type { Evaluation } from '../evaluation.ts';
import { JsonataError } from '../jsonata-error.ts';
import type { NativeFunction } from '../native-function.ts';
import { stringify } from '../stringify.ts';
import { bounded, packaged } from './packaged.ts';
import { findText } from './text-search.ts';

type Text = string | undefined;

/** Functions on strings, without those that take patterns. */
export const stringFunctions: Readonly<Record<string, NativeFunction>> = {
  string: bounded<[value: never, isIndented: boolean | undefined]>('string', ([value, isIndented], frame) =>
    stringify(value, frame.evaluation, isIndented),
  ),
  length: bounded<[Text]>('length', ([text], { evaluation }) =>
    text === undefined ? undefined : codePointCount(text, evaluation),
  ),
  substring: packaged('substring'),
  substringBefore: bounded<[Text, string]>('substringBefore', ([text, separator], { evaluation }) => {
    if (text === undefined) return undefined;
    const index = findText(text, String(separator), 0, evaluation);
    return index < 0 ? text : text.slice(0, index);
  }),
  substringAfter: bounded<[Text, string]>('substringAfter', ([text, separator], { evaluation }) => {
    if (text === undefined) return undefined;
    const index = findText(text, String(separator), 0, evaluation);
    return index < 0 ? text : text.slice(index + String(separator).length);
  }),
  lowercase: packaged('lowercase', 3),
  uppercase: packaged('uppercase', 3),
  trim: packaged('trim'),
  pad: bounded<[Text, number, Text]>('pad', ([text, width, padding], { evaluation }) =>
    text === undefined ? undefined : pad(text, width, { padding: padding || ' ', evaluation }),
  ),
  join: bounded<[readonly string[] | undefined, Text]>('join', ([texts, separator = ''], { evaluation }) => {
    if (texts === undefined) return undefined;
    let length = separator.length * Math.max(texts.length - 1, 0);
    for (const text of texts) length += text.length;
    evaluation.spend(texts.length);
    evaluation.holdCharacters(length);
    return texts.join(separator);
  }),
  base64encode: packaged('base64encode', 2),
  base64decode: packaged('base64decode'),
  encodeUrlComponent: packaged('encodeUrlComponent', 9),
  encodeUrl: packaged('encodeUrl', 9),
  decodeUrlComponent: packaged('decodeUrlComponent'),
  decodeUrl: packaged('decodeUrl'),
  error: bounded<[Text]>('error', ([message]) => {
    throw new JsonataError('D3137', { message: message || '$error() function evaluated' });
  }),
  assert: bounded<[boolean | undefined, Text]>('assert', ([holds, message]) => {
    if (!holds) throw new JsonataError('D3141', { message: message || '$assert() statement failed' });
    return undefined;
  }),
};

function codePointCount(text: string, evaluation: Evaluation): number {
  evaluation.spend(text.length / 8);
  let count = 0;
  for (const _character of text) count += 1;
  return count;
}

/** Fills up to `width` characters, at the end or, where it is negative, at the start. */
function pad(
  text: string,
  width: number,
  { padding, evaluation }: { readonly padding: string; readonly evaluation: Evaluation },
): string {
  const missing = Math.floor(Math.abs(width) - codePointCount(text, evaluation));
  if (!(missing > 0)) return text;
  const characters = [...padding];
  evaluation.holdElements(characters.length);
  evaluation.holdCharacters(text.length + missing * 2);
  const whole = padding.repeat(Math.floor(missing / characters.length));
  const filling = whole + characters.slice(0, missing % characters.length).join('');
  return width > 0 ? text + filling : filling + text;
}
