import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiModels } from '../../../src/api/model/model.ts';
import { statesOperations } from '../../../src/api/operations/states/index.ts';
import type { JsonObject } from '../../../src/base/json.ts';
import { type TwoAccounts, twoAccounts } from '../../cross-account/two-accounts.ts';
import { edgesOf, violationsOf } from './violations.ts';

let accounts: TwoAccounts;

beforeAll(async () => {
  accounts = await twoAccounts();
});

afterAll(() => accounts.close());

interface Answer {
  readonly status: number;
  readonly __type?: string;
  readonly message?: string;
  readonly Message?: string;
}

async function send(operation: string, input: JsonObject): Promise<Answer> {
  const response = await fetch(accounts.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': `AWSStepFunctions.${operation}`,
    },
    body: JSON.stringify(input),
  });
  return { status: response.status, ...((await response.json()) as object) };
}

const bodies = {
  ValidationException: (message: string) => ({
    __type: 'com.amazon.coral.validate#ValidationException',
    message,
  }),
  SerializationException: (message: string) => ({
    __type: 'com.amazon.coral.service#SerializationException',
    Message: message,
  }),
};

describe.each(Object.keys(statesOperations))('%s', (operation) => {
  const violations = violationsOf(operation);

  test.runIf(violations.length > 0).each(violations)(
    'is refused with $title',
    async ({ input, exception, message }) => {
      expect(await send(operation, input)).toEqual({ status: 400, ...bodies[exception](message) });
    },
  );

  test.each(edgesOf(operation))('may be asked with $title', async ({ input }) => {
    const { __type = '', message = '' } = await send(operation, input);
    expect(`${__type} ${message}`).not.toMatch(/SerializationException|validation errors? detected/);
  });
});

test('every operation of the API is there to be asked', () => {
  expect(Object.keys(statesOperations).sort()).toEqual(Object.keys(apiModels.states.operations).sort());
});
