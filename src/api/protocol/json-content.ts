import { isUtf8 } from 'node:buffer';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { SerializationException } from './errors.ts';

/** How deep a body's arrays and objects may be nested: far more than any input of the API, far less than the stack. */
const nestingDepthMax = 100;

const noMembers: JsonObject = {};

/** A JSON body as the members of an input; an empty one has none. Throws SerializationException. */
export function parseJsonContent(content: Buffer): JsonObject {
  if (content.length === 0) return noMembers;
  const value = parse(content);
  if (!isJsonObject(value)) throw new SerializationException('Expected a JSON object.');
  if (isDeeperThan(value, nestingDepthMax)) {
    throw new SerializationException(`JSON nesting depth exceeds the limit of ${nestingDepthMax}.`);
  }
  return value;
}

function parse(content: Buffer): Json {
  if (!isUtf8(content)) throw new SerializationException('Invalid UTF-8 in the request body.');
  try {
    return JSON.parse(content.toString('utf8')) as Json;
  } catch {
    throw new SerializationException('Unable to parse the request body as JSON.');
  }
}

function isDeeperThan(value: Json, depthMax: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (depthMax === 0) return true;
  if (isJsonArray(value)) return value.some((member) => isDeeperThan(member, depthMax - 1));
  for (const name in value) {
    if (isDeeperThan(value[name] ?? null, depthMax - 1)) return true;
  }
  return false;
}
