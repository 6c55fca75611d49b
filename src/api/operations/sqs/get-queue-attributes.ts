import type { JsonObject } from '../../../base/json.ts';
import { InvalidAttributeName } from '../../../messaging/queues/errors.ts';
import { effectiveAttributes } from '../../../messaging/queues/settings.ts';
import type { MessageCounts } from '../../../store/messages.ts';
import type { QueueBody } from '../../../store/resources/messaging.ts';
import { apiModels } from '../../model/model.ts';
import { getQueueOf, onQueue, type QueueInput } from './queue-request.ts';
import { sqsOperation } from './sqs-operation.ts';

interface GetQueueAttributesInput extends QueueInput {
  readonly AttributeNames?: readonly string[];
}

export const getQueueAttributes = sqsOperation<GetQueueAttributesInput>({
  name: 'GetQueueAttributes',
  permissions: onQueue('GetQueueAttributes'),
  run: async (input, call) => {
    const { AttributeNames: names = [] } = input;
    const unknown = names.find((name) => !knownNames.has(name));
    if (unknown !== undefined) throw new InvalidAttributeName(unknown);
    const { body } = await getQueueOf(input, call);
    const isAll = names.includes('All');
    const isCounted = isAll || names.some((name) => name.startsWith('ApproximateNumber'));
    const attributes = {
      ...factsOf(body),
      ...(isCounted && countsOf(await call.services.messaging.queues.count(body))),
      ...effectiveAttributes(body),
    };
    const asked = Object.entries(attributes).filter(([name]) => isAll || names.includes(name));
    return asked.length === 0 ? {} : { Attributes: Object.fromEntries(asked) };
  },
});

const shape = apiModels.sqs.shapes.QueueAttributeName;
const knownNames: ReadonlySet<string> = new Set(shape?.type === 'string' ? shape.enum : []);

function factsOf({ arn, createdAt, updatedAt }: QueueBody): JsonObject {
  return {
    QueueArn: arn,
    CreatedTimestamp: String(Math.floor(createdAt / 1000)),
    LastModifiedTimestamp: String(Math.floor(updatedAt / 1000)),
  };
}

function countsOf({ visible, inFlight, delayed }: MessageCounts): JsonObject {
  return {
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
  };
}
