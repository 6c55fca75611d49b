import { isJsonObject, type JsonObject } from '../../../base/json.ts';

/** The object that an engine answered with; undefined for anything else. */
export function parseObject(answer: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(answer);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
