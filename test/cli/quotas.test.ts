import { ListTagsForResourceCommand, ResourceNotFound } from '@aws-sdk/client-sfn';
import { expect, onTestFinished, test } from 'vitest';
import { clientsAt, rootKey, stateMachineArn } from '../cross-account/two-accounts.ts';
import { stepwell } from './stepwell-process.ts';

const account = '111111111111';
/** What AWS lets an account ask at once of ListTagsForResource, and how many more here. */
const sizeOfBucket = 100;
const tooMany = 40;

const cases = [
  { behavior: 'with --quotas aws more requests than AWS lets pass are refused', words: ['--quotas', 'aws'] },
  { behavior: 'without --quotas requests are not counted', words: [] },
];

test.each(cases)('$behavior', async ({ words }) => {
  const server = stepwell('dev', '--in-memory', '--port', '0', '--log-level', 'warn', ...words);
  const clients = clientsAt(await server.endpoint, rootKey(account));
  onTestFinished(() => clients.close());
  const startedAt = Date.now();
  const command = new ListTagsForResourceCommand({ resourceArn: stateMachineArn(account, 'none') });
  const answers = await Promise.all(
    Array.from({ length: sizeOfBucket + tooMany }, () =>
      clients.states.send(command).catch((error: Error) => error),
    ),
  );
  const refilled = Math.ceil((Date.now() - startedAt) / 1_000);
  const throttled = answers.filter(
    (answer) => answer instanceof Error && answer.name === 'ThrottlingException',
  );
  const rest = answers.length - throttled.length;
  expect(answers.filter((answer) => answer instanceof ResourceNotFound)).toHaveLength(rest);
  if (words.length === 0) expect(throttled).toEqual([]);
  else {
    expect(rest).toBeGreaterThanOrEqual(sizeOfBucket);
    expect(rest).toBeLessThanOrEqual(sizeOfBucket + refilled);
    expect(throttled[0]).toMatchObject({ message: 'Rate exceeded', $metadata: { httpStatusCode: 400 } });
  }
});

test('quotas that nobody knows are refused', async () => {
  const command = stepwell('start', '--data', 'nowhere', '--quotas', 'gcp');
  expect(await command.ended).toBe(1);
  expect(command.said.errors).toContain('Allowed choices are none, aws');
});
