import type { Json } from '../base/json.ts';

/** A copy of `value` as JSON has it: members that are undefined are none, and objects are plain ones. */
export function plainJson(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(plainJson);
  const copy: Record<string, Json> = {};
  for (const [name, member] of Object.entries(value)) {
    if (member !== undefined) copy[name] = plainJson(member);
  }
  return copy;
}
