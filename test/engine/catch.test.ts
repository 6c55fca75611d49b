import { expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { aDefinition, aParallel, aPass, aTask } from '../support/a-definition.ts';
import { drive, fails, succeeds } from '../support/engine-driver.ts';

const input = { a: 1 };
const errorOutput = { Error: 'Boom', Cause: 'because' };

const cases: readonly {
  readonly title: string;
  readonly catchers: readonly JsonObject[];
  readonly output: Json | undefined;
  readonly exitOf?: string;
}[] = [
  {
    title: 'a Catcher hands the error output on in place of the input',
    catchers: [{ ErrorEquals: ['Boom'], Next: 'First' }],
    output: { by: 'First', got: errorOutput },
  },
  {
    title: 'a Catcher with a ResultPath adds the error output to the input',
    catchers: [{ ErrorEquals: ['Boom'], ResultPath: '$.error', Next: 'First' }],
    output: { by: 'First', got: { a: 1, error: errorOutput } },
  },
  {
    title: 'a Catcher with a null ResultPath passes the input on',
    catchers: [{ ErrorEquals: ['Boom'], ResultPath: null, Next: 'First' }],
    output: { by: 'First', got: input },
  },
  {
    title: 'the first Catcher that names the error takes it',
    catchers: [
      { ErrorEquals: ['Other'], Next: 'First' },
      { ErrorEquals: ['Another', 'Boom'], Next: 'Second' },
      { ErrorEquals: ['States.ALL'], Next: 'First' },
    ],
    output: { by: 'Second', got: errorOutput },
  },
  {
    title: 'States.TaskFailed takes any error of a task',
    catchers: [
      { ErrorEquals: ['States.TaskFailed'], Next: 'First' },
      { ErrorEquals: ['States.ALL'], Next: 'Second' },
    ],
    output: { by: 'First', got: errorOutput },
  },
  {
    title: 'without a Catcher that names the error the execution fails',
    catchers: [{ ErrorEquals: ['States.Timeout', 'boom'], Next: 'First' }],
    output: undefined,
  },
];

/** Both states behind the task must be reachable. */
const unused = ['First', 'Second'].map((Next) => ({ ErrorEquals: ['Unused'], Next }));

function namedPass(name: string): JsonObject {
  return aPass({ Parameters: { by: name, 'got.$': '$' } });
}

test.for(cases)('$title', ({ catchers, output }) => {
  const run = drive({
    definition: aDefinition({
      Work: aTask({ Catch: [...unused, ...catchers] }),
      First: namedPass('First'),
      Second: namedPass('Second'),
    }),
    input,
    tasks: { Work: [[fails('Boom', 'because')]] },
  });
  expect(run.execution.output).toEqual(output);
  expect(run.execution.status).toBe(output === undefined ? 'FAILED' : 'SUCCEEDED');
  if (output === undefined) expect(run.execution.failure).toMatchObject({ error: 'Boom', cause: 'because' });
});

test('the error output has no Cause where there is none', () => {
  const run = drive({
    definition: aDefinition({
      Work: aTask({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] }),
      Caught: aPass(),
    }),
    tasks: { Work: [[fails('Boom')]] },
  });
  expect(run.execution.output).toEqual({ Error: 'Boom' });
});

test('a Catcher of a Parallel assigns into the scope around it', () => {
  const run = drive({
    definition: aDefinition({
      Both: aParallel([{ Work: aTask() }], {
        Catch: [{ ErrorEquals: ['States.ALL'], Assign: { 'failed.$': '$.Error' }, Next: 'Caught' }],
      }),
      Caught: aPass({ Parameters: { 'failed.$': '$failed' } }),
    }),
    tasks: { Work: [[fails('Boom')]] },
  });
  expect(run.execution.output).toEqual({ failed: 'Boom' });
});

test('a state that a Catcher leads back to is entered anew', () => {
  const run = drive({
    definition: aDefinition({
      Work: aTask({ Catch: [{ ErrorEquals: ['Again'], ResultPath: null, Next: 'Work' }] }),
    }),
    input,
    tasks: { Work: [[fails('Again')], [fails('Again')], [succeeds('done')]] },
  });
  expect(run.execution.output).toBe('done');
  expect(run.history.filter(({ type }) => type === 'TaskStateEntered')).toHaveLength(3);
});

test('an error output that does not fit fails the execution, and is not caught again', () => {
  const run = drive({
    definition: aDefinition({
      Work: aTask({ Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Work' }] }),
    }),
    input: { filler: 'x'.repeat(262_100) },
    tasks: { Work: [[fails('Boom', 'y'.repeat(200))]] },
  });
  expect(run.execution.status).toBe('FAILED');
  expect(run.execution.failure?.error).toBe('States.DataLimitExceeded');
});
