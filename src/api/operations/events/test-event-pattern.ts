import { ValidationException } from '../../../base/aws-error.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../base/json.ts';
import { parseEventPattern } from '../../../eventbridge/patterns/event-pattern.ts';
import { eventsOperation } from './events-operation.ts';

interface TestEventPatternInput {
  readonly EventPattern: string;
  readonly Event: string;
}

/** What every event has. Source: API Reference, "TestEventPattern". */
const requiredMembers = ['id', 'account', 'source', 'time', 'region', 'resources', 'detail-type'];

export const testEventPattern = eventsOperation<TestEventPatternInput>({
  name: 'TestEventPattern',
  permissions: () => [{ action: 'events:TestEventPattern', resource: '*' }],
  run: async ({ EventPattern, Event }) => {
    const pattern = parseEventPattern(EventPattern);
    return { Result: pattern.matches(parseEvent(Event)) };
  },
});

function parseEvent(text: string): JsonObject {
  let event: Json | undefined;
  try {
    event = JSON.parse(text) as Json;
  } catch {
    event = undefined;
  }
  if (!isJsonObject(event) || !requiredMembers.every((name) => Object.hasOwn(event, name))) {
    throw new ValidationException('Parameter Event is not valid.');
  }
  return event;
}
