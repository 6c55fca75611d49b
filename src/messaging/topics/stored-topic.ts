import type { Json, JsonObject } from '../../base/json.ts';
import { parsePolicy } from '../../iam/parse-policy.ts';
import type { SourcedPolicy } from '../../iam/policy.ts';
import type { Permission } from '../../runtime/identity/identity.ts';
import type { TopicBody } from '../../store/resources/messaging.ts';
import type { Resource, Store } from '../../store/store.ts';
import { topicNotFound } from './errors.ts';
import { subscriptionPrefix, type TopicName, topicArnOf, topicKey } from './names.ts';

export function findTopic(store: Store, topic: TopicName): Promise<Resource<'Topic'> | undefined> {
  return store.resources.get(topicKey(topic));
}

/** `findTopic`, or NotFoundException. */
export async function getTopic(store: Store, topic: TopicName): Promise<Resource<'Topic'>> {
  const found = await findTopic(store, topic);
  if (found === undefined) throw topicNotFound();
  return found;
}

export function isFifoTopic({ attributes }: TopicBody): boolean {
  return attributes.FifoTopic === 'true';
}

/** Subscriptions that are read at a time. */
const subscriptionsPerRead = 500;

/** All subscriptions of a topic, in order of name. */
export async function listSubscriptions(
  store: Store,
  topic: TopicName,
): Promise<readonly Resource<'TopicSubscription'>[]> {
  const { account, region } = topic.place;
  const query = {
    kind: 'TopicSubscription',
    account,
    region,
    prefix: subscriptionPrefix(topic),
    limit: subscriptionsPerRead,
  } as const;
  const found: Resource<'TopicSubscription'>[] = [];
  for (;;) {
    const after = found.at(-1)?.name;
    const read = await store.resources.list({ ...query, ...(after !== undefined && { after }) });
    found.push(...read);
    if (read.length < subscriptionsPerRead) return found;
  }
}

/** The policy of a topic to which nobody gave one. Source: SNS Developer Guide, "Example cases for SNS access control". */
export function defaultTopicPolicy(topic: TopicName): string {
  const document: JsonObject = {
    Version: '2008-10-17',
    Id: '__default_policy_ID',
    Statement: [
      {
        Sid: '__default_statement_ID',
        Effect: 'Allow',
        Principal: { AWS: '*' },
        Action: [
          'SNS:GetTopicAttributes',
          'SNS:SetTopicAttributes',
          'SNS:AddPermission',
          'SNS:RemovePermission',
          'SNS:DeleteTopic',
          'SNS:Subscribe',
          'SNS:ListSubscriptionsByTopic',
          'SNS:Publish',
        ],
        Resource: topicArnOf(topic),
        Condition: { StringEquals: { 'AWS:SourceOwner': topic.place.account } },
      },
    ],
  };
  return JSON.stringify(document);
}

const compiledPolicies = new WeakMap<TopicBody, SourcedPolicy>();

/** What the topic's policy adds to a permission, so that others may be let in; nothing where it has none. */
export function topicPolicyOf(body: TopicBody | undefined): Pick<Permission, 'resourcePolicy'> {
  const text = body?.attributes.Policy;
  if (body === undefined || text === undefined) return {};
  let resourcePolicy = compiledPolicies.get(body);
  if (resourcePolicy === undefined) {
    const [, , , , account = ''] = body.arn.split(':');
    const policy = parsePolicy(JSON.parse(text) as Json, 'resource');
    resourcePolicy = { policy, name: 'topic policy', owner: body.arn, account };
    compiledPolicies.set(body, resourcePolicy);
  }
  return { resourcePolicy };
}
