import { expect, test } from 'vitest';
import { type JsonObject, jsonText, parseJson } from '../../src/base/json.ts';
import { decodeTurn, encodeTurn } from '../../src/engine/event-log.ts';
import { drive } from '../support/engine-driver.ts';

const pass = { StartAt: 'Pass', States: { Pass: { Type: 'Pass', End: true } } };

const other = { StartAt: 'Other', States: { Other: { Type: 'Pass', End: true } } };

/** A state's fields, the input's text, and the output's. */
const cases: readonly [fields: JsonObject, input: string, output: string][] = [
  [{}, '0.0', '0.0'],
  [{}, '-0', '-0'],
  [{}, '1E2', '1E2'],
  [{}, '12345678901234567890', '12345678901234567890'],
  [{}, '7', '7'],
  [{ Parameters: { 'sum.$': 'States.MathAdd($, 1)' } }, '2.0', '{"sum":3}'],
  [{ ResultPath: '$.a', Result: 1 }, '{"b":0.0}', '{"b":0,"a":1}'],
  [{ Parameters: { 'seen.$': '$$.Execution.Input' } }, '2.0', '{"seen":2}'],
  [{ QueryLanguage: 'JSONata', Output: '{% $states.input + 1 %}' }, '2.0', '3'],
  [{ QueryLanguage: 'JSONata', Output: '{% $type($states.input) %}' }, '2.0', '"number"'],
  [{ QueryLanguage: 'JSONata', Output: '{% $states.("a" & input) %}' }, '2.0', '"a2"'],
];

test.each(cases)('a Pass with %j makes %s to %s', (fields, input, output) => {
  const definition = { ...pass, States: { Pass: { ...pass.States.Pass, ...fields } } };
  const { execution, events } = drive({ definition, input: parseJson(input) });
  expect(jsonText(execution.output ?? null)).toBe(output);
  const texts = decodeTurn(encodeTurn(events)).flatMap((event) =>
    event.type === 'ExecutionStarted' ? [jsonText(event.input)] : [],
  );
  expect(texts).toEqual([input]);
});

test('a Choice compares the number, however it is spelled', () => {
  const definition = {
    StartAt: 'Choose',
    States: {
      Choose: { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 0, Next: 'Zero' }] },
      Zero: { Type: 'Succeed' },
    },
  };
  const { execution } = drive({ definition, input: parseJson('0.0') });
  expect(execution.status).toBe('SUCCEEDED');
  expect(jsonText(execution.output ?? null)).toBe('0.0');
});

test('a branch hands its number on as it is spelled', () => {
  const definition = {
    StartAt: 'Split',
    States: {
      Split: { Type: 'Parallel', Branches: [pass, other], Next: 'Choose' },
      Choose: { Type: 'Choice', Choices: [{ Variable: '$[1]', NumericEquals: 0, Next: 'Zero' }] },
      Zero: { Type: 'Succeed' },
    },
  };
  const { execution } = drive({ definition, input: parseJson('0.0') });
  expect(jsonText(execution.output ?? null)).toBe('[0.0,0.0]');
});
