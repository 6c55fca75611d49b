import { expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import { ServiceError, ServiceUnreachable } from '../../../src/connectors/connector.ts';
import { aConnectorTask, aScriptedSession, itsMetadata, requestId } from '../a-connector-task.ts';
import { getConnector, refusal, testContract } from '../api-contract.ts';

const QueueUrl = 'https://sqs.us-east-1.amazonaws.com/111111111111/q';
const answered = { MessageId: 'm', MD5OfMessageBody: 'b', MD5OfMessageAttributes: 'a' };

testContract({
  prefix: 'sqs',
  service: 'sqs',
  cases: [
    {
      resource: 'sqs:sendMessage',
      parameters: {
        QueueUrl,
        MessageBody: { Message: 'text', TaskToken: 'token' },
        DelaySeconds: '5',
        MessageAttributes: { my_attribute_no_1: { DataType: 'String', StringValue: 'Hello' } },
      },
      call: [
        'SendMessage',
        {
          QueueUrl,
          MessageBody: '{"Message":"text","TaskToken":"token"}',
          DelaySeconds: 5,
          MessageAttributes: { my_attribute_no_1: { DataType: 'String', StringValue: 'Hello' } },
        },
      ],
      output: answered,
      result: { MD5OfMessageAttributes: 'a', MD5OfMessageBody: 'b', MessageId: 'm' },
    },
  ],
  refusals: [
    ['OverLimit', 'SQS.OverLimitException', 'AmazonSQS'],
    ['AccessDenied', 'SQS.AmazonSQSException', 'AmazonSQS'],
    ['InvalidClientTokenId', 'SQS.AmazonSQSException', 'AmazonSQS'],
  ],
});

const sendMessage = getConnector('sqs:sendMessage');

test.each([
  [
    'a null body is left for the service to refuse (recorded)',
    { QueueUrl, MessageBody: null },
    new ServiceError('The request must contain the parameter MessageBody.', {
      code: 'MissingParameter',
      status: 400,
      requestId,
    }),
    'SQS.AmazonSQSException',
    `The request must contain the parameter MessageBody. (Service: AmazonSQS; Status Code: 400; Error Code: MissingParameter; Request ID: ${requestId}; Proxy: null)`,
  ],
  [
    'a queue that is not there goes by the code that the service had before it spoke JSON',
    { QueueUrl, MessageBody: 'x' },
    refusal('QueueDoesNotExist', 'The specified queue does not exist.'),
    'SQS.QueueDoesNotExistException',
    `The specified queue does not exist. (Service: AmazonSQS; Status Code: 400; Error Code: AWS.SimpleQueueService.NonExistentQueue; Request ID: ${requestId}; Proxy: null)`,
  ],
  [
    'no answer is the error of the client (recorded)',
    { QueueUrl: 'http://no-such-queue', MessageBody: 'x' },
    new ServiceUnreachable('Unable to execute HTTP request: no-such-queue: Name or service not known'),
    'SQS.SdkClientException',
    'Unable to execute HTTP request: no-such-queue: Name or service not known',
  ],
])('%s', async (_, parameters, thrown, error, cause) => {
  const { session } = aScriptedSession(thrown);
  const answer = await sendMessage.call(aConnectorTask({ session, parameters }));
  expect(answer).toEqual({ type: 'Result', result: new Failure(error, cause) });
});

test('a message that waits for a task token is submitted, without a job to poll', async () => {
  const { session } = aScriptedSession({ MessageId: 'm' });
  const parameters = { QueueUrl, MessageBody: 'x' };
  const answer = await sendMessage.call(aConnectorTask({ session, parameters, pattern: 'WaitForTaskToken' }));
  expect(answer).toEqual({ type: 'Submitted', output: { MessageId: 'm', ...itsMetadata }, job: undefined });
});
