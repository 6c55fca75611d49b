import { ConcurrentAccessException, topicNotFound } from '../../../messaging/topics/errors.ts';
import { parseTopicArn, type TopicName, topicArnOf, topicKey } from '../../../messaging/topics/names.ts';
import { findTopic, getTopic, topicPolicyOf } from '../../../messaging/topics/stored-topic.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { TopicBody } from '../../../store/resources/messaging.ts';
import type { Call } from '../../operation.ts';
import { commitChanges } from '../commit-changes.ts';
import { resourceTags } from './tags.ts';

/** The member by which requests name a topic. */
export interface TopicInput {
  readonly TopicArn: string;
}

/** The permission for `action` on a topic, whose policy has its say. */
export async function topicPermission(
  action: `sns:${string}`,
  topic: TopicName,
  { services }: Call,
): Promise<Permission> {
  const body = (await findTopic(services.store, topic))?.body;
  return {
    action,
    resource: topicArnOf(topic),
    context: resourceTags(body?.tags ?? []),
    ...topicPolicyOf(body),
  };
}

/** The permission for `action` on the topic that a request names. */
export function onTopic(action: string) {
  return async ({ TopicArn }: TopicInput, call: Call): Promise<readonly Permission[]> => [
    await topicPermission(`sns:${action}`, parseTopicArn(TopicArn), call),
  ];
}

/** The topic that a request names. Throws NotFoundException for one in another region, which is not reached from here. */
export function topicOf({ TopicArn }: TopicInput, { caller }: Call): TopicName {
  const topic = parseTopicArn(TopicArn);
  const { region, partition } = caller.place;
  if (topic.place.region !== region || topic.place.partition !== partition) throw topicNotFound();
  return topic;
}

/** Replaces a topic by what `change` makes of it. Throws NotFoundException. */
export function changeTopic(
  { services: { store } }: Call,
  topic: TopicName,
  change: (body: TopicBody) => TopicBody,
): Promise<TopicBody> {
  return commitChanges({
    store,
    async decide() {
      const { body, revision } = await getTopic(store, topic);
      const result = change(body);
      return {
        changes: [{ type: 'put', key: topicKey(topic), body: result, expectedRevision: revision }],
        result,
      };
    },
    giveUp: () => new ConcurrentAccessException(topic.name),
  });
}
