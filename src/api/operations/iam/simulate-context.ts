import type { ContextValue, RequestContext } from '../../../iam/request.ts';
import { InvalidInput } from './errors.ts';

/** A condition key of a simulated request, as requests carry it. */
export interface ContextEntry {
  readonly ContextKeyName?: string;
  readonly ContextKeyValues?: readonly string[];
  readonly ContextKeyType?: ContextKeyType;
}

type ValueType = 'string' | 'numeric' | 'boolean' | 'ip' | 'binary' | 'date';
type ContextKeyType = ValueType | `${ValueType}List`;

/** The condition keys that `entries` give values to. Throws InvalidInput where a value is not of its type. */
export function contextOf(entries: readonly ContextEntry[]): RequestContext {
  return Object.fromEntries(entries.map(contextEntry));
}

function contextEntry({
  ContextKeyName: name,
  ContextKeyValues: values = [],
  ContextKeyType: type = 'string',
}: ContextEntry): readonly [string, ContextValue] {
  if (name === undefined) throw new InvalidInput('A context entry must have a ContextKeyName.');
  const isList = type.endsWith('List');
  const valueType = (isList ? type.slice(0, -'List'.length) : type) as ValueType;
  for (const value of values) {
    if (!forms[valueType].test(value)) {
      throw new InvalidInput(`Invalid value '${value}' of type ${type} for context key ${name}.`);
    }
  }
  const [value, ...more] = values;
  if (isList) return [name, values];
  if (value === undefined || more.length > 0) {
    throw new InvalidInput(`Context key ${name} of type ${type} must have one value.`);
  }
  return [name, value];
}

const forms: Readonly<Record<ValueType, RegExp>> = {
  string: /^/,
  numeric: /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i,
  boolean: /^(true|false)$/i,
  ip: /^([\d.]+|[\da-f:.]*:[\da-f:.]*)(\/\d{1,3})?$/i,
  binary: /^[A-Za-z0-9+/]*={0,2}$/,
  // A date of ISO 8601, or seconds since 1970.
  date: /^(\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?|\d+)$/,
};

/** `context` with `given` laid over it; names match in any case. */
export function overlaid(context: RequestContext, given: RequestContext): RequestContext {
  const names = new Set(Object.keys(given).map((name) => name.toLowerCase()));
  const kept = Object.entries(context).filter(([name]) => !names.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...given };
}
