import { JsonataError } from './jsonata-error.ts';
import { isCallable, type Value } from './value.ts';

/** Which arguments a function takes: it checks them, completes them from the context, and makes arrays where it wants them. */
export interface Signature {
  /** Throws a JsonataError where the arguments do not fit. */
  validate(parameters: readonly Value[], context: Value): readonly Value[];
}

interface Parameter {
  /** A symbol, or `(` for a choice of them. */
  readonly type: string;
  /** What it matches of a string with one symbol for each argument. */
  readonly pattern: string;
  /** What its members must be, where it is an array of something. */
  readonly subtype: string | undefined;
  /** What the context must be to stand in for it; undefined where it may not. */
  readonly contextPattern: RegExp | undefined;
}

/** How many parameters may be left out or repeated: each doubles the ways that arguments could be told apart. */
const openParametersMax = 10;

/** Reads a signature such as `<s-nn?:s>`. Throws a JsonataError. */
export function parseSignature(definition: string): Signature {
  const parameters = parseParameters(definition);
  if (parameters.filter(({ pattern }) => /[?+]$/.test(pattern)).length > openParametersMax) {
    throw new JsonataError('S0402', { value: definition });
  }
  const pattern = new RegExp(`^${parameters.map((parameter) => `(${parameter.pattern})`).join('')}$`);
  const plans = new Map<string, readonly string[] | undefined>();
  return {
    validate: (values, context) => {
      const symbols = symbolsOf(values);
      let matched = plans.get(symbols);
      if (matched === undefined) {
        matched = pattern.exec(symbols)?.slice(1) ?? mismatch(parameters, symbols, values);
        // Arguments have few forms, but a function of many arguments could be called in any number of ways.
        if (plans.size < 64) plans.set(symbols, matched);
      }
      return assign(parameters, matched, { values, context });
    },
  };
}

const simpleTypes = 'snblo';

function parseParameters(definition: string): readonly Parameter[] {
  const parameters: Parameter[] = [];
  const change = (edit: (last: Parameter) => Partial<Parameter>) => {
    const last = parameters.pop();
    if (last !== undefined) parameters.push({ ...last, ...edit(last) });
  };
  const add = (type: string, pattern: string) => {
    parameters.push({ type, pattern, subtype: undefined, contextPattern: undefined });
  };
  for (let position = 1; position < definition.length; position += 1) {
    const symbol = definition.charAt(position);
    if (symbol === ':') break;
    if (simpleTypes.includes(symbol)) add(symbol, `[${symbol}m]`);
    else if (symbol === 'a' || symbol === 'x') add(symbol, '[asnblfom]');
    else if (symbol === 'f') add(symbol, 'f');
    else if (symbol === 'j') add(symbol, '[asnblom]');
    else if (symbol === '-') {
      change(({ pattern }) => ({ contextPattern: new RegExp(`^${pattern}`), pattern: `${pattern}?` }));
    } else if (symbol === '?' || symbol === '+') change(({ pattern }) => ({ pattern: pattern + symbol }));
    else if (symbol === '(') {
      const end = closingOf(definition, position, ')');
      add('(', `[${definition.slice(position + 1, end)}m]`);
      position = end;
    } else if (symbol === '<') {
      const end = closingOf(definition, position, '>');
      const subtype = definition.slice(position + 1, end);
      change(() => ({ subtype }));
      position = end;
    }
  }
  return parameters;
}

/** Where the bracket at `start` is closed. The parser has checked that it is. */
function closingOf(text: string, start: number, closing: string): number {
  const opening = text.charAt(start);
  let depth = 0;
  for (let position = start; position < text.length; position += 1) {
    if (text.charAt(position) === opening) depth += 1;
    else if (text.charAt(position) === closing) depth -= 1;
    if (depth === 0) return position;
  }
  return text.length;
}

function symbolsOf(values: readonly Value[]): string {
  let symbols = '';
  for (const value of values) symbols += symbolOf(value);
  return symbols;
}

function symbolOf(value: Value): string {
  switch (typeof value) {
    case 'string':
      return 's';
    case 'number':
      return 'n';
    case 'boolean':
      return 'b';
    case 'object':
      if (value === null) return 'l';
      if (Array.isArray(value)) return 'a';
      return isCallable(value) ? 'f' : 'o';
    default:
      return 'm';
  }
}

function assign(
  parameters: readonly Parameter[],
  matched: readonly string[],
  { values, context }: { readonly values: readonly Value[]; readonly context: Value },
): readonly Value[] {
  const assigned: Value[] = [];
  let position = 0;
  for (let index = 0; index < parameters.length; index += 1) {
    const parameter = parameters[index] as Parameter;
    const symbols = matched[index] ?? '';
    if (symbols === '' && parameter.contextPattern !== undefined) {
      if (!parameter.contextPattern.test(symbolOf(context))) {
        throw new JsonataError('T0411', { value: context, index: position + 1 });
      }
      assigned.push(context);
      continue;
    }
    if (symbols === '') {
      assigned.push(values[position]);
      position += 1;
      continue;
    }
    for (const symbol of symbols) {
      assigned.push(
        parameter.type === 'a' ? asArray(parameter, { symbol, symbols, values, position }) : values[position],
      );
      position += 1;
    }
  }
  return assigned;
}

function asArray(
  { subtype }: Parameter,
  {
    symbol,
    symbols,
    values,
    position,
  }: {
    readonly symbol: string;
    readonly symbols: string;
    readonly values: readonly Value[];
    readonly position: number;
  },
): Value {
  const value = values[position];
  if (symbol === 'm') return undefined;
  if (subtype !== undefined && !(Array.isArray(value) ? isArrayOf(value, subtype) : symbols === subtype)) {
    throw new JsonataError('T0412', { value, index: position + 1, ...typeNamed(subtype) });
  }
  return Array.isArray(value) ? value : [value];
}

function isArrayOf(values: readonly Value[], subtype: string): boolean {
  return values.every((value) => symbolOf(value) === subtype.charAt(0));
}

const typeNames: ReadonlyMap<string, string> = new Map([
  ['a', 'arrays'],
  ['b', 'booleans'],
  ['f', 'functions'],
  ['n', 'numbers'],
  ['o', 'objects'],
  ['s', 'strings'],
]);

function typeNamed(subtype: string): { readonly type?: string } {
  const type = typeNames.get(subtype);
  return type === undefined ? {} : { type };
}

/** Reports the first argument that does not fit. */
function mismatch(parameters: readonly Parameter[], symbols: string, values: readonly Value[]): never {
  let fitting = 0;
  let pattern = '^';
  for (const parameter of parameters) {
    pattern += parameter.pattern;
    const match = new RegExp(pattern).exec(symbols);
    if (match === null) break;
    fitting = match[0].length;
  }
  throw new JsonataError('T0410', { value: values[fitting], index: fitting + 1 });
}
