import { expect, test } from 'vitest';
import type { Call, Services } from '../../../../src/api/operation.ts';
import { listRecordedCalls } from '../../../../src/api/operations/stepwell/list-recorded-calls.ts';
import type { JsonObject } from '../../../../src/base/json.ts';
import type { RecordedCallsBody } from '../../../../src/store/resources/identity.ts';
import { errorOf, rootOf } from '../../../support/an-identity.ts';

const account = '111111111111';
const roleArn = `arn:aws:iam::${account}:role/Worker`;
const recorded: RecordedCallsBody = {
  omittedCount: 4,
  calls: ['sqs:A', 'sqs:B', 'sqs:C'].map((action) => ({
    action,
    resource: '*',
    isPrefix: false,
    context: {},
    firstAt: 1000,
    lastAt: 2000,
    count: 2,
    deniedCount: 1,
  })),
};

const asked: string[] = [];
const services = {
  clock: { now: () => 0 },
  recordedCalls: {
    list: async (arn: string, of: string) => {
      asked.push(`${of} ${arn}`);
      return recorded;
    },
  },
} as unknown as Services;
const call: Call = { caller: rootOf(account), requestId: 'a request', services };

test('gives what was recorded of the role', async () => {
  expect(await listRecordedCalls.run({ roleArn }, call)).toEqual(recorded);
  expect(asked).toEqual([`${account} ${roleArn}`]);
});

test('gives every call once, page by page', async () => {
  const seen: unknown[] = [];
  let nextToken: JsonObject = {};
  for (let page = 0; page < 2; page += 1) {
    const answer = (await listRecordedCalls.run(
      { roleArn, maxResults: 2, ...nextToken },
      call,
    )) as JsonObject;
    seen.push(...(answer.calls as readonly JsonObject[]).map(({ action }) => action));
    expect(answer.omittedCount).toBe(4);
    nextToken = answer.nextToken === undefined ? {} : { nextToken: answer.nextToken };
  }
  expect(seen).toEqual(['sqs:A', 'sqs:B', 'sqs:C']);
  expect(nextToken).toEqual({});
});

test.each([
  ['of another account', { roleArn: 'arn:aws:iam::222222222222:role/Worker' }, 'ValidationException'],
  ['that is a user', { roleArn: `arn:aws:iam::${account}:user/Ada` }, 'ValidationException'],
  ['with a token of another page', { roleArn, nextToken: 'x' }, 'InvalidToken'],
] as const)('refuses a role %s', async (_title, input, code) => {
  expect(await errorOf(listRecordedCalls.run(input, call))).toMatchObject({ code });
});

test('needs a permission on the role', async () => {
  expect(await listRecordedCalls.permissions({ roleArn }, call)).toEqual([
    { action: 'stepwell:ListRecordedCalls', resource: roleArn },
  ]);
});
