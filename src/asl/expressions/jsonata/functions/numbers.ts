import { JsonataError } from '../jsonata-error.ts';
import type { NativeFunction } from '../native-function.ts';
import type { Value } from '../value.ts';
import { formatInteger } from './format-integer.ts';
import { formatNumber } from './format-number.ts';
import { bounded, packaged } from './packaged.ts';

type Numbers = readonly number[] | undefined;

/** Functions on numbers, and on arrays of them. */
export const numberFunctions: Readonly<Record<string, NativeFunction>> = {
  number: bounded<[Value]>('number', ([value]) => asNumber(value)),
  abs: onNumber('abs', Math.abs),
  floor: onNumber('floor', Math.floor),
  ceil: onNumber('ceil', Math.ceil),
  round: packaged('round'),
  power: packaged('power'),
  sqrt: packaged('sqrt'),
  formatNumber,
  formatInteger,
  formatBase: packaged('formatBase'),
  parseInteger: packaged('parseInteger'),
  sum: onNumbers('sum', (numbers) => numbers.reduce((sum, number) => sum + number, 0)),
  average: onNumbers('average', (numbers) =>
    numbers.length === 0 ? undefined : numbers.reduce((sum, number) => sum + number, 0) / numbers.length,
  ),
  max: onNumbers('max', (numbers) => extreme(numbers, Math.max)),
  min: onNumbers('min', (numbers) => extreme(numbers, Math.min)),
};

function onNumber(name: string, compute: (number: number) => number): NativeFunction {
  return bounded<[number | undefined]>(name, ([number]) =>
    number === undefined ? undefined : compute(number),
  );
}

function onNumbers(name: string, compute: (numbers: readonly number[]) => Value): NativeFunction {
  return bounded<[Numbers]>(name, ([numbers], { evaluation }) => {
    if (numbers === undefined) return undefined;
    evaluation.spend(numbers.length);
    return compute(numbers);
  });
}

function extreme(numbers: readonly number[], choose: (first: number, second: number) => number): Value {
  const [first] = numbers;
  return first === undefined ? undefined : numbers.reduce((best, number) => choose(best, number), first);
}

const decimal = /^-?[0-9]+(\.[0-9]+)?([Ee][-+]?[0-9]+)?$/;
const prefixed = /^0(?:[xX][0-9A-Fa-f]+|[oO][0-7]+|[bB][01]+)$/;

function asNumber(value: Value): Value {
  if (value === undefined || typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string' && (decimal.test(value) || prefixed.test(value))) {
    const number = Number(value);
    if (Number.isFinite(number)) return number;
  }
  throw new JsonataError('D3030', { value, index: 1 });
}
