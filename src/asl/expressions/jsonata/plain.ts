import type { Json } from '../../../base/json.ts';
import { setMember } from '../members.ts';
import { elementsMax } from './evaluation.ts';
import { memoryExceeded } from './jsonata-error.ts';
import { isMembers, type Members, type Value, type Values } from './value.ts';

/** About how much a result may hold in all its parts, in characters; far beyond what a state may hand on. */
const charactersMax = elementsMax * 8;

/** What a value counts for besides its characters. */
const charactersOfValue = 8;

/**
 * What an expression gave, as plain JSON that shares nothing but data with the evaluation; undefined where there is a
 * function in it.
 *
 * Numbers that JSON cannot write become their names, as measured on the service: `1/0` is `"Infinity"`.
 */
export function plainJson(value: Value): Json | undefined {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return plainNumber(value);
  return new Copier().copy(value);
}

/** JSON knows no zero below zero. */
function plainNumber(value: number): Json {
  return Number.isFinite(value) ? value + 0 : String(value);
}

/** Copies containers one by one, since parts may be shared over and over: a small value can be a huge text. */
class Copier {
  #characters = 0;

  copy(value: Value): Json | undefined {
    this.#count(charactersOfValue);
    if (typeof value === 'string') {
      this.#count(value.length);
      return value;
    }
    if (typeof value === 'number') return plainNumber(value);
    if (value === null || typeof value === 'boolean') return value;
    if (Array.isArray(value)) return this.#copyArray(value);
    return isMembers(value) ? this.#copyMembers(value) : undefined;
  }

  #copyArray(values: Values): Json | undefined {
    const copies: Json[] = [];
    for (const value of values) {
      const copy = value === undefined ? null : this.copy(value);
      if (copy === undefined) return undefined;
      copies.push(copy);
    }
    return copies;
  }

  #copyMembers(members: Members): Json | undefined {
    const copy: Record<string, Json> = {};
    for (const name of Object.keys(members)) {
      const value = members[name];
      if (value === undefined) continue;
      this.#count(name.length);
      const member = this.copy(value);
      if (member === undefined) return undefined;
      setMember(copy, name, member);
    }
    return copy;
  }

  #count(characters: number): void {
    this.#characters += characters;
    if (this.#characters > charactersMax) throw memoryExceeded();
  }
}
