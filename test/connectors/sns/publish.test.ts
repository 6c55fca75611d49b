import { expect, test } from 'vitest';
import type { Json } from '../../../src/base/json.ts';
import { aConnectorTask, aScriptedSession, itsMetadata } from '../a-connector-task.ts';
import { getConnector, testContract } from '../api-contract.ts';

const TopicArn = 'arn:aws:sns:us-east-1:111111111111:t';
const MessageId = '1f2e3d4c-0000-4000-8000-000000000000';

testContract({
  prefix: 'sns',
  service: 'sns',
  cases: [
    {
      resource: 'sns:publish',
      parameters: {
        TopicArn,
        Message: { Message: 'HelloWorld!' },
        MessageGroupId: 'a-group',
        MessageAttributes: { one: { DataType: 'Number', StringValue: 1 } },
      },
      call: [
        'Publish',
        {
          TopicArn,
          Message: '{"Message":"HelloWorld!"}',
          MessageGroupId: 'a-group',
          MessageAttributes: { one: { DataType: 'Number', StringValue: '1' } },
        },
      ],
      output: { SequenceNumber: '10000000000000000000', MessageId },
      result: { MessageId, SequenceNumber: '10000000000000000000' },
    },
  ],
  refusals: [
    ['NotFound', 'SNS.NotFoundException', 'AmazonSNS'],
    ['InvalidParameter', 'SNS.InvalidParameterException', 'AmazonSNS'],
    ['AuthorizationError', 'SNS.AuthorizationErrorException', 'AmazonSNS'],
    ['InvalidClientTokenId', 'SNS.AmazonSNSException', 'AmazonSNS'],
  ],
});

const publish = getConnector('sns:publish');

test.each<[string, Json, string | undefined]>([
  ['a text goes as it is', 'Hello "World"', 'Hello "World"'],
  ['a number goes as its JSON', 1, '1'],
  ['a flag goes as its JSON', true, 'true'],
  ['a null goes not at all, and the service says what it thinks of that', null, undefined],
])('of messages, %s', async (_, Message, sent) => {
  const { session, requests } = aScriptedSession({ MessageId });
  await publish.call(aConnectorTask({ session, parameters: { TopicArn, Message } }));
  const input = { TopicArn, ...(sent !== undefined && { Message: sent }) };
  expect(requests.map((request) => request.input)).toEqual([input]);
});

test('a message that waits for a task token is submitted', async () => {
  const { session } = aScriptedSession({ MessageId });
  const parameters = { TopicArn, Message: { token: 't' } };
  const answer = await publish.call(aConnectorTask({ session, parameters, pattern: 'WaitForTaskToken' }));
  expect(answer).toEqual({ type: 'Submitted', output: { MessageId, ...itsMetadata }, job: undefined });
});
