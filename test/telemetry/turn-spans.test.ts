import { describe, expect, test } from 'vitest';
import { Failure } from '../../src/base/failure.ts';
import { OpenRetries } from '../../src/telemetry/tracing/open-retries.ts';
import { stateSpanId, traceOf } from '../../src/telemetry/tracing/trace-of.ts';
import { type EndedSpan, turnSpans } from '../../src/telemetry/tracing/turn-spans.ts';
import { aDefinition, aFail, aMap, aParallel, aPass, aTask, aWait } from '../support/a-definition.ts';
import { type Reply, type Scenario, startsAt } from '../support/engine-driver.ts';
import { turnNotices } from './turn-notices.ts';

function answers(seconds: number, result: object = {}): Reply {
  return {
    afterSeconds: seconds,
    message: (eventId) => ({ type: 'TaskResult', eventId, result: result as never }),
  };
}

function spansOf(scenario: Scenario): readonly EndedSpan[] {
  const retries = new OpenRetries();
  return turnNotices(scenario).flatMap((notice) => turnSpans(notice, retries));
}

/** A span as one line: what it is called, where it hangs, when it was, and what became of it. */
function linesOf(spans: readonly EndedSpan[]): readonly string[] {
  const names = new Map(spans.map(({ spanId, name }) => [spanId, name]));
  return spans.map(({ name, parentSpanId, startedAt, endedAt, attributes, failure, retries }) => {
    const parent = parentSpanId === undefined ? 'nothing' : (names.get(parentSpanId) ?? parentSpanId);
    const status =
      attributes['aws.step_functions.state.status'] ?? attributes['aws.step_functions.execution.status'];
    const times = `${(startedAt - startsAt) / 1000}-${(endedAt - startsAt) / 1000}`;
    const tried = retries.map(({ at, error }) => ` retry ${error} at ${(at - startsAt) / 1000}`).join('');
    return `${name} in ${parent} ${times} ${status}${failure === undefined ? '' : ` ${failure.error}`}${tried}`;
  });
}

interface Case {
  readonly title: string;
  readonly scenario: Scenario;
  readonly spans: readonly string[];
}

const cases: readonly Case[] = [
  {
    title: 'each state that was left, within the execution',
    scenario: { definition: aDefinition({ A: aPass({ Next: 'B' }), B: aWait(2) }) },
    spans: ['A in machine 0-0 SUCCEEDED', 'B in machine 0-2 SUCCEEDED', 'machine in nothing 0-2 SUCCEEDED'],
  },
  {
    title: 'a state that was tried again once, with what its attempts failed of',
    scenario: {
      definition: aDefinition({
        A: aTask({ Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1, MaxAttempts: 2 }] }),
      }),
      tasks: { A: [[answers(1, new Failure('One'))], [answers(1, new Failure('Two'))], [answers(1)]] },
    },
    spans: ['A in machine 0-6 SUCCEEDED retry One at 1 retry Two at 3', 'machine in nothing 0-6 SUCCEEDED'],
  },
  {
    title: 'a state whose failure was caught',
    scenario: {
      definition: aDefinition({
        A: aTask({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }], Next: 'B' }),
        B: aPass(),
      }),
      tasks: { A: [[answers(1, new Failure('One'))]] },
    },
    spans: ['A in machine 0-1 CAUGHT One', 'B in machine 1-1 SUCCEEDED', 'machine in nothing 0-1 SUCCEEDED'],
  },
  {
    title: 'a failure that ends the execution',
    scenario: { definition: aDefinition({ A: aTask() }), tasks: { A: [[answers(1, new Failure('One'))]] } },
    spans: ['machine in nothing 0-1 FAILED One', 'A in machine 0-1 FAILED One'],
  },
  {
    title: 'a Fail state',
    scenario: { definition: aDefinition({ A: aFail('Broken') }) },
    spans: ['machine in nothing 0-0 FAILED Broken', 'A in machine 0-0 FAILED Broken'],
  },
  {
    title: 'the states of iterations, within their Map',
    scenario: {
      definition: aDefinition({ M: aMap({ I: aWait(1) }) }),
      input: [1, 2],
    },
    spans: [
      'I in M 0-1 SUCCEEDED',
      'I in M 0-1 SUCCEEDED',
      'M in machine 0-1 SUCCEEDED',
      'machine in nothing 0-1 SUCCEEDED',
    ],
  },
  {
    title: 'the states that a failed branch takes with it',
    scenario: {
      definition: aDefinition({
        P: aParallel([{ W: aWait(9) }, { T: aTask() }], {
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'B' }],
          Next: 'B',
        }),
        B: aPass(),
      }),
      tasks: { T: [[answers(1, new Failure('One'))]] },
    },
    spans: [
      'P in machine 0-1 CAUGHT One',
      'B in machine 1-1 SUCCEEDED',
      'machine in nothing 0-1 SUCCEEDED',
      'T in P 0-1 FAILED One',
      'W in P 0-1 ABORTED',
    ],
  },
  {
    title: 'what was at work when the execution was stopped',
    scenario: {
      definition: aDefinition({ A: aWait(9) }),
      messages: [{ afterSeconds: 1, message: { type: 'Stop', error: 'Enough', cause: undefined } }],
    },
    spans: ['machine in nothing 0-1 ABORTED Enough', 'A in machine 0-1 ABORTED'],
  },
];

describe('the spans of an execution tell of', () => {
  test.for(cases)('$title', ({ scenario, spans }) => {
    expect([...linesOf(spansOf(scenario))].sort()).toEqual([...spans].sort());
  });
});

test('a turn that reads nothing but the folded log makes the same spans', () => {
  const scenario = {
    definition: aDefinition({ A: aWait(1, { Next: 'B' }), B: aTask() }),
    tasks: { B: [[answers(2)]] },
  };
  const forgetful = turnNotices(scenario).flatMap((notice) => turnSpans(notice, new OpenRetries()));
  expect(forgetful).toEqual(spansOf(scenario));
});

describe('the trace of an execution', () => {
  const [first] = turnNotices({ definition: aDefinition({ A: aPass() }) });
  if (first === undefined) throw new Error('a turn expected');
  const execution = first.after;

  test('is made of its ARN and its start, and begins with the second it started in', () => {
    const { traceId, spanId, parent } = traceOf(execution);
    expect(traceId).toMatch(/^[\da-f]{32}$/);
    expect(spanId).toMatch(/^[\da-f]{16}$/);
    expect(Number.parseInt(traceId.slice(0, 8), 16)).toBe(startsAt / 1000);
    expect(parent).toBeUndefined();
    const facts = { ...execution.facts, executionArn: `${execution.facts.executionArn}2` };
    expect(traceOf({ ...execution, facts }).traceId).not.toBe(traceId);
  });

  test('is the one that its start named', () => {
    const traceHeader = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0';
    const trace = traceOf({ ...execution, traceHeader });
    expect(trace).toMatchObject({
      traceId: '5759e988bd862e3fe1be46a994272793',
      parent: { spanId: '53995c3f42cd8ad8', isSampled: false },
    });
    expect(trace.spanId).toBe(traceOf(execution).spanId);
  });

  test('is its own where its start names none that can be read', () => {
    expect(traceOf({ ...execution, traceHeader: 'Self=1-2-3' })).toEqual(traceOf(execution));
  });

  test('has a span for each time that a state was entered', () => {
    const ids = new Set([2, 3, 22].map((eventId) => stateSpanId(execution, eventId)));
    expect(ids.size).toBe(3);
  });
});
