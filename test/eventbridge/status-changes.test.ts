import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { createStatusChanges } from '../../src/eventbridge/status-changes.ts';
import type { TurnNotice } from '../../src/runtime/turn-observer.ts';
import type { ExecutionSummary } from '../../src/store/store.ts';
import type { Scenario } from '../support/engine-driver.ts';
import { turnNotices } from '../telemetry/turn-notices.ts';

interface Published {
  readonly detail: JsonObject;
  readonly resources: readonly string[];
  readonly account: string;
}

/** What is published of these turns, where somebody listens. */
function publishedOf(notices: readonly TurnNotice[], isHeard = true): readonly Published[] {
  const published: Published[] = [];
  const onTurn = createStatusChanges({ mayHear: () => isHeard, publish: (event) => published.push(event) });
  for (const notice of notices) onTurn(notice);
  return published;
}

function noticesOf(
  states: JsonObject,
  input: Json = {},
  more: Partial<Scenario> = {},
): readonly TurnNotice[] {
  return turnNotices({
    definition: { StartAt: Object.keys(states)[0] ?? '', States: states },
    input,
    ...more,
  });
}

const done = { Done: { Type: 'Succeed' } };

test('an execution that ends in its first turn starts and ends', () => {
  const published = publishedOf(noticesOf(done, { a: 1 }));
  expect(published.map(({ detail }) => detail.status)).toEqual(['RUNNING', 'SUCCEEDED']);
  const [started, ended] = published;
  const executionArn = started?.detail.executionArn;
  expect(started?.resources).toEqual([executionArn]);
  expect(started?.detail).toEqual({
    executionArn,
    stateMachineArn: started?.detail.stateMachineArn,
    name: String(executionArn).split(':').at(-1),
    status: 'RUNNING',
    startDate: started?.detail.startDate,
    stopDate: null,
    input: '{"a":1}',
    output: null,
    inputDetails: { included: true },
    outputDetails: null,
    stateMachineVersionArn: null,
    stateMachineAliasArn: null,
    redriveCount: 0,
    redriveDate: null,
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
    error: null,
    cause: null,
  });
  expect(ended?.detail).toMatchObject({
    stopDate: expect.any(Number),
    output: '{"a":1}',
    outputDetails: { included: true },
    redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
  });
});

test('a failure says why, and that it can be redriven', () => {
  const [, failed] = publishedOf(
    noticesOf({ Break: { Type: 'Fail', Error: 'Broken', Cause: 'on purpose' } }),
  );
  expect(failed?.detail).toMatchObject({
    status: 'FAILED',
    error: 'Broken',
    cause: 'on purpose',
    output: null,
    outputDetails: null,
    redriveStatus: 'REDRIVABLE',
    redriveStatusReason: null,
  });
});

test('a redrive starts the execution again', () => {
  const redrive = { afterSeconds: 5, message: { type: 'Redrive', clientToken: undefined } } as const;
  const published = publishedOf(
    noticesOf({ Break: { Type: 'Fail' } }, {}, { messages: [redrive], untilSeconds: 10 }),
  );
  expect(published.map(({ detail }) => [detail.status, detail.redriveCount])).toEqual([
    ['RUNNING', 0],
    ['FAILED', 0],
    ['RUNNING', 1],
    ['FAILED', 1],
  ]);
  expect(published[2]?.detail).toMatchObject({ stopDate: null, redriveDate: expect.any(Number) });
});

test('the version and the alias of the start are named by their ARNs', () => {
  const summary = { version: '2', alias: 'live' } as ExecutionSummary;
  const [started] = publishedOf(noticesOf(done).map((notice) => ({ ...notice, summary })));
  const { stateMachineArn } = started?.detail ?? {};
  expect(started?.detail).toMatchObject({
    stateMachineVersionArn: `${stateMachineArn}:2`,
    stateMachineAliasArn: `${stateMachineArn}:live`,
  });
});

describe('data', () => {
  const cases = [
    { title: 'both within the limit', inputSize: 1_000, outputSize: 1_000, shown: [true, true] },
    { title: 'together above the limit', inputSize: 140_000, outputSize: 140_000, shown: [false, true] },
    { title: 'an output above the limit', inputSize: 10, outputSize: 254_000, shown: [false, false] },
  ];

  test.each(cases)('$title', ({ inputSize, outputSize, shown: [input, output] }) => {
    const states = { Make: { Type: 'Pass', Result: 'b'.repeat(outputSize), End: true } };
    const [, ended] = publishedOf(noticesOf(states, 'a'.repeat(inputSize)));
    expect(ended?.detail).toMatchObject({
      inputDetails: { included: input },
      outputDetails: { included: output },
    });
    expect([ended?.detail.input !== null, ended?.detail.output !== null]).toEqual([input, output]);
  });
});

test('nothing is made where nobody listens, nor of Express executions', () => {
  const notices = noticesOf(done);
  expect(publishedOf(notices, false)).toEqual([]);
  const express = notices.map((notice) => {
    const facts = { ...notice.after.facts, isExpress: true };
    return { ...notice, after: { ...notice.after, facts } };
  });
  expect(publishedOf(express)).toEqual([]);
});
