import { Failure } from '../../../base/failure.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject, jsonText } from '../../../base/json.ts';
import type { Evaluate } from '../../compiled.ts';
import { EvaluationFailure } from '../../evaluation-failure.ts';
import type { NumberField } from '../query-language.ts';
import { compileFieldExpression, expressionFailure, expressionIn, noOutcome } from './expression.ts';

/** The types that fields take, by the names AWS's causes give them. */
interface FieldTypes {
  readonly string: string;
  readonly number: number;
  readonly boolean: boolean;
  readonly array: readonly Json[];
}

/** A field that takes one type: a literal, or an expression whose result is checked. `field` is its name in causes. */
export function compileField<Type extends keyof FieldTypes>(
  value: Json,
  type: Type,
  field: string,
): Evaluate<FieldTypes[Type]> {
  const text = typeof value === 'string' ? expressionIn(value) : undefined;
  // A literal has the type its field takes: validation looked at it.
  if (text === undefined) return () => value as FieldTypes[Type];
  const evaluate = compileFieldExpression(text, field);
  return (scope) => {
    const result = evaluate(scope, noOutcome);
    if (result instanceof Failure) return result;
    if (typeOf(result) === type) return result as FieldTypes[Type];
    return unexpectedType({ text, field, expected: type, result });
  };
}

function unexpectedType({
  text,
  field,
  expected,
  result,
}: {
  readonly text: string;
  readonly field: string;
  readonly expected: string;
  readonly result: Json;
}): Failure {
  const problem =
    `returned an unexpected result type. Expected '${expected}', but was '${typeOf(result)}' ` +
    `for value: ${jsonText(result)}`;
  return expressionFailure({ text, field, problem });
}

function typeOf(value: Json): string {
  if (value === null) return 'null';
  return isJsonArray(value) ? 'array' : typeof value;
}

interface NumberRule {
  /** Where in the state the field stands. */
  readonly within: readonly string[];
  readonly isWhole: boolean;
  readonly min: number;
  readonly max: number;
}

/** Source: Developer Guide, "Task state". */
const secondsMax = 99_999_999;

const seconds: NumberRule = { within: [], isWhole: true, min: 1, max: secondsMax };
const count: NumberRule = { within: [], isWhole: true, min: 0, max: Number.MAX_SAFE_INTEGER };
const batch: NumberRule = { ...count, within: ['ItemBatcher'], min: 1 };

const numberRules: { readonly [Field in NumberField]: NumberRule } = {
  TimeoutSeconds: seconds,
  HeartbeatSeconds: seconds,
  MaxConcurrency: count,
  ToleratedFailureCount: count,
  ToleratedFailurePercentage: { within: [], isWhole: false, min: 0, max: 100 },
  MaxItems: { ...count, within: ['ItemReader', 'ReaderConfig'] },
  MaxItemsPerBatch: batch,
  MaxInputBytesPerBatch: batch,
};

/** A number that a state gives; undefined where it gives none. */
export function compileNumber(state: JsonObject, field: NumberField): Evaluate<number> | undefined {
  const rule = numberRules[field];
  const holder = rule.within.reduce<Json | undefined>(
    (part, name) => (isJsonObject(part) ? part[name] : undefined),
    state,
  );
  const value = isJsonObject(holder) ? holder[field] : undefined;
  if (value === undefined) return undefined;
  return compileBoundedNumber(value, rule, [...rule.within, field].join('/'));
}

/** A number within bounds. AWS's words for one that is not are unknown. */
export function compileBoundedNumber(
  value: Json,
  { isWhole, min, max }: Omit<NumberRule, 'within'>,
  field: string,
): Evaluate<number> {
  const evaluate = compileField(value, 'number', field);
  if (typeof value === 'number') return evaluate;
  return (scope) => {
    const number = evaluate(scope);
    if (number instanceof Failure) return number;
    if (isWhole && !Number.isInteger(number)) return outOfRange(field, 'must be a whole number', number);
    if (number < min) return outOfRange(field, `must not be less than ${min}`, number);
    return number > max ? outOfRange(field, `must not be greater than ${max}`, number) : number;
  };
}

function outOfRange(field: string, requirement: string, number: number): Failure {
  return new EvaluationFailure(`The value of the field '${field}' ${requirement}, but was: ${number}`, field);
}
