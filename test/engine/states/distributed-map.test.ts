import { describe, expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { findMapRun } from '../../../src/engine/execution.ts';
import { findMapRunPlan } from '../../../src/engine/map-run-items.ts';
import type { MapRunRequest } from '../../../src/engine/map-run-request.ts';
import { aDefinition, aParallel, aPass, aTask, someStates } from '../../support/a-definition.ts';
import { drive, endsMapRun, fails, type Run, type Scenario, startsAt } from '../../support/engine-driver.ts';
import { historyLine } from '../../support/history-line.ts';

const processor = {
  ...someStates({ Inside: aPass() }),
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
};

function aDistributedMap(more: JsonObject = {}): JsonObject {
  return { Type: 'Map', ItemProcessor: processor, ...(more.Next === undefined && { End: true }), ...more };
}

function runWith(more: JsonObject, scenario: Partial<Scenario> = {}, machine: JsonObject = {}): Run {
  const states = { Each: aDistributedMap(more), ...(more.Catch !== undefined && { Caught: aPass() }) };
  return drive({ definition: aDefinition(states, machine), input: [1, 2, 3], ...scenario });
}

function linesOf({ history }: Run): readonly string[] {
  return history.map(historyLine);
}

/** What the Map Run is to do, of an execution that waits for it. */
function requestOf(run: Run): MapRunRequest | undefined {
  const [asked] = run.mapRunCommands;
  return asked && findMapRun(run.execution, asked.command.eventId)?.mapRun.request;
}

describe('the history of a Map Run', () => {
  test('that succeeds', () => {
    const run = runWith({}, { mapRuns: [[endsMapRun(['a', 'b', 'c'], 5)]] });
    expect(linesOf(run)).toEqual([
      '1<0 ExecutionStarted',
      '2<0 MapStateEntered Each',
      '3<2 MapStateStarted',
      '4<3 MapRunStarted',
      '5<4 MapRunSucceeded',
      '6<5 MapStateSucceeded',
      '7<5 MapStateExited Each',
      '8<7 ExecutionSucceeded',
    ]);
    expect(run.execution.output).toEqual(['a', 'b', 'c']);
  });

  test('that fails', () => {
    const run = runWith({}, { mapRuns: [[endsMapRun(new Failure('Broken', 'why'))]] });
    expect(linesOf(run).slice(3)).toEqual([
      '4<3 MapRunStarted',
      '5<4 MapRunFailed Broken',
      '6<5 MapStateFailed',
      '7<6 ExecutionFailed Broken',
    ]);
    expect(run.history[4]?.mapRunFailedEventDetails).toEqual({ error: 'Broken', cause: 'why' });
    expect(run.execution.failure).toEqual(new Failure('Broken', 'why'));
  });

  test('says its ARN, which has the label', () => {
    const run = runWith({ Label: 'Mine' }, { mapRuns: [[endsMapRun([])]] });
    expect(run.history[3]?.mapRunStartedEventDetails).toEqual({
      mapRunArn: expect.stringMatching(
        /^arn:aws:states:us-east-1:111111111111:mapRun:machine\/Mine:[0-9a-f-]{36}$/,
      ),
    });
  });

  test('tells the length of the input, and nothing of what a reader will find', () => {
    const lengths = [{}, aReader].map((more) => {
      const run = runWith(more, { mapRuns: [[endsMapRun([])]] });
      return run.history[2]?.mapStateStartedEventDetails;
    });
    expect(lengths).toEqual([{ length: 3 }, { length: 0 }]);
  });

  test('that cannot have its items ends before anything is asked for', () => {
    const reader = { ...aReader.ItemReader, ReaderConfig: { InputType: 'JSON', MaxItemsPath: '$.most' } };
    const run = runWith({ ItemReader: reader }, { input: { most: -1, key: 'k' } });
    expect(linesOf(run).slice(3)).toEqual([
      '4<3 MapRunStarted',
      '5<4 MapRunFailed States.ItemReaderFailed',
      '6<5 MapStateFailed',
      '7<6 ExecutionFailed States.ItemReaderFailed',
    ]);
    expect(run.execution.failure?.error).toBe('States.ItemReaderFailed');
    expect(run.mapRunCommands).toEqual([]);
  });
});

const aReader = {
  ItemReader: {
    Resource: 'arn:aws:states:::s3:getObject',
    Parameters: { Bucket: 'items', 'Key.$': '$.key' },
    ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', MaxItemsPath: '$.most' },
  },
};

describe('what a Map Run is asked to do', () => {
  const items = [1, 2, 3];
  const cases: readonly {
    readonly name: string;
    readonly more: JsonObject;
    readonly input: Json;
    readonly request: object;
    readonly language?: string;
  }[] = [
    { name: 'nothing but the items', more: {}, input: items, request: { maxConcurrency: 0 } },
    {
      name: 'numbers as they are written',
      more: { MaxConcurrency: 5, ToleratedFailureCount: 2, ToleratedFailurePercentage: 12.5 },
      input: items,
      request: { maxConcurrency: 5, toleratedFailureCount: 2, toleratedFailurePercentage: 12.5 },
    },
    {
      name: 'numbers by paths',
      more: {
        ItemsPath: '$.items',
        MaxConcurrencyPath: '$.n',
        ToleratedFailureCountPath: '$.n',
        ToleratedFailurePercentagePath: '$.n',
      },
      input: { items, n: 7 },
      request: { maxConcurrency: 7, toleratedFailureCount: 7, toleratedFailurePercentage: 7 },
    },
    {
      name: 'a reader',
      more: { ...aReader },
      input: { key: 'file.csv', most: 10 },
      request: {
        maxConcurrency: 0,
        itemReader: {
          resource: 'arn:aws:states:::s3:getObject',
          parameters: { Bucket: 'items', Key: 'file.csv' },
          config: { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', MaxItemsPath: '$.most', MaxItems: 10 },
        },
      },
    },
    {
      name: 'batches',
      more: {
        ItemsPath: '$.items',
        ItemBatcher: {
          MaxItemsPerBatchPath: '$.n',
          MaxInputBytesPerBatch: 1000,
          BatchInput: { 'of.$': '$.n' },
        },
      },
      input: { items, n: 2 },
      request: {
        maxConcurrency: 0,
        itemBatcher: { batchInput: { of: 2 }, maxItemsPerBatch: 2, maxInputBytesPerBatch: 1000 },
      },
    },
    {
      name: 'a writer',
      more: {
        ItemsPath: '$.items',
        ResultWriter: {
          Resource: 'arn:aws:states:::s3:putObject',
          Parameters: { Bucket: 'results', 'Prefix.$': '$.to' },
          WriterConfig: { OutputType: 'JSONL' },
        },
      },
      input: { items, to: 'here' },
      request: {
        maxConcurrency: 0,
        resultWriter: {
          resource: 'arn:aws:states:::s3:putObject',
          parameters: { Bucket: 'results', Prefix: 'here' },
          config: { OutputType: 'JSONL' },
        },
      },
    },
    {
      name: 'expressions',
      language: 'JSONata',
      more: {
        MaxConcurrency: '{% $states.input.n %}',
        ItemReader: {
          Resource: 'arn:aws:states:::s3:getObject',
          Arguments: { Bucket: '{% $states.input.bucket %}', Key: 'k' },
          ReaderConfig: {
            InputType: 'JSON',
            ItemsPointer: '{% $states.input.at %}',
            MaxItems: '{% $states.input.n %}',
          },
        },
      },
      input: { n: 3, bucket: 'b', at: '/items' },
      request: {
        maxConcurrency: 3,
        itemReader: {
          resource: 'arn:aws:states:::s3:getObject',
          parameters: { Bucket: 'b', Key: 'k' },
          config: { InputType: 'JSON', ItemsPointer: '{% $states.input.at %}', MaxItems: 3 },
          itemsPointer: '/items',
        },
      },
    },
  ];
  test.for(cases)('$name', ({ more, input, request, language }) => {
    const run = runWith(
      more,
      { input, untilSeconds: 1 },
      language === undefined ? {} : { QueryLanguage: language },
    );
    expect(requestOf(run)).toEqual(request);
  });
});

describe('fields that fail', () => {
  const cases = [
    { field: { MaxConcurrencyPath: '$.n' }, error: 'States.Runtime' },
    { field: { ToleratedFailureCountPath: '$.n' }, error: 'States.Runtime' },
    {
      field: {
        ResultWriter: { Resource: 'arn:aws:states:::s3:putObject', Parameters: { 'Bucket.$': '$.b' } },
      },
      error: 'States.Runtime',
    },
  ];
  test.for(cases)('$field fails the Map once it has started, and asks for no Map Run', ({ field, error }) => {
    const run = runWith({ ItemsPath: '$.items', ...field }, { input: { items: [1] } });
    expect(linesOf(run).slice(2)).toEqual(['3<2 MapStateStarted', `4<3 ExecutionFailed ${error}`]);
    expect(run.execution.failure?.error).toBe(error);
    expect(run.mapRunCommands).toEqual([]);
  });
});

describe('after the Map Run', () => {
  test('ResultSelector, ResultPath and OutputPath see its result', () => {
    const run = runWith(
      {
        ItemsPath: '$.items',
        ResultSelector: { 'first.$': '$[0]' },
        ResultPath: '$.result',
        OutputPath: '$.result',
      },
      { input: { items: [1] }, mapRuns: [[endsMapRun(['x'])]] },
    );
    expect(run.execution.output).toEqual({ first: 'x' });
  });

  test('a Retrier has another Map Run, with an ARN of its own', () => {
    const run = runWith(
      { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }] },
      { mapRuns: [[endsMapRun(new Failure('Broken'))], [endsMapRun(['good'])]] },
    );
    expect(run.execution.output).toEqual(['good']);
    expect(new Set(run.mapRunCommands.map(({ command }) => command.mapRunArn)).size).toBe(2);
    expect(run.mapRunCommands.map(({ command }) => command.type)).toEqual(['RunMap', 'RunMap']);
  });

  test('a Catcher has its failure', () => {
    const run = runWith(
      { Catch: [{ ErrorEquals: ['Broken'], Next: 'Caught' }] },
      { mapRuns: [[endsMapRun(new Failure('Broken', 'why'))]] },
    );
    expect(run.execution.output).toEqual({ Error: 'Broken', Cause: 'why' });
  });

  test('a result that is too large fails it', () => {
    const run = runWith({}, { mapRuns: [[endsMapRun(['x'.repeat(256 * 1024)])]] });
    expect(run.execution.failure?.error).toBe('States.DataLimitExceeded');
  });
});

describe('a Map Run is stopped', () => {
  const stopped: readonly {
    readonly name: string;
    readonly run: () => Run;
    readonly status: string;
    readonly at: number;
  }[] = [
    {
      name: 'by StopExecution',
      run: () =>
        runWith(
          {},
          { messages: [{ afterSeconds: 3, message: { type: 'Stop', error: undefined, cause: undefined } }] },
        ),
      status: 'ABORTED',
      at: 3,
    },
    {
      name: 'by the timeout of its execution',
      run: () => runWith({}, {}, { TimeoutSeconds: 4 }),
      status: 'TIMED_OUT',
      at: 4,
    },
    {
      name: 'by the failure of a branch beside it',
      run: () =>
        drive({
          definition: aDefinition({ Both: aParallel([{ Each: aDistributedMap() }, { Task: aTask() }]) }),
          input: [1],
          tasks: { Task: [[fails('Bad', 'bad', 2)]] },
        }),
      status: 'FAILED',
      at: 2,
    },
  ];
  test.for(stopped)('$name', ({ run: make, status, at }) => {
    const run = make();
    expect(run.execution.status).toBe(status);
    expect(run.mapRunCommands.map(({ command, afterSeconds }) => [command.type, afterSeconds])).toEqual([
      ['RunMap', 0],
      ['StopMapRun', at],
    ]);
  });

  test('with events where a branch beside it failed', () => {
    const run = stopped[2]?.run();
    const types = run?.history.map(({ type }) => type);
    expect(types?.slice(-5)).toEqual([
      'TaskStateAborted',
      'MapRunAborted',
      'MapStateAborted',
      'ParallelStateFailed',
      'ExecutionFailed',
    ]);
  });

  test('what it still reports changes nothing', () => {
    const run = runWith(
      {},
      {
        mapRuns: [[endsMapRun(['late'], 5)]],
        messages: [{ afterSeconds: 3, message: { type: 'Stop', error: undefined, cause: undefined } }],
      },
    );
    expect(run.execution.status).toBe('ABORTED');
  });
});

describe('a redrive', () => {
  test('goes on with the Map Run that failed', () => {
    const run = runWith(
      {},
      {
        mapRuns: [[endsMapRun(new Failure('States.ExceedToleratedFailureThreshold'))], [endsMapRun(['all'])]],
        messages: [{ afterSeconds: 60, message: { type: 'Redrive', clientToken: undefined } }],
      },
    );
    expect(linesOf(run).slice(4)).toEqual([
      '5<4 MapRunFailed States.ExceedToleratedFailureThreshold',
      '6<5 MapStateFailed',
      '7<6 ExecutionFailed States.ExceedToleratedFailureThreshold',
      '8<7 ExecutionRedriven',
      '9<2 MapRunRedriven',
      '10<9 MapRunSucceeded',
      '11<10 MapStateSucceeded',
      '12<10 MapStateExited Each',
      '13<12 ExecutionSucceeded',
    ]);
    expect(run.mapRunCommands.map(({ command }) => command)).toEqual([
      { type: 'RunMap', eventId: 4, mapRunArn: expect.any(String), redriveCount: 0 },
      { type: 'RunMap', eventId: 4, mapRunArn: run.mapRunCommands[0]?.command.mapRunArn, redriveCount: 1 },
    ]);
    expect(run.history[8]?.mapRunRedrivenEventDetails).toMatchObject({ redriveCount: 1 });
  });

  test('has a new Map Run where results were too large, or where there was no reader', () => {
    const redrive = [{ afterSeconds: 60, message: { type: 'Redrive', clientToken: undefined } as const }];
    const tooLarge = runWith(
      {},
      { mapRuns: [[endsMapRun(['x'.repeat(300_000)])], [endsMapRun([])]], messages: redrive },
    );
    const reader = { ...aReader.ItemReader, ReaderConfig: { InputType: 'JSON', MaxItemsPath: '$.most' } };
    const noReader = runWith({ ItemReader: reader }, { input: { most: -1, key: 'k' }, messages: redrive });
    for (const run of [tooLarge, noReader])
      expect(run.history.filter(({ type }) => type === 'MapRunStarted')).toHaveLength(2);
  });
});

describe('the inputs of children', () => {
  function inputsOf(more: JsonObject, input: Json, machine: JsonObject = {}) {
    const run = runWith(more, { input, untilSeconds: 1 }, machine);
    const plan = findMapRunPlan(run.execution, run.mapRunCommands[0]?.command.eventId ?? 0);
    const surroundings = { at: startsAt, random: () => 0, newId: () => 'id' };
    return plan?.items?.map((value, index) =>
      plan.selectItem({ index, value, source: 'STATE_DATA' }, surroundings),
    );
  }

  test('are the items', () => {
    expect(inputsOf({}, ['a', { b: 1 }])).toEqual(['a', { b: 1 }]);
  });

  test('are what ItemSelector makes of them, which sees the state and where the item is from', () => {
    const selector = {
      'of.$': '$.all',
      'value.$': '$$.Map.Item.Value',
      'source.$': '$$.Map.Item.Source',
      'at.$': '$$.Map.Item.Index',
      'state.$': '$$.State.Name',
    };
    const inputs = inputsOf({ ItemsPath: '$.list', ItemSelector: selector }, { list: ['a', 'b'], all: 2 });
    expect(inputs).toEqual([
      { of: 2, value: 'a', source: 'STATE_DATA', at: 0, state: 'Each' },
      { of: 2, value: 'b', source: 'STATE_DATA', at: 1, state: 'Each' },
    ]);
  });

  test('fail with the words of the state', () => {
    const [failed] = inputsOf({ ItemSelector: { 'x.$': '$$.Map.Item.Value.x' } }, [{}]) ?? [];
    expect(failed).toMatchObject({
      error: 'States.Runtime',
      cause: expect.stringContaining("the state 'Each'"),
    });
  });
});

test('a Map inside a child belongs to the machine of the outermost', () => {
  const run = runWith(
    { Label: 'Inner' },
    {
      facts: {
        stateMachineName: 'machine/Outer',
        stateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:machine/Outer',
      },
      mapRuns: [[endsMapRun([])]],
    },
  );
  expect(run.mapRunCommands[0]?.command.mapRunArn).toContain(':mapRun:machine/Inner:');
});

test("a Map that is not the first state is left behind its Map Run's start", () => {
  const run = drive({
    definition: aDefinition({ First: aPass({ Next: 'Each' }), Each: aDistributedMap() }),
    input: [1],
    mapRuns: [[endsMapRun([1])]],
  });
  expect(linesOf(run).slice(-3)).toEqual([
    '8<7 MapStateSucceeded',
    '9<6 MapStateExited Each',
    '10<9 ExecutionSucceeded',
  ]);
});
