import { topicKey } from '../../../messaging/topics/names.ts';
import { listSubscriptions } from '../../../messaging/topics/stored-topic.ts';
import type { ResourceChange } from '../../../store/store.ts';
import { snsOperation } from './sns-operation.ts';
import { onTopic, type TopicInput, topicOf } from './topic-request.ts';

/** Deleting a topic that is not there succeeds as well. */
export const deleteTopic = snsOperation<TopicInput>({
  name: 'DeleteTopic',
  permissions: onTopic('DeleteTopic'),
  run: async (input, call) => {
    const { store, messaging } = call.services;
    const topic = topicOf(input, call);
    await store.resources.write([{ type: 'delete', key: topicKey(topic), expectedRevision: undefined }]);
    const changes = (await listSubscriptions(store, topic)).map(
      ({ kind, account, region, name }): ResourceChange => ({
        type: 'delete',
        key: { kind, account, region, name },
        expectedRevision: undefined,
      }),
    );
    for (let next = 0; next < changes.length; next += changesPerWrite) {
      await store.resources.write(changes.slice(next, next + changesPerWrite));
    }
    messaging.topics.reloadSubscriptions(topic);
    return {};
  },
});

const changesPerWrite = 500;
