import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/base/json.ts';
import { aDefinition, aFail, aJob, aParallel, aPass, aTask, aWait } from '../../support/a-definition.ts';
import { drive, fails, type Scenario, submits, succeeds } from '../../support/engine-driver.ts';
import { historyLine } from '../../support/history-line.ts';

function runWith(branches: readonly JsonObject[], scenario: Partial<Scenario> = {}, more: JsonObject = {}) {
  const isCaught = more.Catch !== undefined;
  const states = { Both: aParallel(branches, more), ...(isCaught && { Caught: aPass() }) };
  return drive({ definition: aDefinition(states), input: { a: 1 }, ...scenario });
}

const all = ['States.ALL'];

test('the outputs stand in the order of the branches, whichever ends first', () => {
  const run = runWith([{ Slow: aTask() }, { Fast: aTask() }, { At: aPass({ Result: 'at once' }) }], {
    tasks: { Slow: [[succeeds('slow', 9)]], Fast: [[succeeds('fast', 1)]] },
  });
  expect(run.execution.output).toEqual(['slow', 'fast', 'at once']);
});

test('each branch gets the effective input', () => {
  const run = runWith([{ A: aPass() }, { B: aPass() }], {}, { Parameters: { 'b.$': '$.a' } });
  expect(run.execution.output).toEqual([{ b: 1 }, { b: 1 }]);
});

test('what closes the state follows the branch that ended last', () => {
  const run = runWith([{ A: aTask() }, { B: aPass() }], { tasks: { A: [[succeeds(1, 1)]] } });
  expect(run.history.map(historyLine)).toEqual([
    '1<0 ExecutionStarted',
    '2<0 ParallelStateEntered Both',
    '3<2 ParallelStateStarted',
    '4<3 TaskStateEntered A',
    '5<4 LambdaFunctionScheduled',
    '6<5 LambdaFunctionStarted',
    '7<3 PassStateEntered B',
    '8<7 PassStateExited B',
    '9<6 LambdaFunctionSucceeded',
    '10<9 TaskStateExited A',
    '11<10 ParallelStateSucceeded',
    '12<10 ParallelStateExited Both',
    '13<12 ExecutionSucceeded',
  ]);
});

test('a branch reads the variables around it, and what it assigns ends with it', () => {
  const definition = aDefinition({
    Before: aPass({ Assign: { outer: 1 }, Next: 'Both' }),
    Both: aParallel(
      [
        {
          Assigns: aPass({ Assign: { inner: 2 }, Next: 'Reads' }),
          Reads: aPass({ Parameters: { 'both.$': 'States.Array($outer, $inner)' } }),
        },
      ],
      { Next: 'After' },
    ),
    After: aPass({ Parameters: { 'outer.$': '$outer', 'branch.$': '$[0]' } }),
  });
  const run = drive({ definition });
  expect(run.execution.output).toEqual({ outer: 1, branch: { both: [1, 2] } });
  expect(run.execution.root.variables).toEqual({ outer: 1 });
});

describe('a branch that fails', () => {
  const siblings = [{ Boom: aTask() }, { Work: aTask() }, { Rest: aWait(60) }, { Done: aPass() }];
  const tasks = { Boom: [[fails('Boom', 'because', 2)]] };

  test('fails the state with its own error, and its siblings are given up', () => {
    const run = runWith(siblings, { tasks });
    expect(run.execution.failure).toMatchObject({ error: 'Boom', cause: 'because' });
    expect(run.seconds).toBe(2);
    expect(run.history.slice(12).map(historyLine)).toEqual([
      '13<6 LambdaFunctionFailed Boom',
      '14<13 TaskStateAborted',
      '15<9 TaskStateAborted',
      '16<10 WaitStateAborted',
      '17<13 ParallelStateFailed',
      '18<17 ExecutionFailed Boom',
    ]);
  });

  test('has the tasks of its siblings cancelled', () => {
    const run = runWith([...siblings, { Job: aJob() }], {
      tasks: { ...tasks, Job: [[submits({}, { id: 7 }, 1)]] },
    });
    const cancelled = run.commands.filter(({ command }) => command.type === 'CancelTask');
    expect(cancelled.map(({ command }) => [command.stateName, 'job' in command && command.job])).toEqual([
      ['Work', undefined],
      ['Job', { id: 7 }],
    ]);
  });

  test('leaves what comes late to its siblings without effect', () => {
    const run = runWith(
      siblings,
      { tasks: { ...tasks, Work: [[succeeds('late', 5)]] } },
      { Catch: [{ ErrorEquals: all, Next: 'Caught' }] },
    );
    expect(run.execution.output).toEqual({ Error: 'Boom', Cause: 'because' });
  });

  test('is caught by the state', () => {
    const run = runWith(
      [{ Boom: aFail('Boom') }, { Work: aTask() }],
      {},
      { Catch: [{ ErrorEquals: ['Boom'], ResultPath: '$.error', Next: 'Caught' }] },
    );
    expect(run.execution.output).toEqual({ a: 1, error: { Error: 'Boom', Cause: 'because' } });
  });

  test('may catch its error itself, and the state succeeds', () => {
    const branch = {
      Boom: aTask({ Catch: [{ ErrorEquals: all, Next: 'Mended' }] }),
      Mended: aPass({ Result: 1 }),
    };
    const run = runWith([branch, { Other: aPass({ Result: 2 }) }], { tasks });
    expect(run.execution.output).toEqual([1, 2]);
  });

  test('of a nested Parallel gives up the outer siblings too, the innermost first', () => {
    const inner = { Inner: aParallel([{ Boom: aTask() }, { Work: aTask() }]) };
    const outer = { Outer: aParallel([{ Deep: aTask() }, { Rest: aWait(60) }]) };
    const run = runWith([inner, outer], { tasks });
    expect(run.execution.failure?.error).toBe('Boom');
    expect(run.history.slice(-10).map(({ type }) => type)).toEqual([
      'LambdaFunctionFailed',
      'TaskStateAborted',
      'TaskStateAborted',
      'ParallelStateFailed',
      'ParallelStateAborted',
      'TaskStateAborted',
      'WaitStateAborted',
      'ParallelStateAborted',
      'ParallelStateFailed',
      'ExecutionFailed',
    ]);
  });
});

describe('a retried state', () => {
  const retry = { Retry: [{ ErrorEquals: all, MaxAttempts: 2 }] };

  test('runs all its branches again', () => {
    const run = runWith(
      [{ Boom: aTask() }, { Good: aTask() }],
      { tasks: { Boom: [[fails('Boom')], [succeeds('mended')]], Good: [[succeeds(1)], [succeeds(2)]] } },
      retry,
    );
    expect(run.execution.output).toEqual(['mended', 2]);
    expect(run.history.filter(({ type }) => type === 'ParallelStateStarted')).toHaveLength(2);
    expect(run.history.filter(({ type }) => type === 'ParallelStateEntered')).toHaveLength(1);
  });

  test('has the tasks of the attempt before cancelled', () => {
    const run = runWith(
      [{ Boom: aTask() }, { Work: aTask() }],
      {
        tasks: {
          Boom: [[fails('Boom', '', 1)], [succeeds(1)]],
          Work: [[succeeds('late', 60)], [succeeds(2)]],
        },
      },
      retry,
    );
    expect(run.execution.output).toEqual([1, 2]);
    expect(run.commands.map(({ command }) => `${command.type} ${command.stateName}`)).toEqual([
      'CallTask Boom',
      'CallTask Work',
      'CancelTask Work',
      'CallTask Boom',
      'CallTask Work',
    ]);
  });

  test('is recorded as failed only once its attempts are spent', () => {
    const run = runWith([{ Boom: aFail('Boom') }], {}, retry);
    const types = run.history.map(({ type }) => type);
    expect(types.filter((type) => type === 'ParallelStateStarted')).toHaveLength(3);
    expect(types.filter((type) => type === 'ParallelStateFailed')).toHaveLength(1);
    expect(run.seconds).toBe(3);
  });
});

test('an input that Parameters made too large fails the state before it starts', () => {
  const half = 'x'.repeat(200_000);
  const run = runWith(
    [{ A: aPass() }],
    { input: { half } },
    { Parameters: { 'a.$': '$.half', 'b.$': '$.half' }, Catch: [{ ErrorEquals: all, Next: 'Caught' }] },
  );
  expect(run.execution.output).toMatchObject({ Error: 'States.DataLimitExceeded' });
  expect(run.history.some(({ type }) => type === 'ParallelStateStarted')).toBe(false);
});
