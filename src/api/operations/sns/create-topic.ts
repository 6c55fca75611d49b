import { ConcurrentAccessException, InvalidParameterException } from '../../../messaging/topics/errors.ts';
import { topicArnOf, topicKey } from '../../../messaging/topics/names.ts';
import { findTopic } from '../../../messaging/topics/stored-topic.ts';
import type { TopicBody } from '../../../store/resources/messaging.ts';
import { commitChanges } from '../commit-changes.ts';
import { snsOperation } from './sns-operation.ts';
import { mergeTags, requestTags, type WireTag } from './tags.ts';
import { type AttributeMap, mergeTopicAttributes } from './topic-attributes.ts';

interface CreateTopicInput {
  readonly Name: string;
  readonly Attributes?: AttributeMap;
  readonly Tags?: readonly WireTag[];
  readonly DataProtectionPolicy?: string;
}

export const createTopic = snsOperation<CreateTopicInput>({
  name: 'CreateTopic',
  permissions: ({ Name, Tags }, { caller }) => {
    const resource = topicArnOf({ place: caller.place, name: Name });
    const create = { action: 'sns:CreateTopic', resource, context: requestTags(Tags) };
    return Tags === undefined ? [create] : [create, { ...create, action: 'sns:TagResource' }];
  },
  run: async ({ Name: name, Attributes: given = {}, Tags, DataProtectionPolicy }, { caller, services }) => {
    checkName(name, given.FifoTopic === 'true');
    if (DataProtectionPolicy !== undefined)
      throw new InvalidParameterException('DataProtectionPolicy Reason: not supported by this server');
    const { store } = services;
    const topic = { place: caller.place, name };
    const body: TopicBody = {
      arn: topicArnOf(topic),
      name,
      attributes: mergeTopicAttributes({}, given),
      tags: mergeTags([], Tags),
    };
    await commitChanges({
      store,
      async decide() {
        const found = await findTopic(store, topic);
        if (found !== undefined) {
          checkSame(found.body, body, given);
          return { changes: [], result: undefined };
        }
        return {
          changes: [{ type: 'put', key: topicKey(topic), body, expectedRevision: 0 }],
          result: undefined,
        };
      },
      giveUp: () => new ConcurrentAccessException(name),
    });
    return { TopicArn: body.arn };
  },
});

function checkName(name: string, isFifo: boolean): void {
  if (isFifo) {
    if (/^[\w-]{1,251}\.fifo$/.test(name)) return;
    throw new InvalidParameterException(
      'Fifo Topic names must end with .fifo and must be made up of only uppercase and lowercase ASCII letters, numbers, underscores, and hyphens, and must be between 1 and 256 characters long.',
    );
  }
  if (!/^[\w-]{1,256}$/.test(name)) throw new InvalidParameterException('Topic Name');
}

function checkSame(known: TopicBody, wanted: TopicBody, given: AttributeMap): void {
  for (const [name, value] of Object.entries(given)) {
    if (known.attributes[name] !== value)
      throw new InvalidParameterException(
        'Attributes Reason: Topic already exists with different attributes',
      );
  }
  const tags = new Map(known.tags.map(({ key, value }) => [key, value]));
  if (wanted.tags.some(({ key, value }) => tags.get(key) !== value))
    throw new InvalidParameterException('Tags Reason: Topic already exists with different tags');
}
