import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { compileStateMachine } from '../../src/asl/compile.ts';
import type { StateMachine } from '../../src/asl/definition.ts';
import { Failure } from '../../src/base/failure.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import type { Command } from '../../src/engine/command.ts';
import {
  createExpressExecutions,
  type ExpressExecutions,
  type ExpressStart,
  expressShard,
} from '../../src/runtime/express.ts';
import type { ExecutionKey } from '../../src/store/store.ts';
import { aCallback, aDefinition, aFail, aMap, aPass, aTask, aWait } from '../support/a-definition.ts';
import { errorOf, testStart } from '../support/an-identity.ts';
import { aStillClock } from './still-clock.ts';

/** The runtime's own bound on Express executions that run at once. */
const runningMax = 10_000;
const stateMachineArn = 'arn:aws:states:us-east-1:111111111111:stateMachine:Quick';
const roleArn = 'arn:aws:iam::111111111111:role/quick';

interface Scenario {
  readonly title: string;
  readonly definition: JsonObject;
  readonly input?: Json;
  /** What each call of a task is answered, in order; calls after the last stay without answer. */
  readonly answers?: readonly (Json | Failure)[];
  readonly ends: { readonly status: string; readonly seconds: number; readonly output?: Json };
  readonly failure?: Failure;
}

const retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 3, BackoffRate: 2 }];

/** Nothing more is said of an execution that ran out of time. */
const timedOut = new Failure(undefined, undefined);

const scenarios: readonly Scenario[] = [
  {
    title: 'states that wait for nothing end at once',
    definition: aDefinition({ First: aPass({ Result: { a: 1 }, Next: 'Last' }), Last: aPass() }),
    ends: { status: 'SUCCEEDED', seconds: 0, output: { a: 1 } },
  },
  {
    title: 'the Context object names the execution and its state machine',
    definition: aDefinition({
      Who: aPass({
        Parameters: {
          'id.$': '$$.Execution.Id',
          'name.$': '$$.Execution.Name',
          'machine.$': '$$.StateMachine.Name',
          'role.$': '$$.Execution.RoleArn',
        },
      }),
    }),
    ends: {
      status: 'SUCCEEDED',
      seconds: 0,
      output: {
        id: 'arn:aws:states:us-east-1:111111111111:express:Quick:run:id-1',
        name: 'run',
        machine: 'Quick',
        role: roleArn,
      },
    },
  },
  {
    title: 'a Fail state fails the execution',
    definition: aDefinition({ Broken: aFail('Broken', 'by design') }),
    ends: { status: 'FAILED', seconds: 0 },
    failure: new Failure('Broken', 'by design'),
  },
  {
    title: 'a Wait state waits',
    definition: aDefinition({ Sleep: aWait(10, { Next: 'Sleep again' }), 'Sleep again': aWait(7) }),
    ends: { status: 'SUCCEEDED', seconds: 17, output: {} },
  },
  {
    title: "a task's answer is its output",
    definition: aDefinition({ Work: aTask() }),
    answers: [{ done: true }],
    ends: { status: 'SUCCEEDED', seconds: 0, output: { done: true } },
  },
  {
    title: 'a Retrier repeats the call after its delays',
    definition: aDefinition({ Work: aTask({ Retry: retry }) }),
    answers: [new Failure('Busy'), new Failure('Busy'), 'at last'],
    ends: { status: 'SUCCEEDED', seconds: 9, output: 'at last' },
  },
  {
    title: 'a Catcher takes over from a failed task',
    definition: aDefinition({
      Work: aTask({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Mend' }] }),
      Mend: aPass(),
    }),
    answers: [new Failure('Broken', 'badly')],
    ends: { status: 'SUCCEEDED', seconds: 0, output: { Error: 'Broken', Cause: 'badly' } },
  },
  {
    title: 'a task without answer times out after its TimeoutSeconds',
    definition: aDefinition({ Work: aTask({ TimeoutSeconds: 5 }) }),
    ends: { status: 'FAILED', seconds: 5 },
    failure: new Failure('States.Timeout'),
  },
  {
    title: 'a timer set for later does not hold up one that is due before it',
    definition: aDefinition({ Work: aTask({ TimeoutSeconds: 60, Next: 'Sleep' }), Sleep: aWait(2) }),
    answers: [null],
    ends: { status: 'SUCCEEDED', seconds: 2, output: null },
  },
  {
    title: 'an execution times out after five minutes',
    definition: aDefinition({ Sleep: aWait(301) }),
    ends: { status: 'TIMED_OUT', seconds: 300 },
    failure: timedOut,
  },
  {
    title: 'an execution may use its five minutes',
    definition: aDefinition({ Sleep: aWait(299) }),
    ends: { status: 'SUCCEEDED', seconds: 299, output: {} },
  },
  {
    title: "a machine's TimeoutSeconds may be shorter than five minutes",
    definition: aDefinition({ Sleep: aWait(10) }, { TimeoutSeconds: 7 }),
    ends: { status: 'TIMED_OUT', seconds: 7 },
    failure: timedOut,
  },
  {
    title: "a machine's TimeoutSeconds cannot be longer than five minutes",
    definition: aDefinition({ Sleep: aWait(400) }, { TimeoutSeconds: 1_000 }),
    ends: { status: 'TIMED_OUT', seconds: 300 },
    failure: timedOut,
  },
  {
    title: 'a turn that was cut short goes on',
    definition: aDefinition({ Each: aMap({ Keep: aPass() }) }),
    input: Array.from({ length: 1_500 }, (_, index) => index),
    ends: { status: 'SUCCEEDED', seconds: 0, output: Array.from({ length: 1_500 }, (_, index) => index) },
  },
];

describe('an Express execution', () => {
  test.each(scenarios)('$title', async ({ definition, input = {}, answers, ends, failure }) => {
    const world = aWorld(answers);
    const execution = await world.runToEnd(world.start(definition, input));
    const { status, output, startedAt, stoppedAt = 0 } = execution;
    expect({ status, output, seconds: (stoppedAt - startedAt) / 1_000 }).toEqual({
      output: undefined,
      ...ends,
    });
    expect(execution.failure).toEqual(failure);
    expect(world.express.runningCount).toBe(0);
    expect(world.clock.timerCount).toBe(0);
  });

  test('an answer that comes after the end changes nothing', async () => {
    const world = aWorld();
    const execution = await world.runToEnd(world.start(aDefinition({ Work: aTask({ TimeoutSeconds: 1 }) })));
    const [call] = world.commands;
    expect(call).toMatchObject({ type: 'CallTask', key: { shard: expressShard } });
    if (call !== undefined)
      world.express.deliver(call.key, { type: 'TaskResult', eventId: call.eventId, result: 'late' });
    expect(execution.status).toBe('FAILED');
    expect(world.clock.timerCount).toBe(0);
  });

  test('answers reach the execution that asked', async () => {
    const world = aWorld();
    const starts = [1, 2, 3].map(() => world.start(aDefinition({ Work: aTask() })));
    for (const { key, eventId } of [...world.commands].reverse())
      world.express.deliver(key, { type: 'TaskResult', eventId, result: key.id });
    const ended = await Promise.all(starts.map(world.runToEnd));
    expect(ended.map(({ output }) => output)).toEqual([1, 2, 3]);
  });

  test('one that meets an error of our own is given up, and the others go on', async () => {
    const world = aWorld();
    const broken = world.start(aDefinition({ Ask: aCallback() }));
    const sound = world.start(aDefinition({ Sleep: aWait(1) }));
    await expect(broken.ended).rejects.toThrow('to wait for a token');
    expect((await world.runToEnd(sound)).status).toBe('SUCCEEDED');
    expect(world.express.runningCount).toBe(0);
  });

  test('one too many is refused until another has ended', async () => {
    const world = aWorld();
    const sleeping = aDefinition({ Sleep: aWait(100) });
    const brief = world.start(aDefinition({ Sleep: aWait(1) }));
    for (let count = 1; count < runningMax; count += 1) world.start(sleeping);
    const oneMore = async () => world.start(sleeping);
    expect(await errorOf(oneMore())).toEqual({
      code: 'ThrottlingException',
      status: 400,
      message: 'Rate exceeded',
    });
    await world.runToEnd(brief);
    expect(await errorOf(oneMore())).toBeUndefined();
  });
});

describe('when the server closes', () => {
  test('those that run can be waited for', async () => {
    const world = aWorld();
    const { ended } = world.start(aDefinition({ Sleep: aWait(1) }));
    let isIdle = false;
    const idle = world.express.whenIdle().then(() => {
      isIdle = true;
    });
    await Promise.resolve();
    expect(isIdle).toBe(false);
    world.clock.ringNext();
    await idle;
    expect((await ended).status).toBe('SUCCEEDED');
    expect(world.clock.timerCount).toBe(0);
    await world.express.whenIdle();
  });

  test('those that still run are given up with their timers', async () => {
    const world = aWorld();
    const { ended } = world.start(aDefinition({ Sleep: aWait(100) }));
    world.express.close();
    expect(await errorOf(ended)).toMatchObject({ code: 'ServiceUnavailable', status: 503 });
    expect(world.clock.timerCount).toBe(0);
  });

  test('none is started any more', async () => {
    const world = aWorld();
    world.express.close();
    const start = async () => world.start(aDefinition({ Do: aPass() }));
    expect(await errorOf(start())).toMatchObject({ code: 'ServiceUnavailable' });
  });
});

interface Performed {
  readonly type: Command['type'];
  readonly key: ExecutionKey;
  readonly eventId: number;
}

/** Express executions in virtual time, whose calls are answered with `answers`. */
function aWorld(answers: readonly (Json | Failure)[] = []) {
  const clock = aStillClock();
  const commands: Performed[] = [];
  const unused = [...answers];
  const express: ExpressExecutions = createExpressExecutions({
    clock,
    log: pino({ level: 'silent' }),
    random: () => 0.5,
    newId: () => 'an id',
    perform({ type, eventId }, _execution, key) {
      commands.push({ type, key, eventId });
      const result = unused.shift();
      if (type !== 'CallTask' || result === undefined) return;
      queueMicrotask(() => express.deliver(key, { type: 'TaskResult', eventId, result }));
    },
  });
  return {
    clock,
    express,
    commands,
    start(definition: JsonObject, input: Json = {}) {
      const revision = {
        name: 'Quick:1',
        body: { ...aRevisionBody, definition: JSON.stringify(definition) },
        machine: compileStateMachine(definition as unknown as StateMachine),
      };
      const executionArn = 'arn:aws:states:us-east-1:111111111111:express:Quick:run:id-1';
      return express.start({ revision, executionArn, input });
    },
    runToEnd: ({ ended }: ExpressStart) => clock.ringUntil(ended),
  };
}

const aRevisionBody = {
  stateMachineArn,
  roleArn,
  type: 'EXPRESS',
  updatedAt: testStart,
  revisionId: undefined,
  loggingConfiguration: undefined,
  tracingConfiguration: undefined,
  encryptionConfiguration: undefined,
} as const;
