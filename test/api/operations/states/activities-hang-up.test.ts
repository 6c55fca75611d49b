import { request } from 'node:http';
import { CreateActivityCommand, GetActivityTaskCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  createRole,
  createStateMachine,
  sourceAccount,
  startExecution,
  type TwoAccounts,
  trustsService,
  twoAccounts,
} from '../../../cross-account/two-accounts.ts';
import { aTask } from '../../../support/a-definition.ts';

let accounts: TwoAccounts;
beforeAll(async () => {
  accounts = await twoAccounts();
});
afterAll(() => accounts.close());

const workersGone = 20;
const taskCount = 10;

test('a task is not given to a worker that closed its connection', async () => {
  const { source } = accounts;
  const role = await createRole(source, 'runner', { trust: [trustsService('states')] });
  const { activityArn = '' } = await source.states.send(new CreateActivityCommand({ name: 'work' }));
  const machine = await createStateMachine(source, 'works', {
    role,
    states: { Work: aTask({ Resource: activityArn }) },
  });
  await Promise.all(Array.from({ length: workersGone }, () => askAndHangUp(accounts.endpoint, activityArn)));
  const given: unknown[] = [];
  for (let n = 0; n < taskCount; n += 1) {
    await startExecution(source, machine, { input: { n } });
    const { input = 'null' } = await source.states.send(new GetActivityTaskCommand({ activityArn }));
    given.push(JSON.parse(input));
  }
  expect(given).toEqual(Array.from({ length: taskCount }, (_, n) => ({ n })));
});

/** Waits for a task until the server surely knows of it, then closes the connection; settles once that is done. */
function askAndHangUp(endpoint: string, activityArn: string): Promise<void> {
  return new Promise((resolve) => {
    const asked = request(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'AWSStepFunctions.GetActivityTask',
        authorization: `AWS4-HMAC-SHA256 Credential=${sourceAccount}/20260101/us-east-1/states/aws4_request, SignedHeaders=host, Signature=00`,
      },
    });
    asked.on('error', () => {});
    asked.on('close', () => setTimeout(resolve, 100));
    asked.end(JSON.stringify({ activityArn }));
    setTimeout(() => asked.destroy(), 300);
  });
}
