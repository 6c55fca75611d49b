import { isJsonArray, type Json } from '../base/json.ts';
import { expressionIn } from './expressions/jsonata/expression.ts';
import { findExpressionProblems } from './expressions/jsonata/problems.ts';
import { findPathProblem, findReferencePathProblem } from './expressions/syntax.ts';
import { atIndex, type Place, reportError, type ValueRule } from './place.ts';

/** Accepts what any JSON can be: a field AWS does not look into. */
export const anything: ValueRule = () => {};

export const text: ValueRule = (value, place) => {
  if (typeof value !== 'string') reportError(place, 'Expected value of type String');
};

export const flag: ValueRule = (value, place) => {
  if (typeof value !== 'boolean') reportError(place, 'Expected value of type Boolean');
};

export const number: ValueRule = (value, place) => {
  if (typeof value !== 'number') reportError(place, 'Expected value of type Number');
};

interface Range {
  readonly min: number;
  readonly max?: number;
}

export function integer(range: Range): ValueRule {
  return (value, place) => {
    if (typeof value !== 'number' || !Number.isInteger(value))
      reportError(place, 'Expected value of type Integer');
    else requireRange(value, range, String, place);
  };
}

/** A number that may have a fraction; AWS shows its bounds with one. */
export function decimal(range: Range): ValueRule {
  return (value, place) => {
    if (typeof value !== 'number') reportError(place, 'Expected value of type Number');
    else requireRange(value, range, withFraction, place);
  };
}

function requireRange(
  value: number,
  { min, max }: Range,
  write: (bound: number) => string,
  place: Place,
): void {
  if (value < min) reportError(place, `Minimum value is ${write(min)}`);
  if (max !== undefined && value > max) reportError(place, `Maximum value is ${write(max)}`);
}

function withFraction(bound: number): string {
  return Number.isInteger(bound) ? bound.toFixed(1) : String(bound);
}

export function oneOf(...values: readonly string[]): ValueRule {
  return (value, place) => {
    if (typeof value !== 'string') reportError(place, 'Expected value of type String');
    else if (!values.includes(value)) {
      reportError(place, `Value should be one of the following: [${values.join(', ')}]`);
    }
  };
}

/** An array with at least one member, each of which keeps `rule`. */
export function nonEmptyArrayOf(rule: ValueRule): ValueRule {
  const members = arrayOf(rule);
  return (value, place) => {
    if (isJsonArray(value) && value.length === 0) reportError(place, 'Value cannot be empty');
    else members(value, place);
  };
}

export function arrayOf(rule: ValueRule): ValueRule {
  return (value, place) => {
    if (!isJsonArray(value)) reportError(place, 'Expected value of type Array');
    else {
      value.forEach((member, index) => {
        rule(member, atIndex(place, index));
      });
    }
  };
}

/** A JSONPath, or null for none of the data. */
export const pathOrNull: ValueRule = (value, place) => {
  if (value !== null) path(value, place);
};

export const path: ValueRule = (value, place) => {
  if (typeof value !== 'string') reportError(place, 'Expected value of type String');
  else if (findPathProblem(value) !== undefined) reportError(place, 'Value must be a valid JSONPath.');
};

/** A path to exactly one place in the state's data, as ResultPath has it; null for none. */
export const resultPath: ValueRule = (value, place) => {
  if (value !== null) requireReferencePath(value, findResultPathProblem, place);
};

/** A reference path into the state's data or a variable. */
export const referencePath: ValueRule = (value, place) => {
  requireReferencePath(value, findDataPathProblem, place);
};

/** A reference path that may also begin at the Context object. */
export const referencePathOrContextPath: ValueRule = (value, place) => {
  requireReferencePath(value, findReferencePathProblem, place);
};

function findResultPathProblem(value: string): string | undefined {
  return findReferencePathProblem(value, 'Data');
}

function findDataPathProblem(value: string): string | undefined {
  return value.startsWith('$$') ? `'${value}' begins at the Context object` : findReferencePathProblem(value);
}

function requireReferencePath(
  value: Json,
  findProblem: (value: string) => string | undefined,
  place: Place,
): void {
  if (typeof value !== 'string') {
    reportError(place, 'Expected value of type String');
    return;
  }
  const problem = value.startsWith('$') ? findProblem(value) : "Reference path didn't start with '$'";
  if (problem !== undefined) reportError(place, `Value is not a Reference Path: ${problem}`);
}

export const timestamp: ValueRule = (value, place) => {
  if (typeof value !== 'string') reportError(place, 'Expected value of type String');
  else if (!isRfc3339(value)) reportError(place, 'String does not match RFC3339 timestamp');
};

const rfc3339 = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?(Z|[+-](\d{2}):(\d{2}))$/;

function isRfc3339(value: string): boolean {
  const parts = rfc3339.exec(value);
  if (parts === null) return false;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  const zoneHour = Number(parts[9] ?? 0);
  const zoneMinute = Number(parts[10] ?? 0);
  return (
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysIn(year, month) &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 60 &&
    zoneHour <= 23 &&
    zoneMinute <= 59
  );
}

function daysIn(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** In a JSONata state, `rule` or a JSONata string; in a JSONPath state, `rule`. */
export function orExpression(rule: ValueRule): ValueRule {
  return (value, place) => {
    if (place.language === 'JSONata' && typeof value === 'string' && value.startsWith('{%'))
      expression(value, place);
    else rule(value, place);
  };
}

/** A string that is a JSONata expression as a whole. */
export const expression: ValueRule = (value: Json, place) => {
  if (typeof value !== 'string') {
    reportError(place, 'Expected value of type String');
    return;
  }
  const inner = expressionIn(value);
  if (inner === undefined) {
    reportError(place, 'JSONata string must start with {% and end with %}');
    return;
  }
  for (const { code, message } of findExpressionProblems(inner, { allows: place.outcome })) {
    reportError(place, message, code);
  }
};
