import { describe, expect, test } from 'vitest';
import { findExpressionProblems } from '../../src/asl/expressions/jsonata/problems.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { aDefinition, aMap, aParallel, aPass, aTask } from '../support/a-definition.ts';
import { findingsIn } from './definitions.ts';

/** Expressions and what AWS refused them with; none is accepted. */
const measured: readonly (readonly [expression: string, ...messages: readonly string[]])[] = [
  ['a[1,2)', 'Expected "]", got ","'],
  ['"unterminated', 'String literal must be terminated by a matching quote'],
  ['1 +', 'Unexpected end of expression'],
  ['{"a":}', 'The symbol "}" cannot be used as a unary operator'],
  ['$x :=', 'Unexpected end of expression'],
  ['$match("a", /abc', 'No terminating / in regular expression'],
  ['', 'Unexpected end of expression'],
  ['phone', "Reference to 'phone' at the top level is not supported."],
  ['phone[0]', "Reference to 'phone' at the top level is not supported."],
  ['phone = 1', "Reference to 'phone' at the top level is not supported."],
  ['$.phone', "Reference to '$' at the top level is not supported."],
  [
    'aaa + bbb',
    "Reference to 'aaa' at the top level is not supported.",
    "Reference to 'bbb' at the top level is not supported.",
  ],
  ['$map($states.input.a, function($x){ b })', "Reference to 'b' at the top level is not supported."],
  ['$$', "Reference to '$$' is not supported."],
  ['$states.errorOutput', "Field '$states.errorOutput' does not exist."],
  ['$states.result.a', "Field '$states.result' does not exist."],
  ['$states.input.phone'],
  ['$states.input.items[phone > 3]'],
  ['$states.input.items[phone > 3].{"a": phone}'],
  ['$states.input.items^(phone)'],
  ['$states.input.items{phone: $sum(price)}'],
  ['$map($states.input.a, function($x){ $x.phone })'],
  ['$phone'],
  ['$states.input.a ~> $sum()'],
  ['{"a": $states.context.Execution.Id, "b": [1..3]}'],
  ['$exists($states.input.a) ? "yes" : null'],
];

test.each(measured)('{%% %s %%}', (expression, ...messages) => {
  const found = findExpressionProblems(expression, { allows: undefined });
  expect(found.map(({ message }) => message)).toEqual(messages);
  for (const { code, message } of found) {
    const isUnsupported = message.startsWith('Reference') || message.startsWith('Field');
    expect(code).toBe(isUnsupported ? 'UNSUPPORTED_JSONATA_EXPRESSION' : 'INVALID_JSONATA_EXPRESSION');
  }
});

test.each([
  ['terms', `${'1+'.repeat(100_000)}1`],
  ['brackets', '['.repeat(50_000) + ']'.repeat(50_000)],
  ['steps', `$states.input${'.a'.repeat(100_000)}`],
  ['functions', `${'function(){'.repeat(5_000)}1${'}'.repeat(5_000)}`],
])('an expression of too many %s is refused or accepted, whatever stack there is', (_, text) => {
  for (const { code } of findExpressionProblems(text, { allows: undefined })) {
    expect(code).toBe('INVALID_JSONATA_EXPRESSION');
  }
});

const bare = '{% phone %}';
const end = { Type: 'Succeed' };

/** Where expressions stand in a definition, and where AWS says they do. */
const places: readonly (readonly [location: string, states: JsonObject])[] = [
  ['/States/E/Output', { E: aPass({ Output: bare }) }],
  ['/States/E/Output/a/b[0]', { E: aPass({ Output: { a: { b: [bare] } } }) }],
  ['/States/E/Assign/v', { E: aPass({ Assign: { v: bare } }) }],
  [
    '/States/C/Choices[0]/Condition',
    { C: { Type: 'Choice', Choices: [{ Condition: '{% phone = 1 %}', Next: 'E' }], Default: 'E' }, E: end },
  ],
  ['/States/E/Seconds', { E: { Type: 'Wait', Seconds: bare, End: true } }],
  ['/States/E/Cause', { E: { Type: 'Fail', Cause: bare } }],
  ['/States/E/TimeoutSeconds', { E: aTask({ TimeoutSeconds: bare }) }],
  ['/States/M/Items', { M: aMap({ I: aPass() }, { Items: bare }) }],
  ['/States/M/Items[1]', { M: aMap({ I: aPass() }, { Items: [1, bare] }) }],
  ['/States/M/ItemSelector/Next', { M: aMap({ I: aPass() }, { ItemSelector: { Next: bare } }) }],
  ['/States/M/ItemProcessor/States/I/Output/v', { M: aMap({ I: aPass({ Output: { v: bare } }) }) }],
  ['/States/P/Branches[0]/States/B/Output', { P: aParallel([{ B: aPass({ Output: bare }) }]) }],
  [
    '/States/E/Catch[0]/Assign/Retry',
    {
      E: aTask({ Catch: [{ ErrorEquals: ['X'], Assign: { Retry: bare }, Next: 'F' }] }),
      F: aPass({ Next: 'E' }),
    },
  ],
  ['/States/E/Arguments/Payload/Comment', { E: aTask({ Arguments: { Payload: { Comment: bare } } }) }],
  ['/States/E/Credentials/RoleArn', { E: aTask({ Credentials: { RoleArn: bare } }) }],
];

test.each(places)('an expression is looked at in %s', (location, states) => {
  const definition = aDefinition(states, { QueryLanguage: 'JSONata' });
  expect(findingsIn(definition)).toContain(
    `UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. at ${location}`,
  );
});

const texts: readonly (readonly [title: string, states: JsonObject])[] = [
  ['a Comment', { E: aPass({ Comment: bare }) }],
  ['the name of an error', { E: aTask({ Retry: [{ ErrorEquals: [bare] }] }) }],
];

test.each(texts)('%s is not an expression', (_, states) => {
  expect(findingsIn(aDefinition(states, { QueryLanguage: 'JSONata' }))).toEqual([]);
});

describe('what became of a state is there only after it ended', () => {
  const caught = (more: JsonObject) => ({
    E: aTask({ Catch: [{ ErrorEquals: ['X'], Next: 'F', ...more }], Next: 'F' }),
    F: end,
  });
  const result = '{% $states.result %}';
  const errorOutput = '{% $states.errorOutput.Error %}';
  const cases: readonly (readonly [
    title: string,
    states: JsonObject,
    missing: 'result' | 'errorOutput' | undefined,
  ])[] = [
    ["a Task's Output", { E: aTask({ Output: result }) }, undefined],
    ["a Task's Assign", { E: aTask({ Assign: { a: result } }) }, undefined],
    ["a Map's Output", { M: aMap({ I: aPass() }, { Output: result }) }, undefined],
    ["a Task's Arguments", { E: aTask({ Arguments: { a: result } }) }, 'result'],
    ["a Pass's Output", { E: aPass({ Output: result }) }, 'result'],
    ["a Catcher's Output", caught({ Output: errorOutput }), undefined],
    ["a Catcher's Assign", caught({ Assign: { a: errorOutput } }), undefined],
    ["a Catcher's Output, of a result", caught({ Output: result }), 'result'],
    ["a Task's Output, of an error", { E: aTask({ Output: errorOutput }) }, 'errorOutput'],
  ];
  test.each(cases)('%s', (_, states, missing) => {
    const findings = findingsIn(aDefinition(states, { QueryLanguage: 'JSONata' }));
    expect(findings.map((finding) => finding.replace(/ at .*/, ''))).toEqual(
      missing === undefined
        ? []
        : [`UNSUPPORTED_JSONATA_EXPRESSION: Field '$states.${missing}' does not exist.`],
    );
  });
});
