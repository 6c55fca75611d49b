import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { getParameters } from '../catalog/catalog.ts';
import { invalidField, missingField, unsupportedFields } from '../parameters.ts';
import type { IsForbiddenHeader } from './forbidden-headers.ts';

/** Names with their values, in order; a name may come more than once. */
export type Pairs = readonly (readonly [name: string, value: string])[];

/** Reads parameters of calls over HTTP, and keeps what is wrong with them. */
export class FieldReader {
  readonly problems: string[] = [];
  readonly #parameters: JsonObject;

  /** Of nested parameters there is no `resource` whose integration says which it takes. */
  constructor(parameters: JsonObject, resource?: string) {
    this.#parameters = parameters;
    if (resource !== undefined)
      this.problems.push(...unsupportedFields(parameters, getParameters(resource).names));
  }

  get(name: string): Json | undefined {
    return this.#parameters[name] ?? undefined;
  }

  text(name: string): string | undefined {
    const value = this.get(name);
    if (value === undefined || typeof value === 'string') return value;
    this.problems.push(invalidField(name));
    return undefined;
  }

  requiredText(name: string): string {
    if (!Object.hasOwn(this.#parameters, name)) {
      this.problems.push(missingField(name));
      return '';
    }
    const value = this.#parameters[name];
    if (typeof value === 'string' && value !== '') return value;
    this.problems.push(invalidField(name));
    return '';
  }

  choice<Choice extends string>(name: string, choices: readonly Choice[]): Choice | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const found = choices.find((choice) => choice === value);
    if (found === undefined) this.problems.push(invalidField(name));
    return found;
  }

  object(name: string): JsonObject | undefined {
    const value = this.get(name);
    if (value === undefined || isJsonObject(value)) return value;
    this.problems.push(invalidField(name));
    return undefined;
  }

  /** An object whose values are scalars or lists of scalars. */
  pairs(name: string): Pairs {
    const pairs: [string, string][] = [];
    for (const [key, value] of Object.entries(this.object(name) ?? {})) {
      for (const item of isJsonArray(value) ? value : [value]) {
        if (item === null) continue;
        if (typeof item === 'object') this.problems.push(invalidField(key));
        else pairs.push([key, String(item)]);
      }
    }
    return pairs;
  }

  headers(name: string, isForbidden: IsForbiddenHeader): Pairs {
    const headers = this.pairs(name);
    for (const [header, value] of headers) {
      if (isForbidden(header)) this.problems.push(`The header '${header}' is not supported`);
      else if (!isHeader(header, value)) this.problems.push(invalidField(header));
    }
    return headers;
  }
}

/** Whether a header can be sent: a token, and text that cannot be taken for another header. */
export function isHeader(name: string, value: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

export function encodePairs(pairs: Pairs): string {
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
}

/** `first` without the names that `second` has, their case aside where `ignoresCase`, then `second`. */
export function mergePairs(first: Pairs, second: Pairs, { ignoresCase = false } = {}): Pairs {
  const nameOf = (name: string) => (ignoresCase ? name.toLowerCase() : name);
  const overridden = new Set(second.map(([name]) => nameOf(name)));
  return [...first.filter(([name]) => !overridden.has(nameOf(name))), ...second];
}
