import { InvalidParameterValue } from '../../../messaging/queues/errors.ts';
import { queueUrlOf } from '../../../messaging/queues/names.ts';
import { pageOf, tokenAfter } from './pages.ts';
import { sqsOperation } from './sqs-operation.ts';

interface ListQueuesInput {
  readonly QueueNamePrefix?: string;
  readonly NextToken?: string;
  readonly MaxResults?: number;
}

export const listQueues = sqsOperation<ListQueuesInput>({
  name: 'ListQueues',
  permissions: () => [{ action: 'sqs:ListQueues', resource: '*' }],
  run: async (input, { caller, services }) => {
    const { QueueNamePrefix: prefix = '' } = input;
    if (input.NextToken !== undefined && input.MaxResults === undefined)
      throw new InvalidParameterValue(
        'MaxResults is a mandatory parameter when you provide a value for NextToken.',
      );
    const { limit, after } = pageOf(input);
    const { account, region } = caller.place;
    const query = { kind: 'Queue', account, region, prefix, limit: limit + 1 } as const;
    const found = await services.store.resources.list({ ...query, ...(after !== undefined && { after }) });
    const page = found.slice(0, limit);
    if (page.length === 0) return {};
    return {
      QueueUrls: page.map(({ name }) => queueUrlOf({ place: caller.place, name }, services.endpoint())),
      // Who asks for no pages gets the first thousand, and no token.
      ...(input.MaxResults !== undefined && tokenAfter(found, limit)),
    };
  },
});
