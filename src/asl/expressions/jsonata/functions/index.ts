import type { NativeFunction } from '../native-function.ts';
import { arrayFunctions } from './arrays.ts';
import { dateFunctions } from './dates.ts';
import { higherOrderFunctions } from './higher-order.ts';
import { numberFunctions } from './numbers.ts';
import { objectFunctions } from './objects.ts';
import { patternFunctions } from './patterns.ts';
import { stepFunctionsFunctions } from './step-functions.ts';
import { stringFunctions } from './strings.ts';
import { valueFunctions } from './values.ts';

/** The functions of the language by name, without their `$`. There is no `$eval`: calling it is calling nothing. */
export const builtIns: ReadonlyMap<string, NativeFunction> = new Map(
  Object.entries({
    ...stringFunctions,
    ...patternFunctions,
    ...numberFunctions,
    ...valueFunctions,
    ...objectFunctions,
    ...arrayFunctions,
    ...higherOrderFunctions,
    ...dateFunctions,
    ...stepFunctionsFunctions,
  }),
);
