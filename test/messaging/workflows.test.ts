import { PutEventsCommand, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { CreateTopicCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import {
  createRole,
  createStateMachine,
  endOf,
  policy,
  roleArn,
  rootKey,
  run,
  sourceAccount,
  startExecution,
  type TwoAccounts,
  targetAccount,
  trustsService,
  twoAccounts,
} from '../cross-account/two-accounts.ts';

interface MessageClients {
  readonly sqs: SQSClient;
  readonly sns: SNSClient;
}

let accounts: TwoAccounts;
let source: MessageClients;
let target: MessageClients;

beforeAll(async () => {
  accounts = await twoAccounts();
  source = clientsOf(sourceAccount);
  target = clientsOf(targetAccount);
  await createRole(accounts.source, 'sender', {
    trust: [trustsService('states')],
    permissions: [{ Action: ['sqs:SendMessage', 'sns:Publish'], Resource: '*' }],
  });
  await createRole(accounts.source, 'idler', { trust: [trustsService('states')] });
});

afterAll(async () => {
  for (const { sqs, sns } of [source, target]) {
    sqs.destroy();
    sns.destroy();
  }
  await accounts.close();
});

function clientsOf(account: string): MessageClients {
  const options = {
    endpoint: accounts.endpoint,
    region: 'us-east-1',
    credentials: rootKey(account),
    maxAttempts: 1,
  };
  return { sqs: new SQSClient(options), sns: new SNSClient(options) };
}

async function createQueue({ sqs }: MessageClients, name: string, statement?: JsonObject): Promise<string> {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  if (statement !== undefined) {
    const Policy = policy({ Action: 'sqs:SendMessage', Resource: '*', ...statement });
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
  }
  return QueueUrl;
}

async function receive(
  { sqs }: MessageClients,
  QueueUrl: string,
  WaitTimeSeconds = 10,
): Promise<readonly Message[]> {
  const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds }));
  return Messages;
}

async function receiveJson(clients: MessageClients, queueUrl: string) {
  const [message] = await receive(clients, queueUrl);
  return JSON.parse(message?.Body ?? '{}') as Readonly<Record<string, string>>;
}

function sendTask(QueueUrl: string, MessageBody: JsonObject | string, pattern = ''): JsonObject {
  const Resource = `arn:aws:states:::sqs:sendMessage${pattern}`;
  return { Type: 'Task', Resource, Parameters: { QueueUrl, MessageBody }, End: true };
}

test('a task that sends its token to a queue goes on with what the consumer answers', async () => {
  const queueUrl = await createQueue(source, 'approvals');
  const body = { 'TaskToken.$': '$$.Task.Token', 'Amount.$': '$.amount' };
  const machine = await createStateMachine(accounts.source, 'approval', {
    role: roleArn(sourceAccount, 'sender'),
    states: { Ask: sendTask(queueUrl, body, '.waitForTaskToken') },
  });
  const executionArn = await startExecution(accounts.source, machine, { input: { amount: 7 } });
  const [message] = await receive(source, queueUrl);
  const { TaskToken, Amount } = JSON.parse(message?.Body ?? '{}');
  expect(Amount).toBe(7);
  await accounts.source.states.send(
    new SendTaskSuccessCommand({ taskToken: TaskToken, output: '{"approved":true}' }),
  );
  await source.sqs.send(
    new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: message?.ReceiptHandle }),
  );
  const { outcome } = await endOf(accounts.source, executionArn);
  expect(outcome).toMatchObject({ status: 'SUCCEEDED', output: '{"approved":true}' });
});

test('a role without the permission sends nothing', async () => {
  const queueUrl = await createQueue(source, 'closed');
  const machine = await createStateMachine(accounts.source, 'idle', {
    role: roleArn(sourceAccount, 'idler'),
    states: { Send: sendTask(queueUrl, 'text') },
  });
  const { outcome } = await run(accounts.source, machine);
  expect(outcome).toMatchObject({ status: 'FAILED', error: 'SQS.AmazonSQSException' });
  expect(outcome.cause).toMatch(/is not authorized to perform: sqs:SendMessage .*Error Code: AccessDenied;/);
  expect(await receive(source, queueUrl, 0)).toEqual([]);
});

test("a queue of another account takes a workflow's message once its policy lets the role in", async () => {
  const queueUrl = await createQueue(target, 'foreign');
  const machine = await createStateMachine(accounts.source, 'abroad', {
    role: roleArn(sourceAccount, 'sender'),
    states: { Send: sendTask(queueUrl, 'from abroad') },
  });
  expect((await run(accounts.source, machine)).outcome.status).toBe('FAILED');
  const opened = { Principal: { AWS: roleArn(sourceAccount, 'sender') } };
  await createQueue(target, 'foreign', opened);
  expect((await run(accounts.source, machine)).outcome.status).toBe('SUCCEEDED');
  expect(await receive(target, queueUrl)).toMatchObject([{ Body: 'from abroad' }]);
});

test('a message that a workflow publishes reaches every queue that subscribed, in other accounts too', async () => {
  const { TopicArn = '' } = await source.sns.send(new CreateTopicCommand({ Name: 'news' }));
  const letsTopicIn = {
    Principal: { Service: 'sns.amazonaws.com' },
    Condition: { ArnEquals: { 'aws:SourceArn': TopicArn } },
  };
  const near = await createQueue(source, 'near', letsTopicIn);
  const shut = await createQueue(source, 'shut');
  const far = await createQueue(target, 'far', letsTopicIn);
  for (const name of ['near', 'shut']) {
    const Endpoint = `arn:aws:sqs:us-east-1:${sourceAccount}:${name}`;
    await source.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
  }
  const Endpoint = `arn:aws:sqs:us-east-1:${targetAccount}:far`;
  const asked = await source.sns.send(new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }));
  expect(asked.SubscriptionArn).toBe('pending confirmation');
  const confirmation = await receiveJson(target, far);
  expect(confirmation.Type).toBe('SubscriptionConfirmation');
  // The link that the owner of the queue follows.
  const answered = await fetch(confirmation.SubscribeURL ?? '', {
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${targetAccount}/20260101/us-east-1/sns/aws4_request`,
    },
  });
  expect(await answered.text()).toContain('<ConfirmSubscriptionResult>');

  const machine = await createStateMachine(accounts.source, 'publisher', {
    role: roleArn(sourceAccount, 'sender'),
    states: {
      Publish: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sns:publish',
        Parameters: { TopicArn, Message: { 'text.$': '$.text' }, Subject: 'news' },
        End: true,
      },
    },
  });
  const { outcome } = await run(accounts.source, machine, { input: { text: 'hello' } });
  expect(outcome.status).toBe('SUCCEEDED');
  for (const [clients, queueUrl] of [
    [source, near],
    [target, far],
  ] as const) {
    const notification = await receiveJson(clients, queueUrl);
    expect(notification).toMatchObject({
      Type: 'Notification',
      TopicArn,
      Subject: 'news',
      Message: '{"text":"hello"}',
    });
  }
  expect(await receive(source, shut, 0)).toEqual([]);
});

test('a rule puts its events into a queue and through a topic, as their policies let EventBridge', async () => {
  const letsRulesIn = { Principal: { Service: 'events.amazonaws.com' } };
  const direct = await createQueue(source, 'events', letsRulesIn);
  const { TopicArn = '' } = await source.sns.send(
    new CreateTopicCommand({
      Name: 'events',
      Attributes: { Policy: policy({ ...letsRulesIn, Action: 'sns:Publish', Resource: '*' }) },
    }),
  );
  const through = await createQueue(source, 'through', { Principal: { Service: 'sns.amazonaws.com' } });
  await source.sns.send(
    new SubscribeCommand({
      TopicArn,
      Protocol: 'sqs',
      Endpoint: `arn:aws:sqs:us-east-1:${sourceAccount}:through`,
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  const { events } = accounts.source;
  await events.send(new PutRuleCommand({ Name: 'orders', EventPattern: '{"source":["shop"]}' }));
  await events.send(
    new PutTargetsCommand({
      Rule: 'orders',
      Targets: [
        { Id: 'queue', Arn: `arn:aws:sqs:us-east-1:${sourceAccount}:events`, InputPath: '$.detail' },
        { Id: 'topic', Arn: TopicArn, InputPath: '$.detail' },
      ],
    }),
  );
  await events.send(
    new PutEventsCommand({ Entries: [{ Source: 'shop', DetailType: 'Order', Detail: '{"order":1}' }] }),
  );
  expect(await receiveJson(source, direct)).toEqual({ order: 1 });
  expect(await receiveJson(source, through)).toEqual({ order: 1 });
});
