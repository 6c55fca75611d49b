import type { Frame } from '../frame.ts';
import { memoryExceeded, timeExceeded } from '../jsonata-error.ts';
import { type NativeFunction, native } from '../native-function.ts';
import type { Value } from '../value.ts';
import { pictureCharactersMax } from './format-integer.ts';
import { bounded, packagedImplementation } from './packaged.ts';

type Text = string | undefined;

const fromMillis = packagedImplementation('fromMillis');
const toMillis = packagedImplementation('toMillis');

/** Functions on points in time; the present is the time of the turn. */
export const dateFunctions: Readonly<Record<string, NativeFunction>> = {
  now: native<[Text, Text]>('<s?s?:s>', 2, ([picture, timezone], frame) =>
    formatTime(frame.evaluation.scope.surroundings.at, { picture, timezone, frame }),
  ),
  millis: native('<:n>', 0, (_parameters, { evaluation }) => evaluation.scope.surroundings.at),
  fromMillis: bounded<[number | undefined, Text, Text]>('fromMillis', ([at, picture, timezone], frame) =>
    at === undefined ? undefined : formatTime(at, { picture, timezone, frame }),
  ),
  toMillis: bounded<[Text, Text]>('toMillis', ([text, picture], frame) => {
    if (text === undefined) return undefined;
    if (picture !== undefined) {
      requirePicture(picture);
      requireReadable(text, picture);
    }
    return toMillis([text, picture], frame, undefined);
  }),
};

interface Format {
  readonly picture: Text;
  readonly timezone: Text;
  readonly frame: Frame;
}

function formatTime(at: number, { picture, timezone, frame }: Format): Value {
  if (picture === undefined) return fromMillis([at, undefined, timezone], frame, undefined);
  requirePicture(picture);
  return fromMillis([at, withUpperCaseHalfDay(picture, at, { timezone, frame }), timezone], frame, undefined);
}

/** The package writes the half of the day in small letters even where the picture asks for capitals: `[PN]`. */
function withUpperCaseHalfDay(
  picture: string,
  at: number,
  { timezone, frame }: Omit<Format, 'picture'>,
): string {
  if (!/\[\s*P\s*N/.test(picture)) return picture;
  const half = String(fromMillis([at, '[P]', timezone], frame, undefined)).toUpperCase();
  return picture.replace(/\[\[|\[\s*P\s*N(?!\s*n)[^\]]*\]/g, (marker) => (marker === '[[' ? marker : half));
}

function requirePicture(picture: string): void {
  if (picture.length > pictureCharactersMax) throw memoryExceeded();
  for (const [, marker = ''] of picture.matchAll(/\[([^\]]*)\]/g)) {
    const [, width = ''] = marker.split(/,(?=[^,]*$)/);
    // The package fills a component up with zeros to any width.
    if (/\d{4}/.test(width.replace(/\s/g, ''))) throw memoryExceeded();
  }
}

/** How often the package's pattern for a picture may try a place anew. */
const attemptsMax = 5_000_000;

/**
 * The package reads a timestamp with a backtracking pattern, which takes very long where several components that have no
 * fixed width follow each other with nothing between them to tell where one ends.
 */
function requireReadable(text: string, picture: string): void {
  let run = 0;
  let longest = 0;
  for (const [, marker] of picture.matchAll(/\[([^\]]*)\]|[^0-9A-Za-z,\s-]/g)) {
    run = marker === undefined ? 0 : run + 1;
    longest = Math.max(longest, run);
  }
  let attempts = 1;
  for (let component = 1; component < longest; component += 1) attempts *= (text.length + 1) / component;
  if (attempts * Math.max(1, text.length / 16) > attemptsMax) throw timeExceeded();
}
