import { setTimeout as sleep } from 'node:timers/promises';
import { GetActivityTaskCommand, SendTaskFailureCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import { DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { seededRandom } from '../support/seeded-random.ts';
import { openClients, untilKnown } from './clients.ts';
import type { Story } from './follow-ups.ts';
import { openJournal } from './journal.ts';
import { activityArn } from './machines.ts';
import type { PartReport, PartSettings } from './part.ts';

const workerCount = 6;
const receiverCount = 2;
const taskMillisecondsMax = 3_000;
/** One worker in so many forgets its task. */
const forgetsEvery = 40;
/** One answer in so many is followed by another one, which must be refused. */
const answersTwiceEvery = 10;
/** How many messages are answered at once. */
const messagesAtOnce = 10;

interface Asked {
  readonly n: number;
  readonly execution: string;
  readonly taskToken: string;
}

/** The people and programs that answer task tokens: workers of an activity, and receivers of a queue. */
export async function run(settings: PartSettings, finished: Promise<unknown>): Promise<PartReport> {
  const random = seededRandom(settings.seed + 1);
  const journal = openJournal(settings.journalPath);
  const clients = openClients(settings.proxyPort);
  const troubles = new Map<string, number>();
  const counts = new Map<string, number>();
  const count = (what: string) => counts.set(what, (counts.get(what) ?? 0) + 1);
  const { waitSecondsMax } = settings;
  const story: Story = { clients, journal, troubles, random, count, waitSecondsMax };
  let isFinished = false;
  void finished.then(() => {
    isFinished = true;
  });
  const workers = [
    ...Array.from({ length: workerCount }, (_, index) => work(story, `worker-${index}`, () => isFinished)),
    ...Array.from({ length: receiverCount }, () => receive(story, settings.queueUrl, () => isFinished)),
  ];
  // Those that wait for work that does not come need not be waited for.
  await Promise.race([Promise.all(workers), finished.then(() => sleep(taskMillisecondsMax + 2_000))]);
  return { counts: Object.fromEntries(counts), troubles: Object.fromEntries(troubles) };
}

async function work(story: Story, workerName: string, isFinished: () => boolean): Promise<void> {
  const { clients, random, count, troubles } = story;
  while (!isFinished()) {
    const request = new GetActivityTaskCommand({ activityArn, workerName });
    const polled = await untilKnown(() => clients.states.send(request), troubles);
    if ('refusal' in polled || polled.answer.taskToken === undefined) continue;
    if (random() * forgetsEvery < 1) {
      count('forgotten');
      continue;
    }
    const { taskToken, input = '' } = polled.answer;
    await answer(story, { ...(JSON.parse(input) as Omit<Asked, 'taskToken'>), taskToken });
  }
}

async function receive(story: Story, queueUrl: string, isFinished: () => boolean): Promise<void> {
  const { clients, troubles } = story;
  while (!isFinished()) {
    const request = new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      WaitTimeSeconds: 1,
      MaxNumberOfMessages: messagesAtOnce,
    });
    const received = await untilKnown(() => clients.queues.send(request), troubles);
    if ('refusal' in received) continue;
    const messages = received.answer.Messages ?? [];
    await Promise.all(
      messages.map(async ({ Body = '', ReceiptHandle }) => {
        await answer(story, JSON.parse(Body) as Asked);
        const remove = new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle });
        await untilKnown(() => clients.queues.send(remove), troubles);
      }),
    );
  }
}

async function answer(story: Story, asked: Asked): Promise<void> {
  const { journal, random, count } = story;
  const { n, execution } = asked;
  await sleep(random() < 0.1 ? random() * taskMillisecondsMax : 0);
  const text = `${execution}/${Math.floor(random() * 1e9)}`;
  const isTaken = await report(story, asked, text);
  count(isTaken ? 'reported' : 'report refused');
  if (!isTaken || random() * answersTwiceEvery >= 1) return;
  if (await report(story, { ...asked, n: n + 1 }, `${text}/again`))
    journal.note({ kind: 'violation', message: `${execution} took a second answer to one task token` });
}

/** Whether the answer was acknowledged. */
async function report(
  { clients, journal, troubles }: Story,
  { n, execution, taskToken }: Asked,
  text: string,
): Promise<boolean> {
  journal.note({ kind: 'reporting', execution, answer: text });
  const command = () =>
    n % 4 === 1
      ? clients.states.send(new SendTaskFailureCommand({ taskToken, error: 'Refused', cause: text }))
      : clients.states.send(
          new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ answer: text }) }),
        );
  const outcome = await untilKnown<unknown>(command, troubles);
  if ('refusal' in outcome) {
    if (outcome.refusal !== 'TaskTimedOut')
      journal.note({ kind: 'violation', message: `the token of ${execution}: ${outcome.refusal}` });
    return false;
  }
  await journal.append({ kind: 'reported', execution, answer: text });
  return true;
}
