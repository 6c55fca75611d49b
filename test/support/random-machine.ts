import fc from 'fast-check';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { aDefinition, someStates } from './a-definition.ts';

/** A machine before its states have names; the states of a block follow each other. */
type Block = readonly Step[];

type Step =
  | { readonly kind: 'Pass' }
  | { readonly kind: 'Wait'; readonly seconds: number }
  | { readonly kind: 'Choice'; readonly lessThan: number }
  | ({ readonly kind: 'Task'; readonly fields: JsonObject } & Mending)
  | ({ readonly kind: 'Parallel'; readonly branches: readonly Block[] } & Mending)
  | ({ readonly kind: 'Map'; readonly block: Block; readonly fields: JsonObject } & Mending)
  | { readonly kind: 'Succeed' }
  | { readonly kind: 'Fail'; readonly error: string };

interface Mending {
  readonly retry: readonly JsonObject[];
  readonly catches: readonly string[];
}

/** Objects as JSON.parse makes them. */
function record<T extends object>(
  fields: { readonly [Name in keyof T]: fc.Arbitrary<T[Name]> },
): fc.Arbitrary<T> {
  return fc.record<T>(fields as { [Name in keyof T]: fc.Arbitrary<T[Name]> }, {
    noNullPrototype: true,
  }) as fc.Arbitrary<T>;
}

/** What random machines and tasks fail with. */
export const errorNames = ['A', 'B', 'States.Timeout', 'States.Runtime'];

const named = fc.constantFrom('A', 'B', 'States.Timeout', 'States.HeartbeatTimeout', 'States.TaskFailed');

const retry = fc.array(
  record({
    ErrorEquals: fc.array(named, { minLength: 1, maxLength: 2 }),
    IntervalSeconds: fc.integer({ min: 1, max: 5 }),
    MaxAttempts: fc.integer({ min: 0, max: 2 }),
    BackoffRate: fc.constantFrom(1, 1.5, 2),
    JitterStrategy: fc.constantFrom('NONE', 'FULL'),
  }),
  { maxLength: 2 },
);

const mending = { retry, catches: fc.array(named, { maxLength: 2 }) };

const task = record({
  kind: fc.constant('Task' as const),
  fields: fc.constantFrom<JsonObject>(
    { Resource: 'arn:aws:lambda:us-east-1:111111111111:function:work' },
    { Resource: 'arn:aws:lambda:us-east-1:111111111111:function:work', TimeoutSeconds: 10 },
    {
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      HeartbeatSeconds: 5,
      TimeoutSeconds: 30,
    },
    { Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken' },
    { Resource: 'arn:aws:states:::states:startExecution.sync:2', TimeoutSeconds: 400 },
  ),
  ...mending,
});

const leaf = fc.oneof(
  fc.constant<Step>({ kind: 'Pass' }),
  record({ kind: fc.constant('Wait' as const), seconds: fc.integer({ min: 0, max: 20 }) }),
  record({ kind: fc.constant('Choice' as const), lessThan: fc.integer({ min: 0, max: 4 }) }),
  task,
);

const last = fc.oneof(
  { weight: 3, arbitrary: leaf },
  { weight: 1, arbitrary: fc.constant<Step>({ kind: 'Succeed' }) },
  {
    weight: 1,
    arbitrary: record({ kind: fc.constant('Fail' as const), error: fc.constantFrom('A', 'B') }),
  },
);

function block(depth: number): fc.Arbitrary<Block> {
  const step = depth === 0 ? leaf : fc.oneof({ weight: 3, arbitrary: leaf }, nested(depth));
  return fc.tuple(fc.array(step, { maxLength: 3 }), last).map(([steps, end]) => [...steps, end]);
}

function nested(depth: number): { weight: number; arbitrary: fc.Arbitrary<Step> } {
  const inner = block(depth - 1);
  const parallel = record({
    kind: fc.constant('Parallel' as const),
    branches: fc.array(inner, { minLength: 1, maxLength: 3 }),
    ...mending,
  });
  const map = record({
    kind: fc.constant('Map' as const),
    block: inner,
    fields: fc.constantFrom<JsonObject>(
      {},
      { MaxConcurrency: 1 },
      { MaxConcurrency: 2, ToleratedFailureCount: 1 },
      { ToleratedFailurePercentage: 50 },
    ),
    ...mending,
  });
  return { weight: 2, arbitrary: fc.oneof(parallel, map) };
}

/** Small machines of every state type, nested up to two deep; every run of theirs ends within their TimeoutSeconds. */
export const randomMachine: fc.Arbitrary<JsonObject> = record({
  block: block(2),
  timeoutSeconds: fc.integer({ min: 20, max: 2_000 }),
}).map(({ block: steps, timeoutSeconds }) => {
  let count = 0;
  const nextName = (kind: string) => `${kind}${count++}`;
  return aDefinition(statesOf(steps, nextName), { TimeoutSeconds: timeoutSeconds });
});

/** Inputs with the fields that random machines look at: a number, and items that look like the whole. */
export const randomInput: fc.Arbitrary<Json> = inputOf(2);

function inputOf(depth: number): fc.Arbitrary<Json> {
  const items = depth === 0 ? fc.constant<Json[]>([]) : fc.array(inputOf(depth - 1), { maxLength: 4 });
  return record({ n: fc.integer({ min: 0, max: 4 }), items });
}

function statesOf(steps: Block, nextName: (kind: string) => string): JsonObject {
  const names = steps.map(({ kind }) => nextName(kind));
  const end = nextName('End');
  const states = steps.map((step, index) => {
    const following = names.slice(index + 1);
    return [names[index], stateOf(step, [...following, end], nextName)];
  });
  const final = steps.at(-1)?.kind;
  if (final === 'Fail' || final === 'Succeed') return Object.fromEntries(states);
  return { ...Object.fromEntries(states), [end]: { Type: 'Pass', End: true } };
}

/** `following` are the names of the states behind it. */
function stateOf(step: Step, following: readonly string[], nextName: (kind: string) => string): JsonObject {
  const [Next = '', afterNext = Next] = following;
  switch (step.kind) {
    case 'Pass':
      return { Type: 'Pass', Next };
    case 'Wait':
      return { Type: 'Wait', Seconds: step.seconds, Next };
    case 'Choice':
      return {
        Type: 'Choice',
        Choices: [
          { Variable: '$.n', NumericLessThan: step.lessThan, Next: following.length > 2 ? afterNext : Next },
        ],
        Default: Next,
      };
    case 'Task':
      return {
        Type: 'Task',
        ...step.fields,
        ...parametersOf(step.fields),
        ResultPath: null,
        Next,
        ...mended(step, Next),
      };
    case 'Parallel': {
      const branches = step.branches.map((branch) => someStates(statesOf(branch, nextName)));
      return { Type: 'Parallel', Branches: branches, ResultPath: null, Next, ...mended(step, Next) };
    }
    case 'Map': {
      const ItemProcessor = someStates(statesOf(step.block, nextName));
      return {
        Type: 'Map',
        ItemsPath: '$.items',
        ItemProcessor,
        ResultPath: null,
        Next,
        ...step.fields,
        ...mended(step, Next),
      };
    }
    case 'Succeed':
      return { Type: 'Succeed' };
    case 'Fail':
      return { Type: 'Fail', Error: step.error };
  }
}

/** Waiting for a token takes a place for it, and starting an execution a machine. */
function parametersOf({ Resource }: JsonObject): JsonObject {
  const arn = String(Resource);
  if (arn.endsWith('.waitForTaskToken'))
    return { Parameters: { QueueUrl: 'q', 'MessageBody.$': '$$.Task.Token' } };
  if (arn.endsWith('.sync:2')) {
    return { Parameters: { StateMachineArn: 'arn:aws:states:us-east-1:111111111111:stateMachine:child' } };
  }
  return {};
}

function mended({ retry: Retry, catches }: Mending, Next: string): JsonObject {
  return { Retry, Catch: catches.map((name) => ({ ErrorEquals: [name], ResultPath: null, Next })) };
}
