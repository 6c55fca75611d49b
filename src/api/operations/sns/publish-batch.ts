import { AwsError } from '../../../base/aws-error.ts';
import { type JsonObject, utf8Length } from '../../../base/json.ts';
import {
  BatchEntryIdsNotDistinctException,
  BatchRequestTooLongException,
  EmptyBatchRequestException,
  InvalidBatchEntryIdException,
  TooManyEntriesInBatchRequestException,
} from '../../../messaging/topics/errors.ts';
import { getTopic } from '../../../messaging/topics/stored-topic.ts';
import { apiModels } from '../../model/model.ts';
import { type MessageInput, messageBytesMax, readMessage } from './message-check.ts';
import { publishedJson } from './publish.ts';
import { snsOperation } from './sns-operation.ts';
import { onTopic, type TopicInput, topicOf } from './topic-request.ts';

interface PublishBatchInput extends TopicInput {
  readonly PublishBatchRequestEntries: readonly Entry[];
}

interface Entry extends MessageInput {
  readonly Id: string;
}

/** Source: SNS API Reference, "PublishBatch". */
const entriesMax = 10;

export const publishBatch = snsOperation<PublishBatchInput>({
  name: 'PublishBatch',
  permissions: onTopic('Publish'),
  run: async (input, call) => {
    const { PublishBatchRequestEntries: entries } = input;
    const topic = topicOf(input, call);
    const { store, messaging } = call.services;
    const { body } = await getTopic(store, topic);
    checkEntries(entries);
    const outcomes = await Promise.all(
      entries.map(async (entry) => {
        try {
          const message = readMessage(entry, body, call.traceHeader);
          return publishedJson(await messaging.topics.publish(topic, body, message));
        } catch (error) {
          if (error instanceof AwsError) return error;
          throw error;
        }
      }),
    );
    const Successful: JsonObject[] = [];
    const Failed: JsonObject[] = [];
    for (const [index, outcome] of outcomes.entries()) {
      const Id = entries[index]?.Id ?? '';
      if (outcome instanceof AwsError) Failed.push(failedEntry(Id, outcome));
      else Successful.push({ Id, ...outcome });
    }
    return { Successful, Failed };
  },
});

function checkEntries(entries: readonly Entry[]): void {
  if (entries.length === 0) throw new EmptyBatchRequestException();
  if (entries.length > entriesMax) throw new TooManyEntriesInBatchRequestException();
  if (entries.some(({ Id }) => !/^[\w-]{1,80}$/.test(Id))) throw new InvalidBatchEntryIdException();
  if (new Set(entries.map(({ Id }) => Id)).size < entries.length)
    throw new BatchEntryIdsNotDistinctException();
  const bytes = entries.reduce((sum, { Message }) => sum + utf8Length(Message), 0);
  if (bytes > messageBytesMax) throw new BatchRequestTooLongException();
}

function failedEntry(Id: string, { code, status, message }: AwsError): JsonObject {
  const shape = apiModels.sns.shapes[code];
  const wireCode = shape?.type === 'structure' ? shape.error?.code : undefined;
  return { Id, SenderFault: status < 500, Code: wireCode ?? code, Message: message };
}
