import { ValidationException } from '../../../base/aws-error.ts';
import { busKey, defaultBusName } from '../../../eventbridge/names.ts';
import { commitChanges } from '../commit-changes.ts';
import { busOf, busPermission, changedMeanwhile } from './buses.ts';
import { eventsOperation } from './events-operation.ts';

interface DeleteEventBusInput {
  readonly Name: string;
}

export const deleteEventBus = eventsOperation<DeleteEventBusInput>({
  name: 'DeleteEventBus',
  permissions: async ({ Name }, call) => [
    await busPermission('events:DeleteEventBus', busOf(Name, call), call),
  ],
  run: async ({ Name }, call) => {
    if (Name === defaultBusName) throw new ValidationException('Cannot delete event bus default.');
    const bus = busOf(Name, call);
    const { resources } = call.services.store;
    const { account, region } = bus.place;
    return commitChanges({
      store: call.services.store,
      async decide() {
        const found = await resources.get(busKey(bus));
        // Deleting what is not there is no error.
        if (found === undefined) return { changes: [], result: {} };
        const rules = { kind: 'EventRule', account, region, prefix: `${Name}/`, limit: 1 } as const;
        if ((await resources.list(rules)).length > 0) {
          throw new ValidationException("Event bus can't be deleted since it has rules.");
        }
        return {
          changes: [{ type: 'delete', key: busKey(bus), expectedRevision: found.revision }],
          result: {},
        };
      },
      giveUp: () => changedMeanwhile(Name),
    });
  },
});
