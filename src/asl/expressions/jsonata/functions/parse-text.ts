import type { Json } from '../../../../base/json.ts';
import { JsonataError } from '../jsonata-error.ts';
import type { Value } from '../value.ts';

/** `text` as JSON. Names that occur twice in an object and numbers beyond a double are errors, as measured on the service. */
export function parseText(text: string): Value {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch {
    throw invalidJson();
  }
  if (memberCount(value) !== nameCount(text)) throw invalidJson();
  return value as Value;
}

function invalidJson(): JsonataError {
  return new JsonataError('D3137', { message: 'Invalid JSON' });
}

/** How many members the objects in `value` have together. */
function memberCount(value: Json): number {
  if (typeof value === 'number' && !Number.isFinite(value)) throw invalidJson();
  if (typeof value !== 'object' || value === null) return 0;
  const members = Object.values(value) as readonly Json[];
  let count = Array.isArray(value) ? 0 : members.length;
  for (const member of members) count += memberCount(member);
  return count;
}

/** How many names a valid JSON text has: strings with a colon behind them. */
function nameCount(text: string): number {
  let count = 0;
  let index = text.indexOf('"');
  while (index >= 0) {
    const end = endOfString(text, index);
    let next = end;
    while (' \t\n\r'.includes(text.charAt(next)) && next < text.length) next += 1;
    if (text.charAt(next) === ':') count += 1;
    index = text.indexOf('"', end);
  }
  return count;
}

/** Behind the closing quote of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text.charAt(index) !== '"') index += text.charAt(index) === '\\' ? 2 : 1;
  return index + 1;
}
