import { isJsonArray, type Json } from '../../base/json.ts';
import type { NumberShape, Shape } from '../model/model.ts';
import {
  type ConstraintWording,
  failedConstraints,
  numberConstraints,
  stringConstraints,
} from './constraint.ts';
import { SerializationException } from './errors.ts';
import type { ModelException } from './model-exceptions.ts';

/** A shape without members, ready to be checked. */
export interface Scalar {
  readonly constraints: readonly ConstraintWording[];
  /** The constraints `value` fails. Throws SerializationException where it is of another type. */
  failures(value: Json): readonly ConstraintWording[];
  /** A value as messages show it, where that is not how it came. */
  readonly shown?: (value: Json) => Json;
}

const integerBounds = {
  integer: { name: 'Integer', min: -(2 ** 31), max: 2 ** 31 - 1 },
  // Beyond 2^53 JSON numbers lose digits here, and no member of these APIs counts that far.
  long: { name: 'Long', min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER },
} as const;

const noFailures: readonly ConstraintWording[] = [];

/** The check of a scalar shape; undefined for a structure, a list or a map. */
export function compileScalar(shape: Shape, exception: ModelException): Scalar | undefined {
  switch (shape.type) {
    case 'string': {
      const constraints = stringConstraints(shape, exception);
      return {
        constraints,
        failures: (value) =>
          typeof value === 'string' ? failedConstraints(constraints, value) : refuseType(value, 'String'),
      };
    }
    case 'integer':
    case 'long':
      return compileNumber(shape, integerBounds[shape.type]);
    case 'float':
    case 'double':
      return {
        ...compileNumber(shape, { name: shape.type === 'float' ? 'Float' : 'Double' }),
        shown: (value) => (typeof value === 'number' ? javaDecimal(value) : value),
      };
    case 'boolean':
      return unconstrained('Boolean', (value) => typeof value === 'boolean');
    case 'blob':
      return unconstrained('Blob', (value) => typeof value === 'string');
    case 'timestamp':
      return unconstrained('Timestamp', (value) => typeof value === 'number');
    case 'structure':
    case 'list':
    case 'map':
      return undefined;
  }
  return shape satisfies never;
}

/** Throws the SerializationException for a `value` that is not of the Java type the operation expects. */
export function refuseType(value: Json, type: string): never {
  throw new SerializationException(wrongTypeMessage(value, type));
}

function compileNumber(
  shape: NumberShape,
  bounds: { readonly name: string; readonly min?: number; readonly max?: number },
): Scalar {
  const constraints = numberConstraints(shape);
  const { name, min, max } = bounds;
  const isOfType = (value: number) =>
    min === undefined || max === undefined || (Number.isInteger(value) && value >= min && value <= max);
  return {
    constraints,
    failures: (value) =>
      typeof value === 'number' && isOfType(value)
        ? failedConstraints(constraints, value)
        : refuseType(value, name),
  };
}

/** Java writes a float with a fraction, whole or not: `101.0`, `1.0E8`. */
function javaDecimal(value: number): string {
  const [digits = '', exponent] = (
    Math.abs(value) < 10_000_000 ? String(value) : value.toExponential()
  ).split('e');
  const decimal = digits.includes('.') ? digits : `${digits}.0`;
  return exponent === undefined ? decimal : `${decimal}E${exponent.replace('+', '')}`;
}

function unconstrained(type: string, isOfType: (value: Json) => boolean): Scalar {
  return {
    constraints: noFailures,
    failures: (value) => (isOfType(value) ? noFailures : refuseType(value, type)),
  };
}

function wrongTypeMessage(value: Json, type: string): string {
  if (isJsonArray(value)) return 'Start of list found where not expected.';
  if (typeof value === 'object' && value !== null)
    return 'Start of structure or map found where not expected.';
  return `${tokenName(value)} can not be converted to ${/^[AEIOU]/.test(type) ? 'an' : 'a'} ${type}`;
}

/** What the JSON parser that AWS uses calls the kind of `value`. */
function tokenName(value: string | number | boolean | null): string {
  if (typeof value === 'string') return 'STRING_VALUE';
  if (typeof value === 'number') return 'NUMBER_VALUE';
  if (value === null) return 'NULL_VALUE';
  return value ? 'TRUE_VALUE' : 'FALSE_VALUE';
}
