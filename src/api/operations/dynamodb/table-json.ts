import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../base/json.ts';
import type { Call } from '../../operation.ts';

/** A table's description as the API has it: points in time in milliseconds, ARNs of the caller's partition. */
export function tableJson(description: JsonObject, { caller: { place } }: Call): JsonObject {
  return convert(description, place.partition) as JsonObject;
}

function convert(value: Json, partition: string): Json {
  if (isJsonArray(value)) return value.map((member) => convert(member, partition));
  if (!isJsonObject(value)) return value;
  const converted: Record<string, Json> = {};
  for (const [name, member] of Object.entries(value)) {
    if (name.endsWith('DateTime') && typeof member === 'number') converted[name] = Math.round(member * 1000);
    else if (name.endsWith('Arn') && typeof member === 'string') {
      converted[name] = member.replace(/^arn:aws:/, `arn:${partition}:`);
    } else converted[name] = convert(member, partition);
  }
  return converted;
}
