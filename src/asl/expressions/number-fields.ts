import { Failure } from '../../base/failure.ts';
import { isJsonObject, type Json, type JsonObject, jsonText } from '../../base/json.ts';
import type { Evaluate } from '../compiled.ts';
import { compileSelection, type Station } from './data-flow.ts';
import type { NumberField } from './query-language.ts';
import { runtimeFailure } from './runtime-failure.ts';
import { compileScopedPath, type ScopedPath } from './scoped-path.ts';

/** How a field's `…Path` form is checked once its value is known; texts are AWS's where recorded. */
interface NumberRule {
  /** Where in the state the field stands. */
  readonly within: readonly string[];
  readonly isWhole: boolean;
  notANumber(shown: string, path: string): Failure;
  /** The Failure of a number out of range. */
  outOfRange(value: number, path: string): Failure | undefined;
}

/** Source: Developer Guide, "Task state". */
const secondsMax = 99_999_999;

const rules: { readonly [Field in NumberField]: NumberRule } = {
  TimeoutSeconds: seconds('TimeoutSeconds'),
  HeartbeatSeconds: seconds('HeartbeatSeconds'),
  MaxConcurrency: {
    ...whole('MaxConcurrency', []),
    outOfRange: (value) =>
      value < 0
        ? runtimeFailure(`Expected non-negative integer for MaxConcurrency, got '${value}' instead.`)
        : undefined,
  },
  ToleratedFailureCount: {
    ...whole('ToleratedFailureCount', []),
    outOfRange: (value) =>
      value < 0 ? runtimeFailure('ToleratedFailureCount cannot be negative.') : undefined,
  },
  ToleratedFailurePercentage: {
    within: [],
    isWhole: false,
    notANumber: (shown, path) =>
      runtimeFailure(
        `The ToleratedFailurePercentagePath field refers to value "${shown}" which is not a valid float: ${path}`,
      ),
    outOfRange: (value) =>
      value < 0 || value > 100
        ? runtimeFailure('ToleratedFailurePercentage must be between 0 and 100.')
        : undefined,
  },
  MaxItems: {
    within: ['ItemReader', 'ReaderConfig'],
    isWhole: true,
    notANumber: (shown, path) =>
      new Failure(
        'States.ItemReaderFailed',
        `The MaxItemsPath field refers to value '${shown}' which is not a valid integer: ${path}`,
      ),
    outOfRange: (value) =>
      value < 0 ? new Failure('States.ItemReaderFailed', 'field MaxItems must be positive') : undefined,
  },
  MaxItemsPerBatch: positive('MaxItemsPerBatch'),
  MaxInputBytesPerBatch: positive('MaxInputBytesPerBatch'),
};

function whole(field: string, within: readonly string[]): Omit<NumberRule, 'outOfRange'> {
  return {
    within,
    isWhole: true,
    notANumber: (shown, path) =>
      runtimeFailure(
        `The ${field}Path field refers to value "${shown}" which is not a valid integer: ${path}`,
      ),
  };
}

function positive(field: string): NumberRule {
  return {
    ...whole(field, ['ItemBatcher']),
    outOfRange: (value) => (value < 1 ? runtimeFailure(`${field} must be positive.`) : undefined),
  };
}

function seconds(field: string): NumberRule {
  return {
    within: [],
    isWhole: true,
    notANumber: (shown, path) =>
      runtimeFailure(`The ${field}Path parameter cannot be parsed as a long value: ${path} == ${shown}`),
    outOfRange: (value, path) => {
      if (value >= 1 && value <= secondsMax) return undefined;
      const problem = value < 1 ? 'a value that is not positive' : 'a value that is too large';
      return runtimeFailure(`The ${field}Path parameter references ${problem}: ${path} == ${value}`);
    },
  };
}

/** The number that a state gives for `field`, as a literal or as a path; undefined where it gives none. */
export function compileNumber(state: JsonObject, field: NumberField): Evaluate<number> | undefined {
  const rule = rules[field];
  const fields = rule.within.reduce<Json | undefined>(
    (part, name) => (isJsonObject(part) ? part[name] : undefined),
    state,
  );
  if (!isJsonObject(fields)) return undefined;
  const literal = fields[field];
  if (typeof literal === 'number') return () => literal;
  const path = fields[`${field}Path`];
  if (typeof path !== 'string') return undefined;
  return readNumber(compileScopedPath(path), compileSelection(state.InputPath), { field, rule });
}

function readNumber(
  path: ScopedPath,
  input: Station | undefined,
  { field, rule }: { readonly field: NumberField; readonly rule: NumberRule },
): Evaluate<number> {
  return (scope) => {
    const data = input ? input(scope, scope.input) : scope.input;
    if (data instanceof Failure) return data;
    const value = path.read(scope, data);
    if (value === undefined) return absentInput(field, path.text);
    const number = numberOf(value, rule.isWhole);
    if (number === undefined) return rule.notANumber(shownText(value), path.text);
    return rule.outOfRange(number, path.text) ?? number;
  };
}

/** AWS's words for a `…Path` that leads nowhere. */
export function absentInput(field: string, path: string): Failure {
  return runtimeFailure(`The ${field}Path parameter does not reference an input value: ${path}`);
}

/** A number, or a text that spells one, as AWS takes it (recorded). */
export function numberOf(value: Json, isWhole: boolean): number | undefined {
  const number = typeof value === 'string' && /^[+-]?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || (isWhole && !Number.isSafeInteger(number))) return undefined;
  return number;
}

/** As AWS shows a value in a cause: a text without quotes, anything else as JSON. */
export function shownText(value: Json): string {
  return typeof value === 'string' ? value : jsonText(value);
}
