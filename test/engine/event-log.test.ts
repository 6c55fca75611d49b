import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseTaskResource } from '../../src/asl/resource.ts';
import { assert } from '../../src/base/assert.ts';
import { type Json, jsonText, parseJson } from '../../src/base/json.ts';
import type { ExecutionEvent } from '../../src/engine/event.ts';
import { decodeTurn, encodeTurn } from '../../src/engine/event-log.ts';

function aResource(arn: string) {
  const resource = parseTaskResource(arn);
  assert(resource !== undefined, `a resource, not ${arn}`);
  return resource;
}

const resource = aResource('arn:aws:states:::sqs:sendMessage.waitForTaskToken');
const lambda = aResource('arn:aws:lambda:us-east-1:111111111111:function:work:live');
const activity = aResource('arn:aws:states:us-east-1:111111111111:activity:work');
const value = { a: [1, 'two', null], b: {} };
const shown = { id: 7, previousId: 6, at: 1_700_000_000_123, frame: [0, 12] } as const;
const { at, frame } = shown;

/** One of every type of event, with and without what it may lack. */
const events: readonly ExecutionEvent[] = [
  { type: 'ExecutionStarted', ...shown, input: value, traceHeader: undefined },
  {
    type: 'ExecutionStarted',
    ...shown,
    input: value,
    traceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793',
  },
  { type: 'ExecutionSucceeded', ...shown, output: null },
  { type: 'ExecutionFailed', ...shown, error: 'Boom', cause: 'a\nb' },
  { type: 'ExecutionTimedOut', ...shown, error: undefined, cause: undefined },
  { type: 'ExecutionAborted', ...shown, error: '', cause: undefined },
  { type: 'StateEntered', ...shown, stateType: 'Pass', stateName: 'Ä"b', input: 'text' },
  {
    type: 'StateExited',
    ...shown,
    stateType: 'Pass',
    stateName: 'A',
    output: value,
    assigned: { x: value, y: 1 },
    next: 'B',
  },
  {
    type: 'StateExited',
    ...shown,
    stateType: 'Task',
    stateName: 'A',
    output: -1,
    assigned: undefined,
    next: undefined,
  },
  { type: 'StateAborted', ...shown, stateType: 'Wait' },
  {
    type: 'TaskScheduled',
    ...shown,
    resource,
    region: 'us-east-1',
    parameters: value,
    targetRoleArn: 'arn:aws:iam::222222222222:role/target',
    timeoutSeconds: 5,
    heartbeatSeconds: 2,
  },
  {
    type: 'TaskScheduled',
    ...shown,
    resource: lambda,
    region: 'us-east-1',
    parameters: false,
    targetRoleArn: undefined,
    timeoutSeconds: undefined,
    heartbeatSeconds: undefined,
  },
  { type: 'TaskStarted', ...shown, resource, workerName: undefined },
  { type: 'TaskStarted', ...shown, resource: activity, workerName: 'worker "1"' },
  { type: 'TaskScheduleFailed', ...shown, resource: activity, error: 'Unknown', cause: undefined },
  { type: 'TaskReturned', at, frame: [] },
  { type: 'TaskSubmitted', ...shown, resource, output: value, job: ['job'], isPolledOnly: true },
  { type: 'TaskSubmitted', ...shown, resource, output: -1, job: undefined, isPolledOnly: undefined },
  { type: 'TaskSucceeded', ...shown, resource, output: 0 },
  { type: 'TaskFailed', ...shown, resource, error: undefined, cause: '{"a":1}' },
  { type: 'TaskTimedOut', ...shown, resource, error: 'States.Timeout', cause: undefined },
  { type: 'ParallelStateStarted', ...shown, input: value },
  { type: 'ParallelStateSucceeded', ...shown },
  { type: 'ParallelStateFailed', ...shown },
  { type: 'MapStateStarted', ...shown, items: [1, value], maxConcurrency: 40, toleratedFailures: 0 },
  { type: 'MapStateSucceeded', ...shown },
  { type: 'MapStateFailed', ...shown },
  { type: 'MapIterationStarted', ...shown, stateName: 'Each', index: 3, input: value },
  { type: 'MapIterationSucceeded', ...shown, stateName: 'Each', index: 3, result: true },
  { type: 'MapIterationFailed', ...shown, stateName: 'Each', index: 3, result: { Error: 'Boom' } },
  { type: 'MapIterationAborted', ...shown, stateName: 'Each', index: 3, result: null },
  { type: 'WaitStarted', at, frame, until: at + 1 },
  { type: 'RetryScheduled', at, frame, retrierIndex: 2, retryAt: at + 5, followsId: 4 },
  { type: 'HeartbeatReceived', at, frame: [] },
  { type: 'ExecutionRedriven', ...shown, redriveCount: 2, clientToken: 'a "token"', isStateRestarted: true },
  { type: 'ExecutionRedriven', ...shown, redriveCount: 1, clientToken: undefined, isStateRestarted: false },
  { type: 'BranchesResumed', at, frame },
  { type: 'IterationsResumed', at, frame },
  { type: 'IterationResumed', at, frame, index: 0 },
];

describe('an event comes back from its text as it was', () => {
  test.for(events.map((event) => ({ type: event.type, event })))('$type', ({ event }) => {
    expect(decodeTurn(encodeTurn([event]))).toStrictEqual([event]);
  });

  test('all of them in one turn', () => {
    expect(decodeTurn(encodeTurn(events))).toStrictEqual(events);
  });
});

test('a turn without events is a text too', () => {
  expect(decodeTurn(encodeTurn([]))).toEqual([]);
});

test('a value that many events share stands in the text once', () => {
  const input = { marker: 'only once' };
  const entered = (id: number): ExecutionEvent => ({
    type: 'StateEntered',
    id,
    previousId: id - 1,
    at,
    frame,
    stateType: 'Pass',
    stateName: 'A',
    input,
  });
  const text = encodeTurn([entered(1), entered(2), entered(3)]);
  expect(text.split('only once')).toHaveLength(2);
  expect(decodeTurn(text)).toHaveLength(3);
});

test('an event that was written before it had all of its fields is read without them', () => {
  const [event] = decodeTurn('[0,[],[[1,1,0,[],["in"]]]]\n');
  expect(event).toMatchObject({ type: 'ExecutionStarted', input: 'in', traceHeader: undefined });
});

test('a code of no release is refused', () => {
  expect(() => decodeTurn('[0,[],[[999,1,0,[]]]]\n')).toThrow('999');
});

/** The same JSON value, spelled with the white space and escapes that outsiders may use. */
const spellings: readonly string[] = [
  '{ "a" : 1 }',
  '{\n\t"a": [1,\r\n 2]\n}\n',
  '  [ ]  ',
  '{"a":1.0,"b":1e3,"c":-0.0,"d":12345678901234567890}',
  '{"\\u0061":"\\ud83d\\ude00 \\/ \\u2028"}',
  '{"lone":"\\ud800","other":"\\udfff"}',
  '{"a":1,"a":2}',
  '{"__proto__":{"x":1}}',
];

test.for(spellings)('the spelling %j stays', (spelling) => {
  const output = parseJson(spelling);
  const [event] = decodeTurn(encodeTurn([{ type: 'ExecutionSucceeded', ...shown, output }]));
  assert(event?.type === 'ExecutionSucceeded', 'the event that was written');
  expect(jsonText(event.output)).toBe(spelling);
  expect(event.output).toStrictEqual(output);
});

test('any JSON comes back, with the spelling it had', () => {
  const anyUnit = fc.string({
    unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
  });
  const anyJson = fc.json({ stringUnit: 'binary' }).map((text) => JSON.parse(text) as Json);
  const values = fc.array(fc.oneof(anyJson, anyUnit as fc.Arbitrary<Json>), { maxLength: 6 });
  const indents = fc.constantFrom(0, 1, '\t', '  ');
  fc.assert(
    fc.property(values, indents, (all, indent) => {
      const spelled = all.map((one) => parseJson(JSON.stringify(one, null, indent)));
      const turn = spelled.map(
        (output): ExecutionEvent => ({ type: 'TaskSucceeded', ...shown, resource: lambda, output }),
      );
      const decoded = decodeTurn(encodeTurn(turn));
      expect(decoded).toEqual(turn);
      for (const [index, event] of decoded.entries()) {
        assert(event.type === 'TaskSucceeded', 'the event that was written');
        expect(jsonText(event.output)).toBe(jsonText(spelled[index] as Json));
      }
    }),
    { numRuns: 300 },
  );
});
