import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MadeCall, RecordedCalls } from '../../../src/runtime/identity/recorded-calls.ts';
import { generalized, isWithin } from '../../../src/runtime/identity/recorded-calls-resources.ts';

const queue = 'arn:aws:sqs:us-east-1:111111111111:jobs';

function made(more: Partial<MadeCall> = {}): MadeCall {
  return { action: 'sqs:SendMessage', resource: queue, context: undefined, isDenied: false, at: 1, ...more };
}

function record(...calls: readonly MadeCall[]): RecordedCalls {
  const recorded = new RecordedCalls();
  for (const call of calls) recorded.add(call);
  return recorded;
}

describe('what a role did', () => {
  test('is counted by action and resource, with the first time and the last', () => {
    const calls = record(
      made({ at: 5 }),
      made({ at: 7, isDenied: true }),
      made({ at: 6, action: 'sqs:DeleteMessage' }),
    );
    const common = { resource: queue, isPrefix: false, context: {} };
    expect(calls.list()).toEqual([
      { ...common, action: 'sqs:DeleteMessage', firstAt: 6, lastAt: 6, count: 1, deniedCount: 0 },
      { ...common, action: 'sqs:SendMessage', firstAt: 5, lastAt: 7, count: 2, deniedCount: 1 },
    ]);
  });

  test('is told apart by what conditions of a least policy speak of, and by nothing else', () => {
    const pass = (service: string, more: object = {}) =>
      made({
        action: 'iam:PassRole',
        resource: 'arn:aws:iam::111111111111:role/r',
        context: { 'iam:PassedToService': service, ...more },
      });
    const calls = record(
      pass('glue.amazonaws.com', { 'aws:RequestTag/secret': 'a' }),
      pass('glue.amazonaws.com', { 'aws:RequestTag/secret': 'b' }),
      pass('ecs-tasks.amazonaws.com'),
    );
    expect(calls.list().map(({ context, count }) => ({ context, count }))).toEqual([
      { context: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' }, count: 1 },
      { context: { 'iam:PassedToService': 'glue.amazonaws.com' }, count: 2 },
    ]);
  });

  test('takes bounded memory, and every call stays within what is told of it', () => {
    const calls = new RecordedCalls();
    for (let index = 0; index < 10_000; index += 1)
      calls.add(made({ resource: `arn:aws:s3:::logs/day-${index}/x` }));
    calls.add(made({ resource: 'arn:aws:s3:::other/x' }));
    expect(calls.list()).toMatchObject([
      { resource: 'arn:aws:s3:::logs/', isPrefix: true, count: 10_000 },
      { resource: 'arn:aws:s3:::other/x', isPrefix: false, count: 1 },
    ]);
  });

  test('beyond the actions that are told apart is only counted', () => {
    const calls = new RecordedCalls();
    for (let index = 0; index < 300; index += 1) calls.add(made({ action: `sqs:Action${index}` }));
    expect(calls.list().length + calls.omittedCount).toBe(300);
    expect(calls.omittedCount).toBeGreaterThan(0);
  });

  test('adds up to the same whether it was recorded at once or in parts', () => {
    const call = fc.record({
      action: fc.constantFrom('a:b', 'a:c'),
      resource: fc
        .tuple(fc.constantFrom('s3', 'sqs'), fc.constantFrom('', 'x/', 'y/'), fc.nat(60))
        .map(([service, path, number]) => `arn:aws:${service}:::${path}${number}`),
      at: fc.nat(100),
      isDenied: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 400 }), fc.nat(400), (all, cut) => {
        const calls = all.map((each) => made(each));
        const sum = new RecordedCalls();
        for (const part of [calls.slice(0, cut), calls.slice(cut)]) {
          const { omittedCount, ...recorded } = { omittedCount: 0, part: record(...part) };
          sum.merge(recorded.part.list(), omittedCount);
        }
        const listed = sum.list();
        expect(listed.reduce((count, each) => count + each.count, 0)).toBe(calls.length);
        expect(listed.reduce((count, each) => count + each.deniedCount, 0)).toBe(
          calls.filter(({ isDenied }) => isDenied).length,
        );
        for (const { action, resource } of calls) {
          const covering = listed.filter(
            (each) =>
              each.action === action &&
              (each.resource === resource || isWithin({ resource, isPrefix: false }, each)),
          );
          expect(covering).toHaveLength(1);
        }
        expect(listed.length).toBeLessThanOrEqual(128);
      }),
      { numRuns: 100 },
    );
  });
});

interface GeneralizedCase {
  readonly title: string;
  readonly resources: readonly string[];
  readonly max: number;
  /** A beginning ends in `*`. */
  readonly fewer: readonly string[];
}

const cases: readonly GeneralizedCase[] = [
  {
    title: 'resources of a type become what they begin with, in whole parts',
    resources: [
      'arn:aws:states:r:1:execution:m:one',
      'arn:aws:states:r:1:execution:m:two',
      'arn:aws:states:r:1:stateMachine:m',
    ],
    max: 2,
    fewer: ['arn:aws:states:r:1:execution:m:*', 'arn:aws:states:r:1:stateMachine:m'],
  },
  {
    title: 'names that begin alike have only their type in common',
    resources: ['arn:aws:sqs:r:1:jobs-1', 'arn:aws:sqs:r:1:jobs-2'],
    max: 1,
    fewer: ['arn:aws:sqs:r:1:*'],
  },
  {
    title: 'a beginning takes in what begins with it',
    resources: ['arn:aws:s3:::a', 'arn:aws:s3:::b', 'arn:aws:s3:::b/1', 'arn:aws:s3:::b/2'],
    max: 2,
    fewer: ['arn:aws:s3:::*'],
  },
  {
    title: 'many types of a service become the service',
    resources: ['arn:aws:s3:::a/1', 'arn:aws:s3:::b/1', 'arn:aws:s3:::c/1', 'arn:aws:sqs:r:1:q'],
    max: 2,
    fewer: ['arn:aws:s3:::*', 'arn:aws:sqs:r:1:q'],
  },
  {
    title: 'many services become everything',
    resources: ['arn:aws:s3:::a', 'arn:aws:sqs:r:1:q', 'arn:aws:sns:r:1:t'],
    max: 2,
    fewer: ['*'],
  },
];

test.each(cases)('$title', ({ resources, max, fewer }) => {
  const named = resources.map((resource) => ({ resource, isPrefix: false }));
  const found = generalized(named, max).map(({ resource, isPrefix }) =>
    isPrefix ? `${resource}*` : resource,
  );
  expect(found).toEqual(fewer);
});
