import { optional } from '../typed-operation.ts';
import { type BusSettings, checkBusSettings } from './bus-settings.ts';
import { busOf, busPermission, changeBus } from './buses.ts';
import { eventsOperation } from './events-operation.ts';

interface UpdateEventBusInput extends BusSettings {
  readonly Name?: string;
}

export const updateEventBus = eventsOperation<UpdateEventBusInput>({
  name: 'UpdateEventBus',
  permissions: async ({ Name }, call) => [
    await busPermission('events:UpdateEventBus', busOf(Name, call), call),
  ],
  run: async (input, call) => {
    checkBusSettings(input);
    const bus = busOf(input.Name, call);
    const { arn, name, description } = await changeBus(call, bus, (body) => ({
      ...body,
      description: input.Description ?? body.description,
    }));
    return { Arn: arn, Name: name, ...optional('Description', description) };
  },
});
