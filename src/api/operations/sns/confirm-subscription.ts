import { InvalidParameterException } from '../../../messaging/topics/errors.ts';
import { getTopic, listSubscriptions } from '../../../messaging/topics/stored-topic.ts';
import { snsOperation } from './sns-operation.ts';
import { type TopicInput, topicOf } from './topic-request.ts';

interface ConfirmSubscriptionInput extends TopicInput {
  readonly Token: string;
  readonly AuthenticateOnUnsubscribe?: string;
}

export const confirmSubscription = snsOperation<ConfirmSubscriptionInput>({
  name: 'ConfirmSubscription',
  // The token is the permission: only the endpoint has it.
  permissions: () => [],
  run: async (input, call) => {
    const { store, messaging } = call.services;
    const topic = topicOf(input, call);
    await getTopic(store, topic);
    const found = (await listSubscriptions(store, topic)).find(({ body }) => body.token === input.Token);
    if (found === undefined) throw new InvalidParameterException('Token');
    const { kind, account, region, name, body, revision } = found;
    const isConfirmedByOwner = input.AuthenticateOnUnsubscribe === 'true';
    await store.resources.write([
      {
        type: 'put',
        key: { kind, account, region, name },
        body: { ...body, token: undefined, isConfirmedByOwner },
        expectedRevision: revision,
      },
    ]);
    messaging.topics.reloadSubscriptions(topic);
    return { SubscriptionArn: body.arn };
  },
});
