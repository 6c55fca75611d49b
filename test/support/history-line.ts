import { isJsonObject, type JsonObject } from '../../src/base/json.ts';

/** One event as `5<4 TaskFailed Boom`: its id, the event it follows, its type, and what it is called. */
export function historyLine(event: JsonObject): string {
  const { id, previousEventId, type } = event;
  const details = Object.values(event).find(isJsonObject) ?? {};
  const called = details.index ?? details.name ?? details.error;
  return `${id}<${previousEventId} ${type}${called === undefined ? '' : ` ${called}`}`;
}
