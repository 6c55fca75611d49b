import { fieldValue, onlyAtRunTime } from '../field.ts';
import { foreseenLiteral, itemsOf, memberOf } from '../foreseen.ts';
import { namedResources, type ResourceForm } from '../named-resource.ts';
import { allow, integration } from './integration.ts';
import type { Resources } from './resources.ts';

export const eventBus: ResourceForm = { service: 'events', resource: (name) => `event-bus/${name}` };

/** Every entry goes to a bus of its own; one that names none to the default bus. */
const buses: Resources = (call) => {
  const entries = itemsOf(fieldValue(call, 'Entries'));
  const resources = entries?.map((entry) => {
    const name = memberOf(entry, 'EventBusName');
    return namedResources(name.kind === 'Absent' ? defaultBus : name, eventBus, call.place);
  });
  if (resources !== undefined && !resources.includes(undefined))
    return { resources: [...new Set(resources.flatMap((found) => found ?? []))], remarks: [] };
  return { resources: ['*'], remarks: [onlyAtRunTime(call, 'Entries')] };
};

const defaultBus = foreseenLiteral('default');

export const putEvents = integration('events:putEvents', { call: [allow('events:PutEvents', buses)] });
