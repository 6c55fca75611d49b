import { getBus } from '../../../eventbridge/stored-bus.ts';
import { busJson, busOf, busPermission } from './buses.ts';
import { eventsOperation } from './events-operation.ts';

interface DescribeEventBusInput {
  readonly Name?: string;
}

export const describeEventBus = eventsOperation<DescribeEventBusInput>({
  name: 'DescribeEventBus',
  permissions: async ({ Name }, call) => [
    await busPermission('events:DescribeEventBus', busOf(Name, call), call),
  ],
  run: async ({ Name }, call) => busJson((await getBus(call.services.store, busOf(Name, call))).body),
});
