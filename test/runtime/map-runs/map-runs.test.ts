import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { aFail, aMap, aPass, aTask, aWait } from '../../support/a-definition.ts';
import { aMapRunWorld, eventually, type MapRunWorld, type MapRunWorldOptions } from './a-map-run-world.ts';

let world: MapRunWorld | undefined;
afterEach(async () => {
  await world?.close();
  world = undefined;
});

async function open(options: MapRunWorldOptions = {}): Promise<MapRunWorld> {
  world = await aMapRunWorld(options);
  return world;
}

async function run(options: MapRunWorldOptions, input: Json) {
  const { start, endOf, mapRunOf, countsOf } = await open(options);
  const started = await start(input);
  const ended = await endOf(started);
  await eventually(async () => ((await mapRunOf(started)).isOpen ? undefined : true));
  return { ...ended, mapRun: await mapRunOf(started), counts: await countsOf(started), started };
}

function upTo(count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Work that fails on the items that `isBad` names. */
function failingOn(isBad: (item: number) => boolean) {
  return (item: Json) => (isBad(Number(item)) ? new Failure('Bad', `item ${item}`) : item);
}

const types = ['STANDARD', 'EXPRESS'] as const;

describe.for(types)('%s children', (type) => {
  test('give their outputs in the order of the items, whichever ends first', async () => {
    const work = async (item: Json) => {
      await new Promise((resolve) => setTimeout(resolve, Number(item) % 7));
      return { item, done: true };
    };
    const { output, mapRun, counts } = await run({ type, work }, upTo(300));
    expect(output).toEqual(upTo(300).map((item) => ({ item, done: true })));
    expect(mapRun).toMatchObject({ status: 'SUCCEEDED', itemCount: 300, childCount: 300, isExhausted: true });
    const whole = { total: 300, succeeded: 300, resultsWritten: 300, running: 0, pending: 0, failed: 0 };
    expect(counts).toMatchObject({ itemCounts: whole, executionCounts: whole });
  });

  test('that wait for nothing are started in groups', async () => {
    const { output } = await run({ type, states: { Pass: aPass() } }, upTo(2_000));
    expect(output).toEqual(upTo(2_000));
  });

  test('of no items give an empty array', async () => {
    expect(await run({ type }, [])).toMatchObject({ status: 'SUCCEEDED', output: [] });
  });

  test('run as many at once as MaxConcurrency allows', async () => {
    let running = 0;
    let most = 0;
    const work = async (item: Json) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running -= 1;
      return item;
    };
    await run({ type, map: { MaxConcurrency: 7 }, work }, upTo(50));
    expect(most).toBe(7);
  });

  test('have batches as their input, as large as the limits allow', async () => {
    const batches = { ItemBatcher: { MaxItemsPerBatch: 3, BatchInput: { of: 'all' } } };
    const { output, counts } = await run({ type, map: batches }, upTo(7));
    expect(output).toEqual(
      [[0, 1, 2], [3, 4, 5], [6]].map((Items) => ({ BatchInput: { of: 'all' }, Items })),
    );
    expect(counts).toMatchObject({ itemCounts: { total: 7 }, executionCounts: { total: 3 } });
  });

  test('that fail are counted by their items', async () => {
    const map = { ItemBatcher: { MaxItemsPerBatch: 2 }, ToleratedFailureCount: 2 };
    const work = (input: Json) => (JSON.stringify(input).includes('3') ? new Failure('Bad', 'three') : input);
    const { status, counts, output } = await run({ type, map, work }, [1, 2, 3, 4, 5]);
    expect(status).toBe('SUCCEEDED');
    expect(counts).toMatchObject({
      itemCounts: { succeeded: 3, failed: 2, total: 5 },
      executionCounts: { succeeded: 2, failed: 1, total: 3 },
    });
    expect((output as readonly Json[])[1]).toMatchObject({ Status: 'FAILED', Error: 'Bad', Cause: 'three' });
  });

  test('are described by their own names and machine', async () => {
    const states = {
      Pass: aPass({
        Parameters: {
          'execution.$': '$$.Execution.Id',
          'machine.$': '$$.StateMachine',
          'input.$': '$$.Execution.Input',
        },
      }),
    };
    const { output, mapRun, started } = await run({ type, states }, ['a']);
    const [child] = output as readonly JsonObject[];
    expect(mapRun.executionArn).toBe(started.executionArn);
    expect(child).toEqual({
      execution: expect.stringMatching(
        type === 'EXPRESS' ? /:express:machine\/each:[^:]+:[^:]+$/ : /:execution:machine\/each:[^:]+$/,
      ),
      machine: { Id: expect.stringMatching(/:stateMachine:machine\/each$/), Name: 'machine/each' },
      input: 'a',
    });
    const stored = await world?.store.executions.find(String(child?.execution));
    expect(stored).toMatchObject({ status: 'SUCCEEDED', stateMachineArn: mapRun.stateMachineArn });
  });

  test('are stopped when their execution is', async () => {
    const { start, endOf, mapRunOf, countsOf, runtime, store } = await open({
      type,
      states: { Wait: aWait(200) },
      map: { MaxConcurrency: 5 },
    });
    const started = await start(upTo(9));
    const mapRun = await mapRunOf(started);
    await eventually(async () => ((await store.mapRuns.countChildren(mapRun)).length > 0 ? true : undefined));
    await runtime.stopExecution(started, new Failure('Enough'));
    expect((await endOf(started)).status).toBe('ABORTED');
    await eventually(async () => ((await mapRunOf(started)).isOpen ? undefined : true));
    expect(await mapRunOf(started)).toMatchObject({ status: 'ABORTED', stoppedAt: expect.any(Number) });
    expect(await countsOf(started)).toMatchObject({
      executionCounts: { aborted: 5, running: 0, pending: 4 },
    });
  });

  test('are stopped with their execution, and let a server close, that took them up as it started', async () => {
    let hear = () => {};
    const heard = new Promise<void>((resolve) => {
      hear = resolve;
    });
    const { start, endOf, mapRunOf, countsOf, runtime, store } = await open({
      type,
      states: { Wait: aWait(200) },
      onStarted: () => heard,
    });
    const starting = [start(upTo(9)), start(upTo(9))] as const;
    await eventually(async () => (await store.mapRuns.listOpen(undefined, 2))[1]);
    await runtime.start();
    hear();
    const [stopped, left] = await Promise.all(starting);
    await runtime.stopExecution(stopped, new Failure('Enough'));
    expect((await endOf(stopped)).status).toBe('ABORTED');
    await eventually(async () => ((await mapRunOf(stopped)).isOpen ? undefined : true));
    expect(await countsOf(stopped)).toMatchObject({ executionCounts: { succeeded: 0, running: 0 } });
    expect(await mapRunOf(left)).toMatchObject({ isOpen: true, status: 'RUNNING' });
    await runtime.close();
  });

  test('that failed go on when their execution is redriven, and the others keep their results', async () => {
    const done: number[] = [];
    let isMended = false;
    const work = (item: Json) => {
      if (Number(item) % 3 === 1 && !isMended) return new Failure('Bad');
      done.push(Number(item));
      return item;
    };
    const { start, endOf, mapRunOf, countsOf, runtime, store } = await open({
      type,
      work,
      map: { ToleratedFailureCount: 1, MaxConcurrency: 2 },
    });
    const started = await start(upTo(12));
    expect((await endOf(started)).failure?.error).toBe('States.ExceedToleratedFailureThreshold');
    await eventually(async () => ((await mapRunOf(started)).isOpen ? undefined : true));
    isMended = true;
    const summary = await store.executions.get(started);
    expect(summary).toBeDefined();
    // A redrive takes what has started before, not what starts in the same millisecond.
    await new Promise((resolve) => setTimeout(resolve, 2));
    if (summary !== undefined) await runtime.redriveExecution(summary, undefined);
    const ended = await endOf(started);
    expect(ended).toMatchObject({ status: 'SUCCEEDED', output: upTo(12) });
    expect(done.sort((left, right) => left - right)).toEqual(upTo(12));
    await eventually(async () => ((await mapRunOf(started)).isOpen ? undefined : true));
    expect(await mapRunOf(started)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1 });
    expect(await countsOf(started)).toMatchObject({
      executionCounts: { succeeded: 12, total: 12, failed: 0, pendingRedrive: 0 },
    });
  });
});

describe('thresholds', () => {
  const bad = (count: number) => failingOn((item) => item < count);
  const cases: readonly {
    readonly tolerated: JsonObject;
    readonly failing: number;
    readonly status: string;
  }[] = [
    { tolerated: {}, failing: 0, status: 'SUCCEEDED' },
    { tolerated: {}, failing: 1, status: 'FAILED' },
    { tolerated: { ToleratedFailureCount: 2 }, failing: 2, status: 'SUCCEEDED' },
    { tolerated: { ToleratedFailureCount: 2 }, failing: 3, status: 'FAILED' },
    { tolerated: { ToleratedFailurePercentage: 20 }, failing: 2, status: 'SUCCEEDED' },
    { tolerated: { ToleratedFailurePercentage: 20 }, failing: 3, status: 'FAILED' },
    { tolerated: { ToleratedFailurePercentage: 100 }, failing: 10, status: 'SUCCEEDED' },
    {
      tolerated: { ToleratedFailureCount: 0, ToleratedFailurePercentage: 100 },
      failing: 1,
      status: 'FAILED',
    },
    {
      tolerated: { ToleratedFailureCount: 10, ToleratedFailurePercentage: 10 },
      failing: 2,
      status: 'FAILED',
    },
  ];
  test.for(cases)(
    '$tolerated with $failing of 10 failing: $status',
    async ({ tolerated, failing, status }) => {
      const { failure, ...ended } = await run({ map: tolerated, work: bad(failing) }, upTo(10));
      expect(ended).toMatchObject({ status, mapRun: { status } });
      if (status === 'FAILED')
        expect(failure).toEqual(
          new Failure(
            'States.ExceedToleratedFailureThreshold',
            'The specified tolerated failure threshold was exceeded',
          ),
        );
    },
  );

  test('children that still run when one is exceeded are stopped', async () => {
    const states = {
      Choose: {
        Type: 'Choice',
        Choices: [{ Variable: '$', NumericEquals: 0, Next: 'Fail' }],
        Default: 'Wait',
      },
      Fail: aFail('Bad'),
      Wait: aWait(300),
    };
    const { counts, status } = await run({ states, map: { MaxConcurrency: 4 } }, [1, 2, 0, 3, 4]);
    expect(status).toBe('FAILED');
    expect(counts).toMatchObject({ executionCounts: { failed: 1, running: 0, aborted: expect.any(Number) } });
  });
});

describe('beyond the Map Runs that may be open', () => {
  const aGate = () => {
    let finish = (): void => {};
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    return { finish, finished };
  };

  test('others wait with all their items until there is room', async () => {
    const { finish, finished } = aGate();
    const worked: Json[] = [];
    const { start, endOf, mapRunOf, countsOf } = await open({
      openMapRunsMax: 2,
      work: async (item) => {
        worked.push(item);
        await finished;
        return item;
      },
    });
    const [first, second] = [await start([1]), await start([2])];
    await eventually(async () => (worked.length === 2 ? true : undefined));
    const [third, fourth] = [await start([3, 4, 5]), await start([6])];
    expect(await mapRunOf(third)).toMatchObject({ status: 'RUNNING', isOpen: true, childCount: 0 });
    const waiting = { pending: 3, running: 0, total: 3 };
    expect(await countsOf(third)).toMatchObject({ itemCounts: waiting, executionCounts: waiting });
    finish();
    for (const summary of [first, second, third, fourth])
      expect((await endOf(summary)).status).toBe('SUCCEEDED');
    expect(worked.sort()).toEqual([1, 2, 3, 4, 5, 6]);
    await eventually(async () => ((await mapRunOf(third)).isOpen ? undefined : true));
    expect(await countsOf(third)).toMatchObject({ itemCounts: { pending: 0, succeeded: 3 } });
  });

  test('one that waits is stopped with its execution, and the room stays with the one that is open', async () => {
    const { finish, finished } = aGate();
    const { start, endOf, mapRunOf, countsOf, runtime } = await open({
      openMapRunsMax: 1,
      work: async (input) => {
        await finished;
        return input;
      },
    });
    const [first, stopped, last] = [await start([1]), await start([2, 3]), await start([4])];
    await mapRunOf(stopped);
    await runtime.stopExecution(stopped, new Failure('Enough'));
    expect((await endOf(stopped)).status).toBe('ABORTED');
    await eventually(async () => ((await mapRunOf(stopped)).isOpen ? undefined : true));
    expect(await mapRunOf(stopped)).toMatchObject({ status: 'ABORTED', childCount: 0 });
    expect(await countsOf(stopped)).toMatchObject({ itemCounts: { running: 0, succeeded: 0 } });
    expect(await mapRunOf(last)).toMatchObject({ status: 'RUNNING', childCount: 0 });
    finish();
    for (const summary of [first, last]) expect((await endOf(summary)).status).toBe('SUCCEEDED');
  });

  test('a server with some that wait closes, and the next one goes on with them', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'stepwell-map-runs-'));
    try {
      const before = await open({ directory, openMapRunsMax: 1, states: { Wait: aWait(1) } });
      const started = [await before.start([1]), await before.start([2]), await before.start([3])];
      for (const summary of started) await before.mapRunOf(summary);
      await before.close();
      const after = await open({ directory, openMapRunsMax: 1, states: { Wait: aWait(1) } });
      for (const summary of started) expect((await after.endOf(summary)).status).toBe('SUCCEEDED');
    } finally {
      await world?.close();
      world = undefined;
      rmSync(directory, { recursive: true, force: true });
    }
  });
});

describe('UpdateMapRun', () => {
  test('lets more children run at once, at once', async () => {
    const { start, mapRunOf, runtime, store, endOf } = await open({
      states: { Wait: aWait(300) },
      map: { MaxConcurrency: 1 },
    });
    const started = await start(upTo(20));
    const running = async (count: number) => {
      const counts = await store.mapRuns.countChildren(await mapRunOf(started));
      return counts.some(({ status, childCount }) => status === 'RUNNING' && childCount === count)
        ? true
        : undefined;
    };
    await eventually(() => running(1));
    const mapRun = await mapRunOf(started);
    const { toleratedFailureCount, toleratedFailurePercentage } = mapRun;
    await runtime.mapRuns.change(mapRun, {
      maxConcurrency: 6,
      toleratedFailureCount,
      toleratedFailurePercentage,
    });
    await eventually(() => running(6));
    expect(await mapRunOf(started)).toMatchObject({ maxConcurrency: 6 });
    await runtime.stopExecution(started, new Failure(undefined));
    await endOf(started);
  });

  test('may make a Map Run fail', async () => {
    const states = {
      Choose: {
        Type: 'Choice',
        Choices: [{ Variable: '$', NumericEquals: 0, Next: 'Fail' }],
        Default: 'Wait',
      },
      Fail: aFail('Bad'),
      Wait: aWait(300),
    };
    const { start, mapRunOf, runtime, store, endOf } = await open({
      states,
      map: { ToleratedFailureCount: 1 },
    });
    const started = await start([0, 1]);
    const mapRun = await mapRunOf(started);
    await eventually(async () =>
      (await store.mapRuns.countChildren(mapRun)).length === 2 ? true : undefined,
    );
    await runtime.mapRuns.change(mapRun, {
      maxConcurrency: 0,
      toleratedFailureCount: 0,
      toleratedFailurePercentage: undefined,
    });
    expect((await endOf(started)).failure?.error).toBe('States.ExceedToleratedFailureThreshold');
  });
});

test('results that are too large together fail the Map Run', async () => {
  const { failure } = await run({ states: { Pass: aPass({ Result: 'x'.repeat(1000) }) } }, upTo(300));
  expect(failure?.error).toBe('States.DataLimitExceeded');
});

test('a role that must not start executions of the machine has no children', async () => {
  const { failure, mapRun } = await run({ isAllowed: false }, [1]);
  expect(failure?.error).toBe('States.Permissions');
  expect(mapRun).toMatchObject({ status: 'FAILED', childCount: 0 });
});

test('an item that ItemSelector fails on fails the Map Run, and what runs is stopped', async () => {
  const { failure, counts } = await run(
    { map: { ItemSelector: { 'x.$': '$$.Map.Item.Value.x' }, MaxConcurrency: 1 }, states: { Pass: aPass() } },
    [{ x: 1 }, { x: 2 }, {}],
  );
  expect(failure?.error).toBe('States.Runtime');
  expect(counts).toMatchObject({ executionCounts: { succeeded: 2, running: 0 } });
});

test('a reader that finds nothing fails the Map Run with its own words', async () => {
  const reader = {
    Resource: 'arn:aws:states:::s3:getObject',
    Parameters: { Bucket: 'b', Key: 'k' },
    ReaderConfig: { InputType: 'JSONL' },
  };
  const { failure, mapRun } = await run({ map: { ItemReader: reader } }, {});
  expect(failure?.error).toBe('States.ItemReaderFailed');
  expect(mapRun.status).toBe('FAILED');
});

test('Maps inside children have Map Runs of their own', async () => {
  const inner = aMap({ Inside: aTask() }, { Label: 'inner' });
  const processor = {
    ...(inner.ItemProcessor as JsonObject),
    ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  };
  const { output } = await run({ states: { Inner: { ...inner, ItemProcessor: processor } } }, [
    [1, 2],
    [3],
    [],
  ]);
  expect(output).toEqual([[1, 2], [3], []]);
});

test('a Map Run that failed writes its results all the same, with the items that no child was given', async () => {
  const written = new Map<string, string>();
  const writer = {
    Resource: 'arn:aws:states:::s3:putObject',
    Parameters: { Bucket: 'results', Prefix: 'here' },
  };
  const { failure, counts, mapRun } = await run(
    {
      map: { ResultWriter: writer, MaxConcurrency: 1 },
      work: failingOn((item) => item === 2),
      s3: (_action, { Key: key, Body: body }) => {
        written.set(String(key), typeof body === 'string' ? body : Buffer.from(body as never).toString());
        return { output: {}, metadata: { requestId: '', status: 200, headers: {} } };
      },
    },
    [1, 2, 3, 4],
  );
  expect(failure?.error).toBe('States.ExceedToleratedFailureThreshold');
  expect(counts).toMatchObject({
    executionCounts: { succeeded: 1, failed: 1, pending: 2, resultsWritten: 2 },
  });
  const folder = `here/${mapRun.mapRunArn.split(':').at(-1)}`;
  const inputsIn = (name: string) =>
    JSON.parse(written.get(`${folder}/${name}`) ?? '[]').map(({ Input: input }: { Input: string }) => input);
  expect(inputsIn('SUCCEEDED_0.json')).toEqual(['1']);
  expect(inputsIn('FAILED_0.json')).toEqual(['2']);
  expect(inputsIn('PENDING_0.json')).toEqual(['3', '4']);
});
