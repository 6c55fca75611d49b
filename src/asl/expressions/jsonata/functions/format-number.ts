import type { Frame } from '../frame.ts';
import { JsonataError, memoryExceeded } from '../jsonata-error.ts';
import type { NativeFunction } from '../native-function.ts';
import { isMembers, type Members, type Value } from '../value.ts';
import { pictureCharactersMax } from './format-integer.ts';
import { bounded, packagedImplementation } from './packaged.ts';

const format = packagedImplementation('formatNumber');

/**
 * `$formatNumber`. The package does not come back from numbers up to zero under a picture with an exponent, so these
 * are formatted by way of a positive one.
 */
export const formatNumber: NativeFunction = bounded<[number | undefined, string, Members | undefined]>(
  'formatNumber',
  ([number, picture, options], frame) => {
    if (number === undefined) return undefined;
    if (!Number.isFinite(number)) throw new JsonataError('D1001', { value: number });
    if (picture.length > pictureCharactersMax) throw memoryExceeded();
    const symbols = symbolsOf(options);
    if (number > 0 || !picture.includes(symbols.exponent))
      return formatOnce([number, picture, options], frame);
    const [positive = '', negative] = picture.split(symbols.separator);
    if (number === 0) return formatZero(positive, { options, symbols, frame });
    if (negative !== undefined) return formatOnce([-number, negative, options], frame);
    return `${symbols.minus}${formatOnce([-number, positive, options], frame)}`;
  },
);

interface Symbols {
  readonly exponent: string;
  readonly separator: string;
  readonly point: string;
  readonly minus: string;
  readonly zero: string;
}

function symbolsOf(options: Members | undefined): Symbols {
  const symbol = (name: string, usual: string) => {
    const value = isMembers(options) && Object.hasOwn(options, name) ? options[name] : undefined;
    return typeof value === 'string' && value !== '' ? value : usual;
  };
  return {
    exponent: symbol('exponent-separator', 'e'),
    separator: symbol('pattern-separator', ';'),
    point: symbol('decimal-separator', '.'),
    minus: symbol('minus-sign', '-'),
    zero: symbol('zero-digit', '0'),
  };
}

/** The package cannot take apart a picture in which nothing stands for a number. */
function formatOnce(parameters: readonly Value[], frame: Frame): Value {
  try {
    return format(parameters, frame, undefined);
  } catch (error) {
    if (error instanceof TypeError) throw new JsonataError('D3086');
    throw error;
  }
}

/** Formats the power of ten whose exponent comes out as zero, and takes its one for a zero. */
function formatZero(
  picture: string,
  { options, symbols, frame }: { readonly options: Value; readonly symbols: Symbols; readonly frame: Frame },
): Value {
  const { exponent, point, zero } = symbols;
  const [mantissa = ''] = picture.split(exponent);
  const [whole = ''] = mantissa.split(point);
  const digits = [...whole].filter((character) => isDigit(character, zero)).length;
  const text = formatOnce([10 ** (digits - 1), picture, options], frame);
  const one = String.fromCharCode(zero.charCodeAt(0) + 1);
  return typeof text === 'string' ? text.replace(one, zero.charAt(0)) : text;
}

function isDigit(character: string, zero: string): boolean {
  const offset = character.charCodeAt(0) - zero.charCodeAt(0);
  return offset >= 0 && offset <= 9;
}
