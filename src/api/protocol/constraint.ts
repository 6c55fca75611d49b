import type { NumberShape, StringShape } from '../model/model.ts';
import { compileJavaPattern } from './java-pattern.ts';
import type { ModelException } from './model-exceptions.ts';

/** What error messages say of a constraint. */
export interface ConstraintWording {
  /** `Member must have length less than or equal to 80`. */
  readonly text: string;
  /** AWS's whole message, where it is not built from `text`. */
  readonly message?: ((location: string) => string) | undefined;
}

/** One thing the API model asks of a value. */
export interface Constraint<Value> extends ConstraintWording {
  holds(value: Value): boolean;
}

const none: readonly never[] = [];

/** The constraints among `constraints` that `value` fails. */
export function failedConstraints<Value>(
  constraints: readonly Constraint<Value>[],
  value: Value,
): readonly ConstraintWording[] {
  let failed: ConstraintWording[] | undefined;
  for (const constraint of constraints) {
    if (constraint.holds(value)) continue;
    failed ??= [];
    failed.push(constraint);
  }
  return failed ?? none;
}

/** The constraints on a text, in the order AWS names them. */
export function stringConstraints(
  shape: StringShape,
  { leftToOperation = none, enumOrder, patternMessage }: ModelException,
): readonly Constraint<string>[] {
  const constraints: Constraint<string>[] = [];
  if (!leftToOperation.includes('length')) {
    constraints.push(
      ...atMost(
        'length',
        shape.max,
        (text: string, max) => text.length <= max || codePointCount(text) <= max,
      ),
      ...atLeast(
        'length',
        shape.min,
        (text: string, min) => text.length >= min * 2 || codePointCount(text) >= min,
      ),
    );
  }
  if (shape.pattern !== undefined && !leftToOperation.includes('pattern')) {
    constraints.push(patternConstraint(shape.pattern, shape.max, patternMessage));
  }
  if (shape.enum !== undefined && !leftToOperation.includes('enum')) {
    constraints.push(enumConstraint(shape.enum, enumOrder));
  }
  return constraints;
}

/** How many members a list or a map may have. */
export function sizeConstraints(shape: {
  readonly min?: number;
  readonly max?: number;
}): readonly Constraint<number>[] {
  return [
    ...atMost('length', shape.max, (size: number, max) => size <= max),
    ...atLeast('length', shape.min, (size: number, min) => size >= min),
  ];
}

export function numberConstraints(shape: NumberShape): readonly Constraint<number>[] {
  return [
    ...atMost('value', shape.max, (value: number, max) => value <= max),
    ...atLeast('value', shape.min, (value: number, min) => value >= min),
  ];
}

function atMost<Value>(
  measure: 'length' | 'value',
  max: number | undefined,
  isWithin: (value: Value, max: number) => boolean,
): readonly Constraint<Value>[] {
  if (max === undefined) return none;
  return [
    {
      text: `Member must have ${measure} less than or equal to ${max}`,
      holds: (value) => isWithin(value, max),
    },
  ];
}

function atLeast<Value>(
  measure: 'length' | 'value',
  min: number | undefined,
  isWithin: (value: Value, min: number) => boolean,
): readonly Constraint<Value>[] {
  if (min === undefined) return none;
  return [
    {
      text: `Member must have ${measure} greater than or equal to ${min}`,
      holds: (value) => isWithin(value, min),
    },
  ];
}

function patternConstraint(
  pattern: string,
  lengthMax: number | undefined,
  message: ((location: string) => string) | undefined,
): Constraint<string> {
  const matches = compileJavaPattern(pattern);
  return {
    text: `Member must satisfy regular expression pattern: ${pattern}`,
    message,
    // What is too long has been reported, and the time a pattern takes may grow faster than its text.
    holds: (text) => (lengthMax !== undefined && text.length > lengthMax) || matches(text),
  };
}

function enumConstraint(values: readonly string[], order: readonly string[] = values): Constraint<string> {
  const known = new Set(values);
  return {
    text: `Member must satisfy enum value set: [${order.join(', ')}]`,
    holds: (text) => known.has(text),
  };
}

/** How many Unicode code points `text` has: AWS counts these, and a pair of surrogates is one. */
function codePointCount(text: string): number {
  let count = text.length;
  for (let index = 0; index < text.length - 1; index += 1) {
    const isHigh = (text.charCodeAt(index) & 0xfc00) === 0xd800;
    if (isHigh && (text.charCodeAt(index + 1) & 0xfc00) === 0xdc00) {
      count -= 1;
      index += 1;
    }
  }
  return count;
}
