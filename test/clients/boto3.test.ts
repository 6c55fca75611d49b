import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TwoAccounts, twoAccounts } from '../cross-account/two-accounts.ts';
import { clientEnvironment, isThere, runProcess } from './child-process.ts';
import type { ClientAnswer, StepValues } from './client-step.ts';
import { expectAnswer, titled } from './expect-answer.ts';
import { prepareAccount, stepLists } from './prepared-account.ts';

const account = '555555555555';
const isAbsent = !isThere('python3', '-c', 'import boto3');
const script = fileURLToPath(new URL('./boto3_operations.py', import.meta.url));

type Heard = ClientAnswer & { readonly values: StepValues };

describe.skipIf(isAbsent)('boto3 (skipped where python3 cannot import it)', () => {
  let accounts: TwoAccounts;
  let heard: readonly Heard[] = [];

  beforeAll(async () => {
    accounts = await twoAccounts();
    const values = await prepareAccount(accounts, account);
    const asked = {
      endpoint: accounts.endpoint,
      account,
      region: 'us-east-1',
      lists: Object.values(stepLists),
      values,
    };
    const { exitCode, output, errors } = await runProcess('python3', [script], {
      environment: clientEnvironment(account),
      input: JSON.stringify(asked),
    });
    expect({ exitCode, errors }).toEqual({ exitCode: 0, errors: '' });
    heard = JSON.parse(output);
  });

  afterAll(() => accounts.close());

  const steps = Object.values(stepLists).flat();
  const numbered = titled(steps).map(([title, step], index) => ({ title, step, index }));

  test('hears something about every step', () => {
    expect(heard).toHaveLength(steps.length);
  });

  test.each(numbered)('$title', ({ step, index }) => {
    const each = heard[index];
    if (each === undefined) throw new Error(`no answer to step ${index + 1}`);
    expectAnswer(step, each, each.values);
  });
});
