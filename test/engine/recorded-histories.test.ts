import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type JsonObject, parseJson } from '../../src/base/json.ts';
import { drive } from '../support/engine-driver.ts';
import { answersFrom } from '../support/recorded-answers.ts';
import {
  type RecordedCase,
  type RecordedExecution,
  readRecordedCases,
  unknownName,
} from '../support/recorded-case.ts';
import { difference, treeDifference } from '../support/recorded-comparison.ts';

const folder = new URL('../../../shared/conformance/cases/', import.meta.url);
const cases = existsSync(folder) ? readRecordedCases(folder) : [];

/** By an input: what we know to be different. */
const exceptions: readonly (readonly [string, string])[] = [['0.0', 'a number by itself loses its spelling']];

/** Why an execution is no case for the engine alone, or undefined where it is one. */
function reasonToSkip({ definition, input, events, type }: RecordedExecution): string | undefined {
  const exception = exceptions.find(([spelling]) => input === spelling);
  if (exception !== undefined) return exception[1];
  if (type !== 'STANDARD') return 'Express executions have no history in the API';
  if (definition.includes('JSONata')) return 'JSONata is a language of its own';
  if (definition.includes('"DISTRIBUTED"')) return 'a Distributed Map runs executions of its own';
  if (`${definition}${input}${JSON.stringify(events)}`.includes(unknownName))
    return 'it speaks of what another service answered';
  if (events.some(({ id }) => typeof id !== 'number')) return 'the recording lost its event ids';
  return undefined;
}

function check({ definition, input, events }: RecordedExecution, anyValue: RecordedCase['anyValue']): void {
  const run = drive({
    definition: parseJson(definition) as JsonObject,
    input: parseJson(input ?? '{}'),
    tasks: answersFrom(events),
  });
  const isReversed = events[0]?.id !== 1;
  const recorded = isReversed ? [...events].reverse() : events;
  const found = difference(recorded, run.history, anyValue);
  if (found === undefined) return;
  const hasBranches = recorded.some(
    ({ type }) => type === 'ParallelStateStarted' || type === 'MapStateStarted',
  );
  const foundInTree = hasBranches ? treeDifference(recorded, run.history, anyValue) : found;
  expect(foundInTree && found).toBeUndefined();
}

describe.skipIf(cases.length === 0)(
  'the engine writes the history that AWS wrote (skipped where the recordings are not at hand)',
  () => {
    const chosen = cases.filter(
      ({ kind, provenance, executions }) =>
        ['pure', 'lambda', 'services'].includes(kind) && provenance === 'validated' && executions.length > 0,
    );
    test.for(chosen)('$file', ({ executions, anyValue }, context) => {
      const reasons = executions.map(reasonToSkip);
      for (const [index, execution] of executions.entries()) {
        if (reasons[index] === undefined) check(execution, anyValue);
      }
      if (reasons.every((reason) => reason !== undefined)) context.skip(reasons[0]);
    });
  },
);

test('a recorded placeholder stands for any text, and nothing else does', () => {
  const anyValue = new Set(['timestamp']);
  expect(difference({ a: 'timestamp' }, { a: 7 }, anyValue)).toBeUndefined();
  expect(difference({ a: 'id <uuid:1>.' }, { a: 'id 12.' }, anyValue)).toBeUndefined();
  expect(difference({ a: 'id <uuid:1>.' }, { a: 'id 12' }, anyValue)).toContain('.a:');
  expect(difference({ a: { b: 1 } }, { a: '{"b":2}' }, anyValue)).toContain('.a.b');
});
