import { ConcurrentModificationException } from '../../../base/aws-error.ts';
import { InvalidParameterValue, QueueNameExists } from '../../../messaging/queues/errors.ts';
import { type QueueName, queueArnOf, queueKey, queueUrlOf } from '../../../messaging/queues/names.ts';
import { effectiveAttributes } from '../../../messaging/queues/settings.ts';
import { findQueue } from '../../../messaging/queues/stored-queue.ts';
import type { QueueBody } from '../../../store/resources/messaging.ts';
import { commitChanges } from '../commit-changes.ts';
import { type AttributeMap, checkRedrivePolicy, mergeAttributes } from './queue-attributes.ts';
import { sqsOperation } from './sqs-operation.ts';
import { mergeTags, requestTags, type TagMap } from './tags.ts';

interface CreateQueueInput {
  readonly QueueName: string;
  readonly Attributes?: AttributeMap;
  readonly tags?: TagMap;
}

export const createQueue = sqsOperation<CreateQueueInput>({
  name: 'CreateQueue',
  permissions: ({ QueueName, tags }, { caller }) => {
    const resource = queueArnOf({ place: caller.place, name: QueueName });
    const create = { action: 'sqs:CreateQueue', resource, context: requestTags(tags) };
    return tags === undefined ? [create] : [create, { ...create, action: 'sqs:TagQueue' }];
  },
  run: async ({ QueueName: name, Attributes: given = {}, tags }, { caller, services }) => {
    const { store, clock, random } = services;
    const queue = { place: caller.place, name };
    checkName(queue, given);
    const isFifo = given.FifoQueue === 'true';
    const attributes = mergeAttributes({}, given, isFifo);
    await checkRedrivePolicy(store, queue, given);
    await commitChanges({
      store,
      async decide() {
        const found = await findQueue(store, queue);
        if (found !== undefined) {
          checkSameAttributes(found.body, given);
          return { changes: [], result: undefined };
        }
        const at = clock.now();
        const body: QueueBody = {
          arn: queueArnOf(queue),
          name,
          queueId: Math.floor(random() * queueIdsMax),
          attributes,
          createdAt: at,
          updatedAt: at,
          purgedId: 0,
          purgedAt: undefined,
          tags: mergeTags([], tags),
        };
        return {
          changes: [{ type: 'put', key: queueKey(queue), body, expectedRevision: 0 }],
          result: undefined,
        };
      },
      giveUp: () => new ConcurrentModificationException(`The queue ${name} is being changed by others.`),
    });
    return { QueueUrl: queueUrlOf(queue, services.endpoint()) };
  },
});

const queueIdsMax = 2 ** 52;

function checkName({ name }: QueueName, { FifoQueue }: AttributeMap): void {
  if (FifoQueue === 'true') {
    if (/^[\w-]{1,75}\.fifo$/.test(name)) return;
    throw new InvalidParameterValue(
      'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length.',
    );
  }
  if (!/^[\w-]{1,80}$/.test(name)) {
    throw new InvalidParameterValue(
      'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length',
    );
  }
}

function checkSameAttributes(body: QueueBody, given: AttributeMap): void {
  const known = effectiveAttributes(body);
  for (const [name, value] of Object.entries(given)) {
    if (known[name] !== value) throw new QueueNameExists(name);
  }
}
