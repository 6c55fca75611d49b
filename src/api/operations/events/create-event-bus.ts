import { ValidationException } from '../../../base/aws-error.ts';
import {
  LimitExceededException,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
} from '../../../eventbridge/errors.ts';
import { busArnOf, busKey } from '../../../eventbridge/names.ts';
import { findBus } from '../../../eventbridge/stored-bus.ts';
import type { EventBusBody } from '../../../store/resources/events.ts';
import { commitChanges } from '../commit-changes.ts';
import { optional } from '../typed-operation.ts';
import { type BusSettings, checkBusSettings } from './bus-settings.ts';
import { changedMeanwhile } from './buses.ts';
import { eventsOperation } from './events-operation.ts';
import { mergeTags, requestTags, type WireTag } from './tags.ts';

interface CreateEventBusInput extends BusSettings {
  readonly Name: string;
  readonly EventSourceName?: string;
  readonly Tags?: readonly WireTag[];
}

/** Buses of one account in a region. Source: User Guide, "Amazon EventBridge quotas". */
const busesMax = 100;

export const createEventBus = eventsOperation<CreateEventBusInput>({
  name: 'CreateEventBus',
  permissions: ({ Name, Tags }, { caller }) => {
    const resource = busArnOf({ place: caller.place, name: Name });
    const context = requestTags(Tags);
    const create = { action: 'events:CreateEventBus', resource, context };
    return Tags === undefined || Tags.length === 0
      ? [create]
      : [create, { action: 'events:TagResource', resource, context }];
  },
  run: async (input, { caller, services: { store, clock } }) => {
    const { Name, EventSourceName, Description, Tags } = input;
    if (EventSourceName !== undefined) {
      throw new ResourceNotFoundException(`Event source ${EventSourceName} does not exist.`);
    }
    if (Name.includes('/')) throw new ValidationException("Event bus name must not contain '/'.");
    checkBusSettings(input);
    const { account, region } = caller.place;
    const bus = { place: caller.place, name: Name };
    const now = clock.now();
    const body: EventBusBody = {
      arn: busArnOf(bus),
      name: Name,
      description: Description,
      statements: [],
      createdAt: now,
      updatedAt: now,
      tags: mergeTags([], Tags),
    };
    return commitChanges({
      store,
      async decide() {
        if ((await findBus(store, bus)) !== undefined) {
          throw new ResourceAlreadyExistsException(`Event bus ${Name} already exists.`);
        }
        const buses = await store.resources.list({ kind: 'EventBus', account, region, limit: busesMax });
        if (buses.length >= busesMax) throw new LimitExceededException();
        return {
          changes: [{ type: 'put', key: busKey(bus), body, expectedRevision: 0 }],
          result: { EventBusArn: body.arn, ...optional('Description', Description) },
        };
      },
      giveUp: () => changedMeanwhile(Name),
    });
  },
});
