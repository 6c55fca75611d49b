import { type ClientStep, stepsOf } from './client-step.ts';

const sns = stepsOf('sns');
const TopicArn = 'arn:aws:sns:us-east-1:<account>:news';
const fifoArn = 'arn:aws:sns:us-east-1:<account>:news.fifo';
const Endpoint = 'arn:aws:sqs:us-east-1:<account>:readers';
const invalid = (message: string) => ({
  refused: { code: 'InvalidParameter', message: `Invalid parameter: ${message}` },
});
const missing = { refused: { code: 'NotFound', message: 'Topic does not exist' } };

/** SNS, every operation with what it takes and what it refuses. */
export const snsSteps: readonly ClientStep[] = [
  sns(
    'CreateTopic',
    { Name: 'news', Attributes: { DisplayName: 'News' }, Tags: [{ Key: 'team', Value: 'blue' }] },
    { answers: { '/TopicArn': TopicArn } },
  ),
  sns('CreateTopic', { Name: 'news' }, { answers: { '/TopicArn': TopicArn } }),
  sns(
    'CreateTopic',
    { Name: 'news', Attributes: { DisplayName: 'Old news' } },
    invalid('Attributes Reason: Topic already exists with different attributes'),
  ),
  sns('CreateTopic', { Name: 'no topic' }, invalid('Topic Name')),
  sns(
    'CreateTopic',
    { Name: 'news.fifo', Attributes: { FifoTopic: 'true' } },
    { answers: { '/TopicArn': fifoArn } },
  ),
  sns('ListTopics', {}, { answers: { '/Topics/0/TopicArn': TopicArn, '/Topics/2': null } }),
  sns('SetTopicAttributes', { TopicArn, AttributeName: 'DisplayName', AttributeValue: 'Latest' }),
  sns(
    'SetTopicAttributes',
    { TopicArn, AttributeName: 'Colour', AttributeValue: 'blue' },
    invalid('AttributeName'),
  ),
  sns(
    'Subscribe',
    {
      TopicArn,
      Protocol: 'sqs',
      Endpoint,
      Attributes: { FilterPolicy: '{"kind":["sport"]}' },
      ReturnSubscriptionArn: true,
    },
    { saves: { subscription: '/SubscriptionArn' } },
  ),
  sns(
    'Subscribe',
    { TopicArn, Protocol: 'sqs', Endpoint },
    { answers: { '/SubscriptionArn': '<subscription>' } },
  ),
  sns('Subscribe', { TopicArn, Protocol: 'sqs', Endpoint: 'readers' }, invalid('SQS endpoint ARN')),
  sns(
    'Subscribe',
    { TopicArn, Protocol: 'sqs', Endpoint: `${Endpoint}.fifo` },
    invalid(
      'Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics',
    ),
  ),
  sns(
    'Subscribe',
    { TopicArn, Protocol: 'pigeon', Endpoint },
    invalid('Amazon SNS does not support this protocol string: pigeon'),
  ),
  sns(
    'Subscribe',
    { TopicArn, Protocol: 'email', Endpoint: 'a@example.com' },
    invalid('Protocol Reason: this server delivers to sqs and lambda, not to email'),
  ),
  sns('Subscribe', { TopicArn: `${TopicArn}s`, Protocol: 'sqs', Endpoint }, missing),
  sns('ConfirmSubscription', { TopicArn, Token: 'none' }, invalid('Token')),
  sns(
    'GetTopicAttributes',
    { TopicArn },
    {
      answers: {
        '/Attributes/TopicArn': TopicArn,
        '/Attributes/Owner': '<account>',
        '/Attributes/DisplayName': 'Latest',
        '/Attributes/SubscriptionsConfirmed': '1',
        '/Attributes/SubscriptionsPending': '0',
      },
    },
  ),
  sns('SetSubscriptionAttributes', {
    SubscriptionArn: '<subscription>',
    AttributeName: 'RawMessageDelivery',
    AttributeValue: 'true',
  }),
  sns(
    'SetSubscriptionAttributes',
    { SubscriptionArn: '<subscription>', AttributeName: 'FilterPolicy', AttributeValue: '{"kind":"sport"}' },
    invalid('FilterPolicy: "kind" must be an object or an array'),
  ),
  sns(
    'GetSubscriptionAttributes',
    { SubscriptionArn: '<subscription>' },
    {
      answers: {
        '/Attributes/Protocol': 'sqs',
        '/Attributes/Endpoint': Endpoint,
        '/Attributes/RawMessageDelivery': 'true',
        '/Attributes/FilterPolicy': '{"kind":["sport"]}',
        '/Attributes/FilterPolicyScope': 'MessageAttributes',
        '/Attributes/PendingConfirmation': 'false',
      },
    },
  ),
  sns(
    'ListSubscriptions',
    {},
    { answers: { '/Subscriptions/0/SubscriptionArn': '<subscription>', '/Subscriptions/1': null } },
  ),
  sns('ListSubscriptionsByTopic', { TopicArn }, { answers: { '/Subscriptions/0/Endpoint': Endpoint } }),
  sns(
    'Publish',
    { TopicArn, Message: 'hello', Subject: 'greeting' },
    { answers: { '/SequenceNumber': null } },
  ),
  sns(
    'Publish',
    { TopicArn: 'news', Message: 'hello' },
    invalid('TopicArn Reason: An ARN must have at least 6 elements, not 1'),
  ),
  sns('Publish', { TopicArn: `${TopicArn}s`, Message: 'hello' }, missing),
  sns('Publish', { TopicArn, Message: '' }, invalid('Empty message')),
  sns(
    'Publish',
    { Message: 'hello' },
    invalid('TopicArn or TargetArn Reason: no value for required parameter'),
  ),
  sns(
    'Publish',
    { TopicArn, Message: '{}', MessageStructure: 'json' },
    invalid('Message Structure - No default entry in JSON message body'),
  ),
  sns(
    'Publish',
    { TopicArn: fifoArn, Message: 'hello' },
    invalid('The MessageGroupId parameter is required for FIFO topics'),
  ),
  sns(
    'Publish',
    { TopicArn: fifoArn, Message: 'hello', MessageGroupId: 'g', MessageDeduplicationId: 'd' },
    { saves: { message: '/MessageId' } },
  ),
  sns(
    'Publish',
    { TopicArn: fifoArn, Message: 'again', MessageGroupId: 'g', MessageDeduplicationId: 'd' },
    { answers: { '/MessageId': '<message>' } },
  ),
  sns(
    'PublishBatch',
    {
      TopicArn,
      PublishBatchRequestEntries: [
        { Id: 'one', Message: 'hello' },
        { Id: 'two', Message: 'hello', MessageAttributes: { n: { DataType: 'Number', StringValue: 'x' } } },
      ],
    },
    {
      answers: {
        '/Successful/0/Id': 'one',
        '/Failed/0/Id': 'two',
        '/Failed/0/Code': 'ParameterValueInvalid',
        '/Failed/0/SenderFault': true,
      },
    },
  ),
  sns(
    'PublishBatch',
    {
      TopicArn,
      PublishBatchRequestEntries: [
        { Id: 'one', Message: 'a' },
        { Id: 'one', Message: 'b' },
      ],
    },
    { refused: { code: 'BatchEntryIdsNotDistinct' } },
  ),
  sns('AddPermission', {
    TopicArn,
    Label: 'others',
    AWSAccountId: ['222222222222'],
    ActionName: ['Publish'],
  }),
  sns(
    'AddPermission',
    { TopicArn, Label: 'others', AWSAccountId: ['222222222222'], ActionName: ['Publish'] },
    invalid('Statement already exists'),
  ),
  sns('RemovePermission', { TopicArn, Label: 'others' }),
  sns('TagResource', { ResourceArn: TopicArn, Tags: [{ Key: 'cost', Value: 'low' }] }),
  sns('UntagResource', { ResourceArn: TopicArn, TagKeys: ['team'] }),
  sns(
    'ListTagsForResource',
    { ResourceArn: TopicArn },
    { answers: { '/Tags': [{ Key: 'cost', Value: 'low' }] } },
  ),
  sns('Unsubscribe', { SubscriptionArn: '<subscription>' }),
  sns(
    'GetSubscriptionAttributes',
    { SubscriptionArn: '<subscription>' },
    { refused: { code: 'NotFound', message: 'Subscription does not exist' } },
  ),
  sns('DeleteTopic', { TopicArn }),
  sns('GetTopicAttributes', { TopicArn }, missing),
];
