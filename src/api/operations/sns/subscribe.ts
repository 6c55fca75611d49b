import { InvalidParameterException } from '../../../messaging/topics/errors.ts';
import {
  parseTopicArn,
  subscriptionArnOf,
  subscriptionKey,
  topicArnOf,
} from '../../../messaging/topics/names.ts';
import { subscriptionProtocols } from '../../../messaging/topics/protocols/index.ts';
import { getTopic, isFifoTopic, listSubscriptions } from '../../../messaging/topics/stored-topic.ts';
import type { TopicSubscriptionBody } from '../../../store/resources/messaging.ts';
import type { Call } from '../../operation.ts';
import { snsOperation } from './sns-operation.ts';
import { mergeSubscriptionAttributes } from './subscription-attributes.ts';
import type { AttributeMap } from './topic-attributes.ts';
import { type TopicInput, topicOf, topicPermission } from './topic-request.ts';

interface SubscribeInput extends TopicInput {
  readonly Protocol: string;
  readonly Endpoint?: string;
  readonly Attributes?: AttributeMap;
  readonly ReturnSubscriptionArn?: boolean;
}

export const subscribe = snsOperation<SubscribeInput>({
  name: 'Subscribe',
  permissions: async ({ TopicArn, Protocol, Endpoint = '' }, call) => {
    const permission = await topicPermission('sns:Subscribe', parseTopicArn(TopicArn), call);
    const context = { ...permission.context, 'sns:Protocol': Protocol, 'sns:Endpoint': Endpoint };
    return [{ ...permission, context }];
  },
  run: async (input, call) => {
    const { store, messaging, newId } = call.services;
    const topic = topicOf(input, call);
    const { body } = await getTopic(store, topic);
    const { Protocol: name, Endpoint: endpoint = '', Attributes: given = {} } = input;
    const protocol = getProtocol(name);
    const problem = protocol.findProblem(endpoint, isFifoTopic(body));
    if (problem !== undefined) throw new InvalidParameterException(problem);
    const attributes = mergeSubscriptionAttributes({}, given, name);
    const known = (await listSubscriptions(store, topic)).find(
      ({ body: each }) => each.protocol === name && each.endpoint === endpoint,
    );
    if (known !== undefined) {
      checkSame(known.body, given);
      return answer(known.body, input);
    }
    const subscription = { topic, id: newId() };
    const owner = call.caller.place.account;
    const isConfirmedLater = protocol.isConfirmed && protocol.ownerOf(endpoint) !== owner;
    const created: TopicSubscriptionBody = {
      arn: subscriptionArnOf(subscription),
      topicArn: topicArnOf(topic),
      owner,
      protocol: name,
      endpoint,
      attributes,
      token: isConfirmedLater ? newToken(call) : undefined,
      isConfirmedByOwner: !isConfirmedLater,
    };
    await store.resources.write([
      { type: 'put', key: subscriptionKey(subscription), body: created, expectedRevision: 0 },
    ]);
    messaging.topics.reloadSubscriptions(topic);
    if (isConfirmedLater) await messaging.topics.askToConfirm(created);
    return answer(created, input);
  },
});

/** Protocols of SNS that this server has no way to deliver by. */
const undelivered: ReadonlySet<string> = new Set([
  'application',
  'email',
  'email-json',
  'firehose',
  'http',
  'https',
  'sms',
]);

function getProtocol(name: string) {
  const protocol = Object.hasOwn(subscriptionProtocols, name) ? subscriptionProtocols[name] : undefined;
  if (protocol !== undefined) return protocol;
  if (undelivered.has(name)) {
    const names = Object.keys(subscriptionProtocols).join(' and ');
    throw new InvalidParameterException(`Protocol Reason: this server delivers to ${names}, not to ${name}`);
  }
  throw new InvalidParameterException(`Amazon SNS does not support this protocol string: ${name}`);
}

function checkSame({ attributes }: TopicSubscriptionBody, given: AttributeMap): void {
  for (const [name, value] of Object.entries(given)) {
    if (attributes[name] !== value)
      throw new InvalidParameterException(
        'Attributes Reason: Subscription already exists with different attributes',
      );
  }
}

function answer({ arn, token }: TopicSubscriptionBody, { ReturnSubscriptionArn }: SubscribeInput) {
  const isShown = token === undefined || ReturnSubscriptionArn === true;
  return { SubscriptionArn: isShown ? arn : 'pending confirmation' };
}

/** Two ids long: whoever has it may confirm. */
function newToken({ services: { newId } }: Call): string {
  return `${newId()}${newId()}`.replaceAll('-', '');
}
