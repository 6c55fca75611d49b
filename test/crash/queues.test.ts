import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { expect, onTestFinished, test } from 'vitest';
import { account, region, type ServerProcess, startServerProcess } from './server-process.ts';

const senderCount = 16;
const sentMin = 300;

function clientOf({ endpoint }: ServerProcess): SQSClient {
  const client = new SQSClient({
    endpoint,
    region,
    maxAttempts: 1,
    credentials: { accessKeyId: account, secretAccessKey: 'any' },
  });
  onTestFinished(() => client.destroy());
  return client;
}

test('every message that was acknowledged is there after kill -9, and nobody gets what was being worked on', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'stepwell-queues-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const first = await startServerProcess(directory);
  onTestFinished(() => first.kill());
  const sender = clientOf(first);
  const { QueueUrl } = await sender.send(new CreateQueueCommand({ QueueName: 'work' }));
  await sender.send(new SendMessageCommand({ QueueUrl, MessageBody: 'being worked on' }));
  const { Messages: hidden = [] } = await sender.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(hidden).toMatchObject([{ Body: 'being worked on' }]);

  const acknowledged = new Set<string>();
  const sendUntilKilled = async (name: number) => {
    for (let index = 0; ; index += 1) {
      const MessageBody = `${name}-${index}`;
      try {
        await sender.send(new SendMessageCommand({ QueueUrl, MessageBody }));
      } catch {
        return;
      }
      acknowledged.add(MessageBody);
      if (acknowledged.size === sentMin) void first.kill();
    }
  };
  await Promise.all(Array.from({ length: senderCount }, (_, name) => sendUntilKilled(name)));

  const second = await startServerProcess(directory);
  onTestFinished(() => second.kill());
  const receiver = clientOf(second);
  const found = new Set<string>();
  for (;;) {
    const request = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 600 };
    const { Messages = [] } = await receiver.send(new ReceiveMessageCommand(request));
    if (Messages.length === 0) break;
    for (const { Body = '' } of Messages) found.add(Body);
  }
  expect(acknowledged.size).toBeGreaterThanOrEqual(sentMin);
  expect([...acknowledged].filter((body) => !found.has(body))).toEqual([]);
  expect(found.has('being worked on')).toBe(false);
});
