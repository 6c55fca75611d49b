/**
 * Takes messages of topics to those who subscribed to them. What it promises: once a publish is answered, the message is
 * in every queue that takes it, and with every function's service. An endpoint that refuses a message has it sent to
 * its dead-letter queue, or loses it and is named in the log; one that could not be asked fails the publish.
 */

import { hash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Arn } from '../../base/arn.ts';
import { AwsError } from '../../base/aws-error.ts';
import type { Clock } from '../../base/clock.ts';
import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import { LeastRecentlyUsed } from '../../base/least-recently-used.ts';
import { ServiceError } from '../../connectors/connector.ts';
import type { TopicBody, TopicSubscriptionBody } from '../../store/resources/messaging.ts';
import type { Store } from '../../store/store.ts';
import { compileFilterPolicy, type MatchMessage } from './filter-policy.ts';
import { type TopicName, topicArnOf } from './names.ts';
import { subscriptionProtocols } from './protocols/index.ts';
import { orderOf, sendToQueue } from './protocols/queue.ts';
import type { TopicDeliveryParts } from './protocols/subscription-protocol.ts';
import { isFifoTopic, listSubscriptions } from './stored-topic.ts';
import { bodyFor, type TopicMessage } from './topic-message.ts';

export interface Topics {
  /** Resolves once all who subscribed have the message, or have refused it. */
  publish(topic: TopicName, body: TopicBody, message: NewTopicMessage): Promise<PublishedMessage>;
  /** To be called after a subscription of the topic was written or deleted. */
  reloadSubscriptions(topic: TopicName): void;
  /** Asks the owner of a subscription's endpoint for confirmation. */
  askToConfirm(subscription: TopicSubscriptionBody): Promise<void>;
}

export interface NewTopicMessage
  extends Pick<TopicMessage, 'bodies' | 'subject' | 'attributes' | 'groupId' | 'traceHeader'> {
  readonly deduplicationId: string | undefined;
}

export interface PublishedMessage {
  readonly messageId: string;
  /** Of a FIFO topic's message. */
  readonly sequenceNumber: string | undefined;
}

export interface TopicsParts extends TopicDeliveryParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly newId: () => string;
  readonly log: Logger;
}

interface Subscriber {
  readonly body: TopicSubscriptionBody;
  readonly wants: MatchMessage;
}

/** Topics whose subscribers are kept in memory. */
const topicsKept = 1_000;

/** Messages of FIFO topics that are remembered, and for how long. Source: SNS Developer Guide, "Message deduplication". */
const deduplicationsMax = 100_000;
const deduplicationMilliseconds = 5 * 60 * 1_000;

/** Deliveries of one message under way at once. */
const deliveriesMax = 100;

export function createTopics(parts: TopicsParts): Topics {
  const { store, clock, newId, log } = parts;
  const subscribers = new LeastRecentlyUsed<Arn, Promise<readonly Subscriber[]>>(topicsKept);
  const published = new LeastRecentlyUsed<string, PublishedMessage & { readonly at: number }>(
    deduplicationsMax,
  );
  /** The last message of each FIFO topic that is being published. */
  const lastPublish = new Map<Arn, Promise<unknown>>();
  let lastSequence = 0;

  function subscribersOf(topic: TopicName): Promise<readonly Subscriber[]> {
    const arn = topicArnOf(topic);
    const known = subscribers.get(arn);
    if (known !== undefined) return known;
    const reading = listSubscriptions(store, topic).then((found) =>
      found.filter(({ body }) => body.token === undefined).map(({ body }) => subscriberOf(body)),
    );
    subscribers.set(arn, reading);
    reading.catch(() => subscribers.delete(arn));
    return reading;
  }

  async function publishNow(
    topic: TopicName,
    message: NewTopicMessage,
    fifo: { readonly deduplicationId: string } | undefined,
  ): Promise<PublishedMessage> {
    const topicArn = topicArnOf(topic);
    const messageId = newId();
    const publishedAt = clock.now();
    const sequenceNumber = fifo && nextSequenceNumber();
    await deliverAll(await subscribersOf(topic), {
      ...message,
      messageId,
      topicArn,
      publishedAt,
      deduplicationId: fifo?.deduplicationId,
      sequenceNumber,
    });
    return { messageId, sequenceNumber };
  }

  /** One message after the other, so that queues get them in the order of their numbers. */
  function publishInOrder(
    topic: TopicName,
    body: TopicBody,
    message: NewTopicMessage,
  ): Promise<PublishedMessage> {
    const deduplicationId = message.deduplicationId ?? hash('sha256', message.bodies.default ?? '');
    const scope = body.attributes.FifoThroughputScope === 'MessageGroup' ? message.groupId : '';
    const key = `${body.arn} ${scope} ${deduplicationId}`;
    const publishNext = async () => {
      const known = published.get(key);
      if (known !== undefined && known.at > clock.now() - deduplicationMilliseconds) return known;
      const outcome = await publishNow(topic, message, { deduplicationId });
      published.set(key, { ...outcome, at: clock.now() });
      return outcome;
    };
    const before = lastPublish.get(body.arn) ?? Promise.resolve();
    const publishing = before.then(publishNext, publishNext);
    lastPublish.set(body.arn, publishing);
    const forget = () => {
      if (lastPublish.get(body.arn) === publishing) lastPublish.delete(body.arn);
    };
    publishing.then(forget, forget);
    return publishing;
  }

  async function deliverAll(all: readonly Subscriber[], message: TopicMessage): Promise<void> {
    const filtered = { body: message.bodies.default ?? '', attributes: message.attributes };
    const wanting = all.filter(({ wants }) => wants(filtered));
    for (let next = 0; next < wanting.length; next += deliveriesMax) {
      await Promise.all(wanting.slice(next, next + deliveriesMax).map(({ body }) => deliver(body, message)));
    }
  }

  async function deliver(subscription: TopicSubscriptionBody, message: TopicMessage): Promise<void> {
    try {
      await subscriptionProtocols[subscription.protocol]?.deliver({ subscription, message }, parts);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await bury(subscription, message, error);
    }
  }

  async function bury(
    { arn, attributes, protocol }: TopicSubscriptionBody,
    message: TopicMessage,
    { message: reason }: Error,
  ): Promise<void> {
    const deadLetterArn = deadLetterArnOf(attributes.RedrivePolicy);
    let problem = reason;
    if (deadLetterArn !== undefined) {
      try {
        await sendToQueue(deadLetterArn, message.topicArn, parts, {
          MessageBody: bodyFor(message, protocol),
          MessageAttributes: message.attributes as unknown as JsonObject,
          ...orderOf(message, deadLetterArn),
        });
        return;
      } catch (error) {
        if (!isRefusal(error)) throw error;
        problem = `${reason}; nor does its dead-letter queue: ${error.message}`;
      }
    }
    log.warn(
      { messageId: message.messageId, subscriptionArn: arn },
      `a message is not delivered: ${problem}`,
    );
  }

  function nextSequenceNumber(): string {
    lastSequence = Math.max(lastSequence + 1, clock.now() * 1_000);
    return String(10_000_000_000_000_000_000n + BigInt(lastSequence));
  }

  return {
    publish: (topic, body, message) =>
      isFifoTopic(body) ? publishInOrder(topic, body, message) : publishNow(topic, message, undefined),
    reloadSubscriptions: (topic) => subscribers.delete(topicArnOf(topic)),
    async askToConfirm(subscription) {
      const { topicArn, token = '', protocol } = subscription;
      const confirmUrl = `${parts.endpoint()}/?Action=ConfirmSubscription&Version=2010-03-31&TopicArn=${topicArn}&Token=${token}`;
      const confirmation = {
        Type: 'SubscriptionConfirmation',
        MessageId: newId(),
        Token: token,
        TopicArn: topicArn,
        Message: `You have chosen to subscribe to the topic ${topicArn}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
        SubscribeURL: confirmUrl,
        Timestamp: new Date(clock.now()).toISOString(),
      };
      try {
        await subscriptionProtocols[protocol]?.askToConfirm?.({ subscription, confirmation }, parts);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        log.warn(
          { topicArn, endpoint: subscription.endpoint },
          `nobody is asked to confirm: ${error.message}`,
        );
      }
    },
  };
}

function subscriberOf(body: TopicSubscriptionBody): Subscriber {
  const { FilterPolicy, FilterPolicyScope } = body.attributes;
  const wants =
    FilterPolicy === undefined ? () => true : compileFilterPolicy(FilterPolicy, FilterPolicyScope);
  return { body, wants };
}

/** Whether whoever was called said no; another attempt would hear the same. */
function isRefusal(error: unknown): error is Error {
  return (error instanceof ServiceError || error instanceof AwsError) && error.status < 500;
}

/** The dead-letter queue that a subscription's RedrivePolicy names. */
export function deadLetterArnOf(text: string | undefined): Arn | undefined {
  if (text === undefined) return undefined;
  try {
    const policy = JSON.parse(text) as Json;
    const arn = isJsonObject(policy) ? policy.deadLetterTargetArn : undefined;
    return typeof arn === 'string' ? arn : undefined;
  } catch {
    return undefined;
  }
}
