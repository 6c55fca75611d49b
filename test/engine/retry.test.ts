import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { aDefinition, aTask } from '../support/a-definition.ts';
import { drive, fails, type Run, type Script, succeeds } from '../support/engine-driver.ts';

/** Seconds between one call of the task and the next. */
function gaps({ commands }: Run): readonly number[] {
  const calls = commands.filter(({ command }) => command.type === 'CallTask');
  return calls.slice(1).map(({ afterSeconds }, index) => afterSeconds - (calls[index]?.afterSeconds ?? 0));
}

function runWith(retry: readonly JsonObject[], scripts: readonly Script[], more: JsonObject = {}): Run {
  return drive({
    definition: aDefinition({ Work: aTask({ Retry: retry, ...more }) }),
    tasks: { Work: scripts },
  });
}

const all = ['States.ALL'];

describe('the delay before each attempt', () => {
  const cases: readonly {
    readonly title: string;
    readonly retrier: JsonObject;
    readonly delays: readonly number[];
  }[] = [
    { title: 'three attempts, a second doubled, by default', retrier: {}, delays: [1, 2, 4] },
    { title: 'no attempt where MaxAttempts is 0', retrier: { MaxAttempts: 0 }, delays: [] },
    { title: 'IntervalSeconds first', retrier: { IntervalSeconds: 5, MaxAttempts: 2 }, delays: [5, 10] },
    {
      title: 'the same each time where BackoffRate is 1',
      retrier: { IntervalSeconds: 3, BackoffRate: 1, MaxAttempts: 4 },
      delays: [3, 3, 3, 3],
    },
    {
      title: 'a fraction of a second where BackoffRate asks for it',
      retrier: { IntervalSeconds: 1, BackoffRate: 1.5, MaxAttempts: 4 },
      delays: [1, 1.5, 2.25, 3.375],
    },
    {
      title: 'never more than MaxDelaySeconds',
      retrier: { IntervalSeconds: 2, BackoffRate: 3, MaxDelaySeconds: 10, MaxAttempts: 5 },
      delays: [2, 6, 10, 10, 10],
    },
    {
      title: 'MaxDelaySeconds even where IntervalSeconds is longer',
      retrier: { IntervalSeconds: 20, MaxDelaySeconds: 7, MaxAttempts: 2 },
      delays: [7, 7],
    },
  ];
  test.for(cases)('$title', ({ retrier, delays }) => {
    const run = runWith([{ ErrorEquals: all, ...retrier }], [[fails('Boom')]]);
    expect(gaps(run)).toEqual(delays);
    expect(run.execution.failure?.error).toBe('Boom');
  });

  test('JitterStrategy FULL draws between 0 and the computed delay', () => {
    const retrier = {
      ErrorEquals: all,
      IntervalSeconds: 100,
      BackoffRate: 1,
      MaxAttempts: 200,
      JitterStrategy: 'FULL',
    };
    const drawn = gaps(runWith([retrier], [[fails('Boom')]]));
    expect(drawn).toHaveLength(200);
    expect(Math.min(...drawn)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(100);
    expect(drawn.filter((delay) => delay < 50).length).toBeGreaterThan(60);
    expect(drawn.filter((delay) => delay > 50).length).toBeGreaterThan(60);
  });

  test('a delay that grows without bound stops growing at a year', () => {
    const retrier = { ErrorEquals: all, IntervalSeconds: 99999999, BackoffRate: 10, MaxAttempts: 400 };
    const run = runWith([retrier], [[fails('Boom')]]);
    expect(run.execution.status).toBe('TIMED_OUT');
    expect(run.seconds).toBe(365 * 24 * 60 * 60);
  });
});

describe('which Retrier takes a failure on', () => {
  const ab = { ErrorEquals: ['A', 'B'], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2 };
  const c = { ErrorEquals: ['C'], IntervalSeconds: 5, BackoffRate: 1 };
  const rest = { ErrorEquals: all, IntervalSeconds: 7, BackoffRate: 1, MaxAttempts: 5 };
  const cases: readonly {
    readonly title: string;
    readonly retriers: readonly JsonObject[];
    readonly errors: readonly string[];
    readonly delays: readonly number[];
    readonly error: string | undefined;
  }[] = [
    {
      title: 'each counts its own attempts (the example of the Developer Guide)',
      retriers: [ab, c],
      errors: ['A', 'B', 'C', 'B'],
      delays: [1, 2, 5],
      error: 'B',
    },
    {
      title: 'the first that names it, though spent: those behind are not asked',
      retriers: [ab, rest],
      errors: ['A', 'A', 'A'],
      delays: [1, 2],
      error: 'A',
    },
    {
      title: 'the last, where only States.ALL names it',
      retriers: [ab, rest],
      errors: ['Z', 'A', 'Z'],
      delays: [7, 1, 7],
      error: undefined,
    },
    { title: 'none, where none names it', retriers: [ab, c], errors: ['Z'], delays: [], error: 'Z' },
    {
      title: 'none for States.Runtime',
      retriers: [{ ErrorEquals: ['States.Runtime'] }, rest],
      errors: ['States.Runtime'],
      delays: [],
      error: 'States.Runtime',
    },
    {
      title: 'one for States.TaskFailed, whatever the task failed with',
      retriers: [{ ErrorEquals: ['States.TaskFailed'], MaxAttempts: 1 }],
      errors: ['Whatever'],
      delays: [1],
      error: undefined,
    },
  ];
  test.for(cases)('$title', ({ retriers, errors, delays, error }) => {
    const scripts = [...errors.map((name) => [fails(name)]), [succeeds('done')]];
    const run = runWith(retriers, scripts);
    expect(gaps(run)).toEqual(delays);
    expect(run.execution.failure?.error).toBe(error);
    expect(run.execution.output).toBe(error === undefined ? 'done' : undefined);
  });
});

test('attempts start afresh each time the state is entered', () => {
  const run = drive({
    definition: aDefinition({
      Work: aTask({
        Retry: [{ ErrorEquals: all, MaxAttempts: 1 }],
        ResultPath: '$.done',
        Next: 'Again',
      }),
      Again: {
        Type: 'Choice',
        Choices: [{ Variable: '$.done', NumericEquals: 2, Next: 'End' }],
        Default: 'Work',
      },
      End: { Type: 'Succeed' },
    }),
    tasks: { Work: [[fails('A')], [succeeds(1)], [fails('B')], [succeeds(2)]] },
  });
  expect(run.execution.status).toBe('SUCCEEDED');
  expect(gaps(run)).toEqual([1, 0, 1]);
});

test('a retried task is scheduled again behind its failure, without events of its own', () => {
  const run = runWith([{ ErrorEquals: all }], [[fails('A')], [succeeds(1)]]);
  expect(run.history.slice(1, 8).map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual(
    [
      [2, 0, 'TaskStateEntered'],
      [3, 2, 'LambdaFunctionScheduled'],
      [4, 3, 'LambdaFunctionStarted'],
      [5, 4, 'LambdaFunctionFailed'],
      [6, 5, 'LambdaFunctionScheduled'],
      [7, 6, 'LambdaFunctionStarted'],
      [8, 7, 'LambdaFunctionSucceeded'],
    ],
  );
});

test('the Context object counts the retries of every Retrier', () => {
  const retry = [
    { ErrorEquals: ['A'], MaxAttempts: 5 },
    { ErrorEquals: ['B'], MaxAttempts: 5 },
  ];
  const run = runWith(retry, [[fails('A')], [fails('B')], [fails('A')], [succeeds(0)]], {
    Parameters: { 'count.$': '$$.State.RetryCount' },
  });
  const inputs = run.commands.map(({ command }) => command.parameters);
  expect(inputs).toEqual([{ count: 0 }, { count: 1 }, { count: 2 }, { count: 3 }]);
});
