import { describe, expect, test } from 'vitest';
import { createDispatcher } from '../../../src/api/dispatcher.ts';
import { apiModels } from '../../../src/api/model/model.ts';
import { findAwsRate } from '../../../src/api/quotas/aws-quotas.ts';
import { createThrottle, type ThrottleParts } from '../../../src/api/quotas/throttle.ts';
import type { Caller } from '../../../src/runtime/identity/identity.ts';
import { errorOf, rootOf } from '../../support/an-identity.ts';
import { anOperation, someServices } from '../../support/api-server.ts';
import { memoryResources } from '../../support/memory-store.ts';

const one = rootOf('111111111111');
const two = rootOf('222222222222');
const prefix = 'arn:aws:states:us-east-1:111111111111:stateMachine';

/** A throttle that lets two requests pass and one more with every second, whatever they ask for. */
async function aThrottle(parts: Partial<ThrottleParts> = {}) {
  const clock = { at: 0, now: () => clock.at };
  const resources = memoryResources();
  for (const type of ['STANDARD', 'EXPRESS'] as const) {
    await resources.write([
      {
        type: 'put',
        key: { kind: 'StateMachine', account: '111111111111', region: 'us-east-1', name: type },
        body: {
          type,
          status: 'ACTIVE',
          createdAt: 0,
          updatedAt: 0,
          revisionName: 'r',
          revisionId: undefined,
          tags: [],
        } as never,
        expectedRevision: 0,
      },
    ]);
  }
  const throttled: string[] = [];
  const admit = createThrottle({
    clock,
    resources,
    findRate: () => ({ size: 2, refillPerSecond: 1 }),
    onThrottled: (operationName, account) => throttled.push(`${operationName} ${account}`),
    ...parts,
  });
  const request = (operationName: string, caller: Caller = one, stateMachineArn = `${prefix}:STANDARD`) =>
    errorOf(admit({ service: 'states', operationName, input: { stateMachineArn }, caller }));
  return { clock, throttled, admit, request };
}

test('what is beyond the quota is refused as AWS refuses it, and the observer is told', async () => {
  const { request, throttled } = await aThrottle();
  expect(await request('DescribeExecution')).toBeUndefined();
  expect(await request('DescribeExecution')).toBeUndefined();
  expect(throttled).toEqual([]);
  const refusal = { code: 'ThrottlingException', status: 400, message: 'Rate exceeded' };
  expect(await request('DescribeExecution')).toEqual(refusal);
  expect(throttled).toEqual(['DescribeExecution 111111111111']);
});

test('waiting lets requests pass again', async () => {
  const { clock, request } = await aThrottle();
  for (let count = 0; count < 3; count += 1) await request('TagResource');
  clock.at = 1_000;
  expect(await request('TagResource')).toBeUndefined();
  expect(await request('TagResource')).toMatchObject({ code: 'ThrottlingException' });
});

const elsewhere: readonly { readonly behavior: string; readonly request: Parameters<typeof spend>[1] }[] = [
  { behavior: 'another action', request: ['StopExecution', one] },
  { behavior: 'another account', request: ['StartExecution', two] },
  {
    behavior: 'another region',
    request: ['StartExecution', { ...one, place: { ...one.place, region: 'eu-west-1' } }],
  },
  { behavior: 'Express', request: ['StartExecution', one, `${prefix}:EXPRESS`] },
  {
    behavior: 'a version of an Express state machine',
    request: ['StartExecution', one, `${prefix}:EXPRESS:1`],
  },
  {
    behavior: "a call that takes from another account's quotas",
    request: ['StartExecution', { ...one, quotaAccount: '333333333333' }],
  },
];

async function spend(
  { request }: Awaited<ReturnType<typeof aThrottle>>,
  given: readonly [string, Caller, string?],
): Promise<unknown> {
  await request(...given);
  await request(...given);
  return request(...given);
}

test.each(elsewhere)('starting Standard executions takes nothing from $behavior', async ({ request }) => {
  const throttle = await aThrottle();
  expect(await spend(throttle, ['StartExecution', one])).toMatchObject({ code: 'ThrottlingException' });
  expect(await throttle.request(...request)).toBeUndefined();
});

test('a call that takes from the quotas of another account is refused once they are spent', async () => {
  const throttle = await aThrottle();
  await spend(throttle, ['DescribeExecution', one]);
  const poll = { ...two, quotaAccount: '111111111111' };
  expect(await throttle.request('DescribeExecution', poll)).toMatchObject({ code: 'ThrottlingException' });
  expect(throttle.throttled.at(-1)).toBe('DescribeExecution 111111111111');
});

describe('is not throttled', () => {
  test.each(['iam', 'sts', 'lambda'] as const)('the service %s', async (service) => {
    const { admit } = await aThrottle({ findRate: () => ({ size: 1, refillPerSecond: 1 }) });
    for (let count = 0; count < 5; count += 1) {
      await admit({ service, operationName: 'Invoke', input: {}, caller: one });
    }
  });

  test('an action without a quota', async () => {
    const { request } = await aThrottle({ findRate: findAwsRate });
    for (let count = 0; count < 7_000; count += 1) {
      expect(await request('StartSyncExecution')).toBeUndefined();
    }
  });
});

test('every action of the API has a quota but StartSyncExecution', () => {
  const without = Object.keys(apiModels.states.operations).filter(
    (name) => findAwsRate(name, 'us-east-1') === undefined,
  );
  expect(without).toEqual(['StartSyncExecution']);
});

test('however many accounts there are, each has its own bucket until that is full again', async () => {
  const { clock, request } = await aThrottle();
  const account = (index: number) => rootOf(String(100_000_000_000 + index));
  const refused = { code: 'ThrottlingException' };
  // Enough accounts that full buckets are looked for, and forgotten, twice.
  const count = 2_500;
  for (let index = 0; index < count; index += 1) {
    clock.at = index;
    expect(await request('ListExecutions', account(index))).toBeUndefined();
    expect(await request('ListExecutions', account(index))).toBeUndefined();
    if (index > 0) expect(await request('ListExecutions', account(index - 1))).toMatchObject(refused);
  }
  // The first account has waited for two seconds and a half, which fills its bucket.
  expect(await request('ListExecutions', account(0))).toBeUndefined();
  expect(await request('ListExecutions', account(0))).toBeUndefined();
  expect(await request('ListExecutions', account(0))).toMatchObject(refused);
});

test('the dispatcher asks for admission once the input is valid and before it authorizes', async () => {
  const asked: string[] = [];
  const identity = {
    authorize: async () => void asked.push('authorize'),
    findCredential: async () => undefined,
  };
  const operation = {
    ...anOperation('states', 'DescribeExecution', () => ({})),
    permissions: () => [{ action: 'states:DescribeExecution', resource: '*' }],
  };
  const { admit } = await aThrottle();
  const dispatcher = createDispatcher([operation], someServices({ identity }), async (request) => {
    asked.push(`admit ${request.operationName}`);
    await admit(request);
  });
  const dispatch = (input: { readonly executionArn?: string }) =>
    errorOf(
      dispatcher.dispatch({
        service: 'states',
        operationName: 'DescribeExecution',
        input,
        caller: one,
        requestId: 'a request',
      }),
    );
  expect(await dispatch({})).toMatchObject({ code: 'ValidationException' });
  expect(asked).toEqual([]);
  for (let count = 0; count < 2; count += 1) expect(await dispatch({ executionArn: 'a' })).toBeUndefined();
  expect(await dispatch({ executionArn: 'a' })).toMatchObject({ code: 'ThrottlingException' });
  const pair = ['admit DescribeExecution', 'authorize'];
  expect(asked).toEqual([...pair, ...pair, 'admit DescribeExecution']);
});
