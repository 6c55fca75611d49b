import { JsonataError, memoryExceeded } from '../jsonata-error.ts';
import type { NativeFunction } from '../native-function.ts';
import { bounded, packagedImplementation } from './packaged.ts';

const format = packagedImplementation('formatInteger');

/** Longer pictures than this describe no number anybody writes; the package takes time in proportion to their square. */
export const pictureCharactersMax = 1000;

/** Roman numerals repeat an M for every thousand, and the package recurses for each. */
const romanMax = 1_000_000;

/** `$formatInteger`: refuses beforehand what the package would never come back from. */
export const formatInteger: NativeFunction = bounded<[number | undefined, string]>(
  'formatInteger',
  ([number, picture], frame) => {
    if (number === undefined) return undefined;
    if (!Number.isFinite(number)) throw new JsonataError('D1001', { value: number });
    if (String(picture).length > pictureCharactersMax) throw memoryExceeded();
    if (/^i(;|$)/i.test(String(picture)) && Math.abs(number) > romanMax) throw memoryExceeded();
    return format([number, picture], frame, undefined);
  },
);
