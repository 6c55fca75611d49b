import { expect, test } from 'vitest';
import { drive } from '../support/engine-driver.ts';

test('a text nested deeper than can be written fails the state that would make it its output', () => {
  const depth = 20_000;
  const run = drive({
    definition: {
      StartAt: 'Parse',
      States: {
        Parse: { Type: 'Pass', Parameters: { 'nested.$': 'States.StringToJson($.text)' }, End: true },
      },
    },
    input: { text: '['.repeat(depth) + ']'.repeat(depth) },
  });
  expect(run.execution.status).toBe('FAILED');
  expect(run.execution.failure?.error).toBe('States.DataLimitExceeded');
});

test('an array of branch outputs that is too large fails the Parallel', () => {
  const text = 'x'.repeat(200_000);
  const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Pass', End: true } } });
  const run = drive({
    definition: {
      StartAt: 'Both',
      States: { Both: { Type: 'Parallel', Branches: [branch('Left'), branch('Right')], End: true } },
    },
    input: text,
  });
  expect(run.execution.failure).toMatchObject({ error: 'States.DataLimitExceeded' });
});

test('an Assign of more than 256 KiB fails its state', () => {
  const half = 'x'.repeat(140_000);
  const run = drive({
    definition: {
      StartAt: 'Keep',
      States: { Keep: { Type: 'Pass', Assign: { left: half, right: half }, End: true } },
    },
  });
  expect(run.execution.failure).toMatchObject({ error: 'States.DataLimitExceeded' });
});

test('variables of more than 10 MiB together fail the state that assigns the last', () => {
  const names = Array.from({ length: 60 }, (_, index) => `v${index}`);
  const states = names.map((name, index) => [
    name,
    {
      Type: 'Pass',
      Assign: { [name]: 'x'.repeat(200_000) },
      ...(index < 59 ? { Next: `v${index + 1}` } : { End: true }),
    },
  ]);
  const run = drive({ definition: { StartAt: 'v0', States: Object.fromEntries(states) } });
  expect(run.execution.failure).toMatchObject({
    error: 'States.DataLimitExceeded',
    cause: expect.stringContaining("'v52'"),
  });
});
