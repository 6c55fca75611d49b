import pino from 'pino';
import { describe, expect, test } from 'vitest';
import { createDispatcher } from '../../src/api/dispatcher.ts';
import type { Operation } from '../../src/api/operation.ts';
import { AssertionError } from '../../src/base/assert.ts';
import { AccessDeniedException } from '../../src/base/aws-error.ts';
import { accountRoot } from '../../src/iam/principal.ts';
import type { Permission } from '../../src/runtime/identity/identity.ts';
import { StoreUnavailable } from '../../src/store/store.ts';
import { anIdentity, anOperation, someServices } from '../support/api-server.ts';

const caller = {
  principal: accountRoot({ account: '111111111111' }),
  place: { partition: 'aws', account: '111111111111', region: 'us-east-1' },
  context: {},
};

const start = { service: 'states', operationName: 'StartExecution', caller, requestId: 'r-1' } as const;

function startPermissions(input: { readonly [name: string]: unknown }): readonly Permission[] {
  return ['states:StartExecution', 'iam:PassRole'].map((action) => ({
    action,
    resource: String(input.stateMachineArn),
  }));
}

describe('a call', () => {
  test('is run once its input is valid and every permission is there', async () => {
    const steps: string[] = [];
    const operation: Operation = {
      ...anOperation('states', 'StartExecution', (input) => {
        steps.push(`run ${input.stateMachineArn}`);
        return { startDate: 5 };
      }),
      permissions: async (input) => startPermissions(input),
    };
    const identity = anIdentity(({ action, resource }) => steps.push(`${action} on ${resource}`));
    const dispatcher = createDispatcher([operation], someServices({ identity }));
    expect(await dispatcher.dispatch({ ...start, input: { stateMachineArn: 'm' } })).toEqual({
      startDate: 5,
    });
    expect(steps).toEqual(['states:StartExecution on m', 'iam:PassRole on m', 'run m']);
  });

  test('is not run without one of its permissions', async () => {
    let wasRun = false;
    const operation = {
      ...anOperation('states', 'StartExecution', () => {
        wasRun = true;
        return {};
      }),
      permissions: startPermissions,
    };
    const identity = anIdentity(({ action }) => {
      if (action === 'iam:PassRole') throw new AccessDeniedException('not that one');
    });
    const dispatcher = createDispatcher([operation], someServices({ identity }));
    await expect(dispatcher.dispatch({ ...start, input: { stateMachineArn: 'm' } })).rejects.toMatchObject({
      code: 'AccessDeniedException',
      message: 'not that one',
    });
    expect(wasRun).toBe(false);
  });

  test('with an invalid input asks for no permission', async () => {
    const asked: Permission[] = [];
    const operation = {
      ...anOperation('states', 'StartExecution', () => ({})),
      permissions: startPermissions,
    };
    const services = someServices({ identity: anIdentity((permission) => asked.push(permission)) });
    const answer = createDispatcher([operation], services).dispatch({ ...start, input: {} });
    await expect(answer).rejects.toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining("Value null at 'stateMachineArn'"),
    });
    expect(asked).toEqual([]);
  });

  test('of an operation nobody registered is unknown', async () => {
    const dispatcher = createDispatcher([], someServices());
    await expect(dispatcher.dispatch({ ...start, input: {} })).rejects.toMatchObject({
      code: 'UnknownOperationException',
    });
    expect(dispatcher.has('states', 'StartExecution')).toBe(false);
  });
});

describe('an error that is ours is in the log under the request id, and nowhere else', () => {
  const cases = [
    { error: new AssertionError('a broken promise'), code: 'InternalFailure', logged: 'a broken promise' },
    { error: new TypeError('x is not a function'), code: 'InternalFailure', logged: 'x is not a function' },
    {
      error: new StoreUnavailable('the disk is full'),
      code: 'ServiceUnavailable',
      logged: 'the disk is full',
    },
  ];
  test.each(cases)('$error.name', async ({ error, code, logged }) => {
    const lines: string[] = [];
    const log = pino({ level: 'error' }, { write: (line: string) => void lines.push(line) });
    const operation = anOperation('states', 'StartExecution', () => {
      throw error;
    });
    const answer = createDispatcher([operation], someServices({ log })).dispatch({
      ...start,
      input: { stateMachineArn: 'm' },
    });
    await expect(answer).rejects.toMatchObject({ code, message: expect.not.stringContaining(logged) });
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain(logged);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ requestId: 'r-1', operationName: 'StartExecution' });
  });
});

describe('a table of operations that cannot be right is refused', () => {
  test('one the API does not have', () => {
    const wrong = anOperation('states', 'StartExecutions', () => ({}));
    expect(() => createDispatcher([wrong], someServices())).toThrow('StartExecutions');
  });

  test('one listed twice', () => {
    const twice = anOperation('states', 'StartExecution', () => ({}));
    expect(() => createDispatcher([twice, twice], someServices())).toThrow('StartExecution');
  });
});
