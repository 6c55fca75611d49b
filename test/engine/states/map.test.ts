import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { aDefinition, aFail, aMap, aPass, aTask, aWait } from '../../support/a-definition.ts';
import { drive, fails, type Run, type Scenario, succeeds } from '../../support/engine-driver.ts';
import { historyLine } from '../../support/history-line.ts';

function runWith(
  states: JsonObject,
  input: Json,
  more: JsonObject = {},
  scenario: Partial<Scenario> = {},
): Run {
  const isCaught = more.Catch !== undefined;
  const definition = aDefinition({ Each: aMap(states, more), ...(isCaught && { Caught: aPass() }) });
  return drive({ definition, input, ...scenario });
}

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Answers each iteration's task by its item: fails where `isBad`, otherwise succeeds after `item` seconds. */
function byItem(isBad: (item: number) => boolean = () => false): Pick<Scenario, 'tasks'> {
  return {
    tasks: ({ parameters }) => {
      const item = Number(parameters);
      return [isBad(item) ? fails(`Bad${item}`, 'bad', item) : succeeds(item * 10, item)];
    },
  };
}

function typesOf({ history }: Run): readonly unknown[] {
  return history.map(({ type }) => type);
}

const all = ['States.ALL'];

describe('MaxConcurrency', () => {
  const cases = [
    { maxConcurrency: 0, items: 100, atOnce: 40 },
    { maxConcurrency: 0, items: 10, atOnce: 10 },
    { maxConcurrency: 1, items: 5, atOnce: 1 },
    { maxConcurrency: 3, items: 10, atOnce: 3 },
    { maxConcurrency: 1000, items: 60, atOnce: 40 },
  ];
  test.for(cases)(
    '$maxConcurrency runs $atOnce of $items iterations at once',
    ({ maxConcurrency, items, atOnce }) => {
      const run = runWith(
        { Work: aTask() },
        upTo(items),
        { MaxConcurrency: maxConcurrency },
        { tasks: { Work: [[succeeds('done', 1)]] } },
      );
      let most = 0;
      for (const { execution } of run.decisions) {
        const { position } = execution.root;
        if (position.type !== 'InState' || position.activity?.type !== 'Iterations') continue;
        most = Math.max(most, position.activity.live.length);
      }
      expect(most).toBe(atOnce);
      expect(run.seconds).toBe(Math.ceil(items / atOnce));
      expect(run.execution.output).toHaveLength(items);
    },
  );

  test('1 runs the iterations in the order of the items', () => {
    const run = runWith({ Work: aTask() }, [3, 1, 2], { MaxConcurrency: 1 }, byItem());
    expect(run.commands.map(({ command, afterSeconds }) => [command.parameters, afterSeconds])).toEqual([
      [3, 0],
      [1, 3],
      [2, 4],
    ]);
  });
});

test('the outputs stand in the order of the items, whichever ends first', () => {
  const run = runWith({ Work: aTask() }, [3, 1, 2], {}, byItem());
  expect(run.execution.output).toEqual([30, 10, 20]);
});

test('no items give an empty array', () => {
  const run = runWith({ Work: aTask() }, []);
  expect(run.execution.output).toEqual([]);
  expect(run.history.map(historyLine)).toEqual([
    '1<0 ExecutionStarted',
    '2<0 MapStateEntered Each',
    '3<2 MapStateStarted',
    '4<3 MapStateSucceeded',
    '5<3 MapStateExited Each',
    '6<5 ExecutionSucceeded',
  ]);
});

test('an iteration that starts later follows the one whose place it took', () => {
  const run = runWith({ Work: aPass() }, [1, 2], { MaxConcurrency: 1 });
  expect(run.history.slice(2, -1).map(historyLine)).toEqual([
    '3<2 MapStateStarted',
    '4<3 MapIterationStarted 0',
    '5<4 PassStateEntered Work',
    '6<5 PassStateExited Work',
    '7<6 MapIterationSucceeded 0',
    '8<6 MapIterationStarted 1',
    '9<8 PassStateEntered Work',
    '10<9 PassStateExited Work',
    '11<10 MapIterationSucceeded 1',
    '12<11 MapStateSucceeded',
    '13<11 MapStateExited Each',
  ]);
});

test('ItemSelector and the states inside see the item in the Context object', () => {
  const selector = {
    ItemSelector: { 'value.$': '$$.Map.Item.Value', 'index.$': '$$.Map.Item.Index', 'of.$': '$.list' },
    ItemsPath: '$.list',
  };
  const inside = aPass({ Parameters: { 'given.$': '$', 'again.$': '$$.Map.Item.Index' } });
  const run = runWith({ Inside: inside }, { list: ['a', 'b'] }, selector);
  expect(run.execution.output).toEqual([
    { given: { value: 'a', index: 0, of: ['a', 'b'] }, again: 0 },
    { given: { value: 'b', index: 1, of: ['a', 'b'] }, again: 1 },
  ]);
});

test('the states of a nested Map see the inner item, and those around it the outer one', () => {
  const name = (text: string) => aPass({ Parameters: { [`${text}.$`]: '$$.Map.Item.Value' } });
  const inner = {
    Inner: aMap({ Deep: name('deep') }, { ResultPath: '$', Next: 'Around' }),
    Around: aPass({ Parameters: { 'inner.$': '$', 'around.$': '$$.Map.Item.Value' } }),
  };
  const run = runWith(inner, [[1, 2], [3]]);
  expect(run.execution.output).toEqual([
    { inner: [{ deep: 1 }, { deep: 2 }], around: [1, 2] },
    { inner: [{ deep: 3 }], around: [3] },
  ]);
});

test('items that are no array fail the execution', () => {
  const run = runWith({ Work: aPass() }, { a: 1 }, { Catch: [{ ErrorEquals: all, Next: 'Caught' }] });
  expect(run.execution.failure?.error).toBe('States.Runtime');
  expect(run.execution.status).toBe('FAILED');
});

describe('an iteration that fails', () => {
  test('fails the state, and the others are given up', () => {
    const run = runWith(
      { Work: aTask() },
      [5, 2, 9],
      {},
      byItem((item) => item === 2),
    );
    expect(run.execution.failure).toMatchObject({ error: 'Bad2', cause: 'bad' });
    expect(run.seconds).toBe(2);
    expect(run.history.slice(-8).map(historyLine)).toEqual([
      '16<12 LambdaFunctionFailed Bad2',
      '17<16 MapIterationFailed 1',
      '18<9 TaskStateAborted',
      '19<18 MapIterationAborted 0',
      '20<15 TaskStateAborted',
      '21<20 MapIterationAborted 2',
      '22<16 MapStateFailed',
      '23<22 ExecutionFailed Bad2',
    ]);
    const cancelled = run.commands.filter(({ command }) => command.type === 'CancelTask');
    expect(cancelled.map(({ command }) => command.parameters)).toEqual([5, 9]);
  });

  test('leaves the iterations that were not started alone', () => {
    const run = runWith(
      { Work: aTask() },
      [0, 1, 2, 3],
      { MaxConcurrency: 1 },
      byItem((item) => item === 1),
    );
    expect(run.commands).toHaveLength(2);
    expect(typesOf(run)).not.toContain('MapIterationAborted');
  });

  test('has the state retried from its first item', () => {
    const run = runWith(
      { Work: aTask() },
      [0, 1],
      { MaxConcurrency: 1, Retry: [{ ErrorEquals: ['Boom'], MaxAttempts: 1 }] },
      { tasks: { Work: [[succeeds('a')], [fails('Boom')], [succeeds('b')], [succeeds('c')]] } },
    );
    expect(run.execution.output).toEqual(['b', 'c']);
    expect(typesOf(run)).not.toContain('MapStateFailed');
    expect(run.seconds).toBe(1);
  });

  test('is caught by the state', () => {
    const catcher = { ErrorEquals: ['Boom'], ResultPath: null, Next: 'Caught' };
    const run = runWith({ Boom: aFail('Boom') }, [1, 2], { Catch: [catcher] });
    expect(run.execution.output).toEqual([1, 2]);
    expect(typesOf(run)).toContain('MapStateFailed');
  });

  test('may catch its error itself', () => {
    const states = {
      Work: aTask({ Catch: [{ ErrorEquals: all, Next: 'Mended' }] }),
      Mended: aPass({ Result: 'm' }),
    };
    const run = runWith(
      states,
      [1, 2],
      {},
      byItem((item) => item === 2),
    );
    expect(run.execution.output).toEqual([10, 'm']);
  });
});

describe('tolerated failures', () => {
  const exceeded = {
    error: 'States.ExceedToleratedFailureThreshold',
    cause: 'The specified tolerated failure threshold was exceeded',
  };
  const cases: readonly {
    readonly title: string;
    readonly tolerated: JsonObject;
    readonly items: number;
    readonly failing: number;
    readonly isTolerated: boolean;
  }[] = [
    {
      title: 'as many as the count',
      tolerated: { ToleratedFailureCount: 2 },
      items: 10,
      failing: 2,
      isTolerated: true,
    },
    {
      title: 'one more than the count',
      tolerated: { ToleratedFailureCount: 2 },
      items: 10,
      failing: 3,
      isTolerated: false,
    },
    {
      title: 'up to the percentage',
      tolerated: { ToleratedFailurePercentage: 30 },
      items: 10,
      failing: 3,
      isTolerated: true,
    },
    {
      title: 'over the percentage',
      tolerated: { ToleratedFailurePercentage: 30 },
      items: 10,
      failing: 4,
      isTolerated: false,
    },
    {
      title: 'exactly 29 %',
      tolerated: { ToleratedFailurePercentage: 29 },
      items: 100,
      failing: 29,
      isTolerated: true,
    },
    {
      title: 'all of 100 %',
      tolerated: { ToleratedFailurePercentage: 100 },
      items: 5,
      failing: 5,
      isTolerated: true,
    },
    {
      title: 'within one threshold but over the other',
      tolerated: { ToleratedFailureCount: 5, ToleratedFailurePercentage: 10 },
      items: 10,
      failing: 2,
      isTolerated: false,
    },
  ];
  test.for(cases)('$title', ({ tolerated, items, failing, isTolerated }) => {
    const run = runWith(
      { Work: aTask() },
      upTo(items),
      tolerated,
      byItem((item) => item < failing),
    );
    if (isTolerated) {
      const outputs = upTo(items).map((item) =>
        item < failing ? { Error: `Bad${item}`, Cause: 'bad' } : item * 10,
      );
      expect(run.execution.output).toEqual(outputs);
    } else expect(run.execution.failure).toMatchObject(exceeded);
    const failed = typesOf(run).filter((type) => type === 'MapIterationFailed');
    expect(failed).toHaveLength(failing);
  });

  test('do not cover States.Runtime', () => {
    const inside = aPass({ InputPath: '$.missing' });
    const run = runWith({ Inside: inside }, [{}, {}], { ToleratedFailurePercentage: 100 });
    expect(run.execution.failure?.error).toBe('States.Runtime');
  });
});

test('iterations wait side by side', () => {
  const run = runWith({ Rest: aWait(60) }, upTo(30));
  expect(run.execution.status).toBe('SUCCEEDED');
  expect(run.seconds).toBe(60);
  expect(run.decisions.filter(({ isLate }) => !isLate)).toHaveLength(2);
});
