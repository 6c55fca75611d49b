import { describe, expect, test } from 'vitest';
import { compileState, compileStateMachine } from '../../src/asl/compile.ts';
import type { CompiledState, Scope, StateType } from '../../src/asl/compiled.ts';
import type { State, StateMachine } from '../../src/asl/definition.ts';
import { validateDefinition } from '../../src/asl/validate.ts';
import { Failure } from '../../src/base/failure.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';

const at = Date.parse('2024-03-01T12:00:00Z');

function aScope(input: Json, fields: Partial<Scope> = {}): Scope {
  return {
    input,
    context: () => ({ Execution: { Id: 'execution' }, Map: { Item: { Index: 1, Value: 'b' } } }),
    variables: {},
    surroundings: { at, random: () => 0.5, newId: () => '00000000-0000-4000-8000-000000000000' },
    ...fields,
  };
}

/** `state` under the name S, compiled as `Type`, after it has proved valid. */
function compiled<Type extends StateType>(
  type: Type,
  fields: JsonObject,
): Extract<CompiledState, { type: Type }> {
  const state = { Type: type, ...fields };
  const others = { E: { Type: 'Succeed' } };
  const errors = validateDefinition(
    { StartAt: 'S', States: { S: state, ...others } },
    { type: 'STANDARD' },
  ).filter(({ message }) => !message.includes('"E" is not reachable'));
  expect(errors).toEqual([]);
  return compileState('S', state as unknown as State, 'JSONPath') as Extract<CompiledState, { type: Type }>;
}

const lambda = 'arn:aws:states:::lambda:invoke';

test('a machine is its states by name, where it starts, and its bound', () => {
  const definition = {
    StartAt: 'A',
    TimeoutSeconds: 60,
    States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Succeed' } },
  } as const satisfies StateMachine;
  const machine = compileStateMachine(definition);
  expect(machine).toMatchObject({ startAt: 'A', timeoutSeconds: 60 });
  expect([...machine.states.values()].map(({ name, type }) => [name, type])).toEqual([
    ['A', 'Pass'],
    ['B', 'Succeed'],
  ]);
  expect(compileStateMachine({ ...definition, States: {} }).states.size).toBe(0);
});

test('a machine without a bound has none', () => {
  expect(
    compileStateMachine({ StartAt: 'A', States: { A: { Type: 'Succeed' } } }).timeoutSeconds,
  ).toBeUndefined();
});

test('a state named like a member of every object is found like any other', () => {
  const succeed: State = { Type: 'Succeed' };
  const machine = compileStateMachine({ StartAt: 'constructor', States: { constructor: succeed } });
  expect(machine.states.get('constructor')?.type).toBe('Succeed');
  expect(machine.states.get('toString')).toBeUndefined();
});

test('a Pass goes on with its result', () => {
  const { next, conclude } = compiled('Pass', {
    Result: { b: 2 },
    ResultPath: '$.r',
    Assign: { 'x.$': '$.b' },
    Next: 'E',
  });
  expect(next).toBe('E');
  expect(conclude(aScope({ a: 1 }))).toEqual({ output: { a: 1, r: { b: 2 } }, assigned: { x: 2 } });
});

test('a state that ends has no next', () => {
  expect(compiled('Pass', { End: true }).next).toBeUndefined();
});

test('a Succeed hands on what OutputPath picks', () => {
  const { conclude } = compiled('Succeed', { OutputPath: '$.a' });
  expect(conclude(aScope({ a: 1 }))).toEqual({ output: 1, assigned: undefined });
});

describe('a Fail', () => {
  const cases: readonly (readonly [JsonObject, error: string | undefined, cause: string | undefined])[] = [
    [{ Error: 'E', Cause: 'C' }, 'E', 'C'],
    [{ ErrorPath: '$.e', CausePath: "States.Format('it was {}', $.e)" }, 'Oops', 'it was Oops'],
    [{}, undefined, undefined],
  ];
  test.each(cases)('%j', (fields, error, cause) => {
    const fail = compiled('Fail', fields);
    const scope = aScope({ e: 'Oops' });
    expect([fail.error(scope), fail.cause(scope)]).toEqual([error, cause]);
  });
});

describe('a Wait ends', () => {
  const cases: readonly (readonly [JsonObject, until: number])[] = [
    [{ Seconds: 5 }, at + 5_000],
    [{ SecondsPath: '$.s' }, at + 7_000],
    [{ Timestamp: '2024-03-01T13:00:00Z' }, at + 3_600_000],
    [{ TimestampPath: '$.t' }, at - 3_600_000],
  ];
  test.each(cases)('%j', (fields, until) => {
    const wait = compiled('Wait', { ...fields, Next: 'E' });
    const scope = aScope({ s: 7, t: '2024-03-01T11:00:00Z' });
    expect(wait.until(scope)).toBe(until);
    expect(wait.conclude(scope)).toMatchObject({ output: scope.input });
  });
});

describe('a Choice', () => {
  const Choices = [
    { Variable: '$.n', NumericGreaterThan: 10, Assign: { size: 'large' }, Next: 'Large' },
    {
      And: [{ Variable: '$.n', IsNumeric: true }, { Not: { Variable: '$.n', NumericEquals: 0 } }],
      Next: 'Small',
    },
  ];
  const choose = (fields: JsonObject, input: Json) =>
    (
      compileState('S', { Type: 'Choice', Choices, ...fields } as unknown as State, 'JSONPath') as Extract<
        CompiledState,
        { type: 'Choice' }
      >
    ).choose(aScope(input));

  test('takes the first rule that matches', () => {
    expect(choose({}, { n: 11 })).toEqual({ output: { n: 11 }, assigned: { size: 'large' }, next: 'Large' });
    expect(choose({}, { n: 1 })).toEqual({ output: { n: 1 }, assigned: undefined, next: 'Small' });
  });

  test('falls back on Default', () => {
    expect(choose({ Default: 'Zero' }, { n: 0 })).toMatchObject({ next: 'Zero' });
  });

  test('fails without either', () => {
    expect(choose({}, { n: 0 })).toEqual(
      new Failure(
        'States.NoChoiceMatched',
        'Failed to transition out of the state. The state does not point to a next state.',
      ),
    );
  });

  test('fails where a rule cannot be evaluated', () => {
    expect(choose({ Default: 'Zero' }, {})).toMatchObject({ error: 'States.Runtime' });
  });
});

describe('a Task', () => {
  test('knows its resource, its input and its role', () => {
    const task = compiled('Task', {
      Resource: `${lambda}.waitForTaskToken`,
      Parameters: { 'Payload.$': '$.p' },
      Credentials: { 'RoleArn.$': '$.role' },
      TimeoutSecondsPath: '$.t',
      HeartbeatSeconds: 5,
      End: true,
    });
    const scope = aScope({ p: 1, role: 'arn:aws:iam::123456789012:role/r', t: 60 });
    expect(task.resource).toMatchObject({
      kind: 'Integration',
      action: 'invoke',
      pattern: 'WaitForTaskToken',
    });
    expect(task.input(scope)).toEqual({ Payload: 1 });
    expect(task.targetRoleArn?.(scope)).toBe('arn:aws:iam::123456789012:role/r');
    expect([task.timeoutSeconds?.(scope), task.heartbeatSeconds?.(scope)]).toEqual([60, 5]);
    expect(task.conclude(scope, { done: true })).toMatchObject({ output: { done: true } });
  });

  test('has neither role, bounds, Retriers nor Catchers unless it names them', () => {
    const task = compiled('Task', { Resource: lambda, End: true });
    expect([task.targetRoleArn, task.timeoutSeconds, task.heartbeatSeconds]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect([task.retriers, task.catchers]).toEqual([[], []]);
  });

  test('retries with the defaults of the language', () => {
    const task = compiled('Task', {
      Resource: lambda,
      Retry: [
        { ErrorEquals: ['X'] },
        {
          ErrorEquals: ['States.ALL'],
          IntervalSeconds: 3,
          MaxAttempts: 0,
          BackoffRate: 1.5,
          MaxDelaySeconds: 9,
          JitterStrategy: 'FULL',
        },
      ],
      End: true,
    });
    expect(task.retriers).toEqual([
      {
        errorEquals: ['X'],
        intervalSeconds: 1,
        maxAttempts: 3,
        backoffRate: 2,
        maxDelaySeconds: undefined,
        jitterStrategy: 'NONE',
      },
      {
        errorEquals: ['States.ALL'],
        intervalSeconds: 3,
        maxAttempts: 0,
        backoffRate: 1.5,
        maxDelaySeconds: 9,
        jitterStrategy: 'FULL',
      },
    ]);
  });

  test('a Catcher puts the error where its ResultPath points', () => {
    const { catchers } = compiled('Task', {
      Resource: lambda,
      Catch: [{ ErrorEquals: ['X'], ResultPath: '$.error', Next: 'E' }],
      End: true,
    });
    expect(catchers).toMatchObject([{ errorEquals: ['X'], next: 'E' }]);
    const error = { Error: 'X', Cause: 'c' };
    expect(catchers[0]?.conclude(aScope({ a: 1 }), error)).toMatchObject({ output: { a: 1, error } });
  });
});

test('a Parallel gives every branch its input', () => {
  const parallel = compiled('Parallel', {
    Branches: [
      { StartAt: 'A', States: { A: { Type: 'Succeed' } } },
      { StartAt: 'B', States: { B: { Type: 'Succeed' } } },
    ],
    Parameters: { 'x.$': '$.a' },
    ResultPath: '$.r',
    End: true,
  });
  expect(parallel.input(aScope({ a: 1 }))).toEqual({ x: 1 });
  expect(parallel.branches.map(({ startAt, states }) => [startAt, [...states.keys()]])).toEqual([
    ['A', ['A']],
    ['B', ['B']],
  ]);
  expect(parallel.conclude(aScope({ a: 1 }), [2, 3])).toMatchObject({ output: { a: 1, r: [2, 3] } });
});

describe('a Map', () => {
  const processor = { StartAt: 'I', States: { I: { Type: 'Succeed' } } };

  test('iterates over the items its path picks', () => {
    const map = compiled('Map', {
      ItemsPath: '$.list',
      ItemSelector: { 'value.$': '$$.Map.Item.Value', 'all.$': '$.list' },
      MaxConcurrencyPath: '$.c',
      ToleratedFailurePercentage: 10,
      ItemProcessor: processor,
      End: true,
    });
    const scope = aScope({ list: ['a', 'b'], c: 2 });
    expect(map.mode).toBe('INLINE');
    expect(map.items(scope)).toEqual(['a', 'b']);
    expect(map.itemInput(scope, 'b')).toEqual({ value: 'b', all: ['a', 'b'] });
    expect(map.maxConcurrency(scope)).toBe(2);
    expect(map.toleratedFailurePercentage?.(scope)).toBe(10);
    expect(map.toleratedFailureCount).toBeUndefined();
    expect(map.itemProcessor.startAt).toBe('I');
  });

  test('takes its input, item by item, as concurrently as allowed', () => {
    const map = compiled('Map', { Iterator: processor, End: true });
    const scope = aScope([1, 2]);
    expect(map.items(scope)).toEqual([1, 2]);
    expect(map.itemInput(scope, 2)).toBe(2);
    expect(map.maxConcurrency(scope)).toBe(0);
  });

  test('fails over anything but an array', () => {
    const map = compiled('Map', { ItemProcessor: processor, End: true });
    expect(map.items(aScope({ foo: 'bar' }))).toMatchObject({ error: 'States.Runtime' });
  });

  test('may run its iterations as executions of their own', () => {
    const ProcessorConfig = { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' };
    const map = compiled('Map', { ItemProcessor: { ...processor, ProcessorConfig }, End: true });
    expect(map.mode).toBe('DISTRIBUTED');
  });
});
