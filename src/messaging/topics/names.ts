import { type Arn, formatArn, type Place, parseArn } from '../../base/arn.ts';
import type { ResourceKey } from '../../store/store.ts';
import { InvalidParameterException } from './errors.ts';

/** A topic, whether it exists or not. */
export interface TopicName {
  readonly place: Place;
  readonly name: string;
}

/** A subscription, whether it exists or not. */
export interface SubscriptionName {
  readonly topic: TopicName;
  readonly id: string;
}

/** The topic that a request's `parameter` names. Throws InvalidParameterException. */
export function parseTopicArn(arn: Arn, parameter = 'TopicArn'): TopicName {
  const parts = partsOf(arn, parameter);
  if (!/^[\w-]{1,256}(\.fifo)?$/.test(parts.resource)) throw new InvalidParameterException(parameter);
  return topicOf(parts, parts.resource);
}

/** The subscription that a request names. Throws InvalidParameterException. */
export function parseSubscriptionArn(arn: Arn): SubscriptionName {
  const parts = partsOf(arn, 'SubscriptionArn');
  const [name = '', id, ...more] = parts.resource.split(':');
  if (id === undefined || more.length > 0) {
    throw new InvalidParameterException(
      `SubscriptionArn Reason: An ARN must have at least 7 elements, not ${arn.split(':').length}`,
    );
  }
  return { topic: topicOf(parts, name), id };
}

function partsOf(arn: Arn, parameter: string) {
  const parts = parseArn(arn);
  if (parts === undefined) {
    const { length } = arn.split(':');
    throw new InvalidParameterException(
      `${parameter} Reason: An ARN must have at least 6 elements, not ${length}`,
    );
  }
  if (parts.service !== 'sns') throw new InvalidParameterException(parameter);
  return parts;
}

function topicOf({ partition, account, region }: Place, name: string): TopicName {
  return { place: { partition, account, region }, name };
}

export function topicArnOf({ place, name }: TopicName): Arn {
  return formatArn({ ...place, service: 'sns', resource: name });
}

export function subscriptionArnOf({ topic, id }: SubscriptionName): Arn {
  return `${topicArnOf(topic)}:${id}`;
}

export function topicKey({ place: { account, region }, name }: TopicName): ResourceKey<'Topic'> {
  return { kind: 'Topic', account, region, name };
}

export function subscriptionKey({ topic, id }: SubscriptionName): ResourceKey<'TopicSubscription'> {
  const { account, region } = topic.place;
  return { kind: 'TopicSubscription', account, region, name: `${subscriptionPrefix(topic)}${id}` };
}

/** How the names of a topic's subscriptions begin. */
export function subscriptionPrefix({ name }: TopicName): string {
  return `${name}/`;
}
