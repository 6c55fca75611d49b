import { type ClientStep, stepsOf } from './client-step.ts';

const sqs = stepsOf('sqs');
const arn = 'arn:aws:sqs:us-east-1:<account>:';
const QueueUrl = '<work>';
const missing = {
  refused: {
    code: 'AWS.SimpleQueueService.NonExistentQueue',
    message: 'The specified queue does not exist.',
  },
};
const refused = (code: string, message: string) => ({ refused: { code, message } });
const invalid = (message: string) => refused('InvalidParameterValue', message);
const hello = '5d41402abc4b2a76b9719d911017c592';

/** SQS, every operation with what it takes and what it refuses. */
export const sqsSteps: readonly ClientStep[] = [
  sqs(
    'CreateQueue',
    { QueueName: 'work', Attributes: { VisibilityTimeout: '60' }, tags: { team: 'blue' } },
    { saves: { work: '/QueueUrl' } },
  ),
  sqs('CreateQueue', { QueueName: 'work' }, { answers: { '/QueueUrl': '<work>' } }),
  sqs(
    'CreateQueue',
    { QueueName: 'work', Attributes: { VisibilityTimeout: '5' } },
    refused(
      'QueueAlreadyExists',
      'A queue already exists with the same name and a different value for attribute VisibilityTimeout',
    ),
  ),
  sqs(
    'CreateQueue',
    { QueueName: 'no queue' },
    invalid('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length'),
  ),
  sqs(
    'CreateQueue',
    { QueueName: 'line', Attributes: { FifoQueue: 'true' } },
    invalid('The name of a FIFO queue can only include'),
  ),
  sqs(
    'CreateQueue',
    { QueueName: 'line.fifo', Attributes: { FifoQueue: 'true' } },
    { saves: { line: '/QueueUrl' } },
  ),
  sqs('CreateQueue', { QueueName: 'dead' }, { saves: { dead: '/QueueUrl' } }),
  sqs('GetQueueUrl', { QueueName: 'work' }, { answers: { '/QueueUrl': '<work>' } }),
  sqs('GetQueueUrl', { QueueName: 'none' }, missing),
  sqs('ListQueues', { QueueNamePrefix: 'w' }, { answers: { '/QueueUrls': ['<work>'] } }),
  sqs('ListQueues', { MaxResults: 1 }, { answers: { '/QueueUrls': ['<dead>'] }, isPaged: true }),
  sqs('SetQueueAttributes', {
    QueueUrl,
    Attributes: { RedrivePolicy: `{"deadLetterTargetArn":"${arn}dead","maxReceiveCount":"3"}` },
  }),
  sqs(
    'SetQueueAttributes',
    { QueueUrl, Attributes: { DelaySeconds: '901' } },
    refused('InvalidAttributeValue', 'Invalid value for the parameter DelaySeconds.'),
  ),
  sqs(
    'SetQueueAttributes',
    { QueueUrl, Attributes: { Colour: 'blue' } },
    refused('InvalidAttributeName', 'Unknown Attribute Colour.'),
  ),
  sqs('ListDeadLetterSourceQueues', { QueueUrl: '<dead>' }, { answers: { '/queueUrls': ['<work>'] } }),
  sqs(
    'SendMessage',
    {
      QueueUrl,
      MessageBody: 'hello',
      MessageAttributes: { timestamp: { DataType: 'Number', StringValue: '1493147359900' } },
    },
    {
      answers: {
        '/MD5OfMessageBody': hello,
        '/MD5OfMessageAttributes': '235c5c510d26fb653d073faed50ae77c',
        '/SequenceNumber': null,
      },
      saves: { message: '/MessageId' },
    },
  ),
  sqs('SendMessage', { QueueUrl: '<work>s', MessageBody: 'hello' }, missing),
  sqs(
    'SendMessage',
    { QueueUrl, MessageBody: 'hello', DelaySeconds: 901 },
    invalid('Value 901 for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900.'),
  ),
  sqs(
    'SendMessage',
    { QueueUrl, MessageBody: 'hello', MessageAttributes: { n: { DataType: 'Number', StringValue: 'x' } } },
    invalid("Can't cast the value of message (user) attribute 'n' to a number."),
  ),
  sqs(
    'SendMessage',
    { QueueUrl: '<line>', MessageBody: 'hello' },
    refused('MissingParameter', 'The request must contain the parameter MessageGroupId.'),
  ),
  sqs(
    'SendMessage',
    { QueueUrl: '<line>', MessageBody: 'hello', MessageGroupId: 'g' },
    invalid(
      'The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided',
    ),
  ),
  sqs(
    'SendMessage',
    { QueueUrl: '<line>', MessageBody: 'hello', MessageGroupId: 'g', MessageDeduplicationId: 'd' },
    { saves: { sequence: '/SequenceNumber' } },
  ),
  sqs(
    'ReceiveMessage',
    { QueueUrl: '<line>', MessageSystemAttributeNames: ['All'] },
    {
      answers: {
        '/Messages/0/Attributes/MessageGroupId': 'g',
        '/Messages/0/Attributes/MessageDeduplicationId': 'd',
        '/Messages/0/Attributes/SequenceNumber': '<sequence>',
        '/Messages/0/Attributes/SenderId': '<account>',
        '/Messages/0/Attributes/ApproximateReceiveCount': '1',
      },
    },
  ),
  sqs(
    'ReceiveMessage',
    { QueueUrl, MessageAttributeNames: ['time*'], MaxNumberOfMessages: 11 },
    invalid(
      'Value 11 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided.',
    ),
  ),
  sqs(
    'ReceiveMessage',
    { QueueUrl, MessageAttributeNames: ['All'], WaitTimeSeconds: 1 },
    {
      answers: {
        '/Messages/0/MessageId': '<message>',
        '/Messages/0/Body': 'hello',
        '/Messages/0/MD5OfBody': hello,
        '/Messages/0/MessageAttributes/timestamp/StringValue': '1493147359900',
        '/Messages/1': null,
      },
      saves: { receipt: '/Messages/0/ReceiptHandle' },
    },
  ),
  sqs(
    'GetQueueAttributes',
    { QueueUrl, AttributeNames: ['All'] },
    {
      answers: {
        '/Attributes/QueueArn': `${arn}work`,
        '/Attributes/VisibilityTimeout': '60',
        '/Attributes/MessageRetentionPeriod': '345600',
        '/Attributes/ApproximateNumberOfMessages': '0',
        '/Attributes/ApproximateNumberOfMessagesNotVisible': '1',
        '/Attributes/Policy': null,
      },
    },
  ),
  sqs('ChangeMessageVisibility', { QueueUrl, ReceiptHandle: '<receipt>', VisibilityTimeout: 90 }),
  sqs(
    'ChangeMessageVisibility',
    { QueueUrl, ReceiptHandle: '<receipt>', VisibilityTimeout: 43_201 },
    invalid('Value 43201 for parameter VisibilityTimeout is invalid.'),
  ),
  sqs(
    'ChangeMessageVisibilityBatch',
    {
      QueueUrl,
      Entries: [
        { Id: 'one', ReceiptHandle: '<receipt>', VisibilityTimeout: 100 },
        { Id: 'two', ReceiptHandle: 'none', VisibilityTimeout: 100 },
      ],
    },
    { answers: { '/Successful/0/Id': 'one', '/Failed/0/Code': 'ReceiptHandleIsInvalid' } },
  ),
  sqs('DeleteMessage', { QueueUrl, ReceiptHandle: '<receipt>' }),
  sqs(
    'DeleteMessage',
    { QueueUrl, ReceiptHandle: 'none' },
    refused('ReceiptHandleIsInvalid', 'The input receipt handle'),
  ),
  sqs(
    'SendMessageBatch',
    {
      QueueUrl,
      Entries: [
        { Id: 'one', MessageBody: 'hello' },
        { Id: 'two', MessageBody: 'later', DelaySeconds: -1 },
      ],
    },
    {
      answers: {
        '/Successful/0/Id': 'one',
        '/Successful/0/MD5OfMessageBody': hello,
        '/Failed/0/Id': 'two',
        '/Failed/0/Code': 'InvalidParameterValue',
        '/Failed/0/SenderFault': true,
      },
    },
  ),
  sqs(
    'SendMessageBatch',
    {
      QueueUrl,
      Entries: [
        { Id: 'one', MessageBody: 'a' },
        { Id: 'one', MessageBody: 'b' },
      ],
    },
    refused('AWS.SimpleQueueService.BatchEntryIdsNotDistinct', 'Id one repeated.'),
  ),
  sqs('ReceiveMessage', { QueueUrl }, { saves: { receipt: '/Messages/0/ReceiptHandle' } }),
  sqs(
    'DeleteMessageBatch',
    { QueueUrl, Entries: [{ Id: 'one', ReceiptHandle: '<receipt>' }] },
    { answers: { '/Successful/0/Id': 'one', '/Failed': null } },
  ),
  sqs(
    'DeleteMessageBatch',
    { QueueUrl, Entries: [{ Id: 'no id', ReceiptHandle: '<receipt>' }] },
    refused('AWS.SimpleQueueService.InvalidBatchEntryId', 'A batch entry id can only contain'),
  ),
  sqs('PurgeQueue', { QueueUrl }),
  sqs(
    'PurgeQueue',
    { QueueUrl },
    refused(
      'AWS.SimpleQueueService.PurgeQueueInProgress',
      'Only one PurgeQueue operation on work is allowed every 60 seconds.',
    ),
  ),
  sqs('AddPermission', {
    QueueUrl,
    Label: 'others',
    AWSAccountIds: ['222222222222'],
    Actions: ['SendMessage'],
  }),
  sqs(
    'AddPermission',
    { QueueUrl, Label: 'others', AWSAccountIds: ['222222222222'], Actions: ['SendMessage'] },
    invalid('Value others for parameter Label is invalid. Reason: Already exists.'),
  ),
  sqs(
    'GetQueueAttributes',
    { QueueUrl, AttributeNames: ['Policy'] },
    {
      answers: {
        '/Attributes/Policy': `{"Version":"2012-10-17","Id":"${arn}work/SQSDefaultPolicy","Statement":[{"Sid":"others","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::222222222222:root"},"Action":"SQS:SendMessage","Resource":"${arn}work"}]}`,
      },
    },
  ),
  sqs('RemovePermission', { QueueUrl, Label: 'others' }),
  sqs(
    'RemovePermission',
    { QueueUrl, Label: 'others' },
    invalid('Value others for parameter Label is invalid.'),
  ),
  sqs('TagQueue', { QueueUrl, Tags: { cost: 'low' } }),
  sqs('UntagQueue', { QueueUrl, TagKeys: ['team'] }),
  sqs('ListQueueTags', { QueueUrl }, { answers: { '/Tags': { cost: 'low' } } }),
  sqs('DeleteQueue', { QueueUrl }),
  sqs('DeleteQueue', { QueueUrl }, missing),
];
