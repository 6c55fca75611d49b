import { isJsonArray, type Json, type JsonObject } from '../../base/json.ts';

/** The member `name` of an object; undefined where `value` is no object or has none of its own. */
export function ownMember(value: Json, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || isJsonArray(value)) return undefined;
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** `object[name] = value`, except that `__proto__` becomes a member like any other. */
export function setMember(object: Record<string, Json>, name: string, value: Json): void {
  if (name !== '__proto__') object[name] = value;
  else Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
}

/** A copy of `object` in which `name` is `value`. Several times faster than a spread, for objects that JSON.parse made. */
export function withMember(object: JsonObject, name: string, value: Json): JsonObject {
  const copy: Record<string, Json> = {};
  // Nothing enumerable is inherited by what JSON.parse makes.
  for (const key in object) setMember(copy, key, object[key] as Json);
  setMember(copy, name, value);
  return copy;
}
