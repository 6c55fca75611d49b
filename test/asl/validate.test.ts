import { describe, expect, test } from 'vitest';
import { formatDiagnostics } from '../../src/asl/diagnostic.ts';
import { validateDefinition, validateState } from '../../src/asl/validate.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { aMachine, findingsIn } from './definitions.ts';

const end = { Type: 'Pass', End: true };
const stateTypes = '[Task, Wait, Pass, Succeed, Fail, Choice, Parallel, Map]';

describe('what AWS answered', () => {
  const recorded: readonly (readonly [
    title: string,
    definition: JsonObject,
    findings: readonly string[],
    type?: 'EXPRESS',
  ])[] = [
    ['an empty object', {}, ['These fields are required: [States, StartAt] at /']],
    ['no StartAt', { States: { A: end } }, ['These fields are required: [StartAt] at /']],
    ['no StartAt, Express', { States: { A: end } }, ['These fields are required: [StartAt] at /'], 'EXPRESS'],
    [
      'an unknown state type',
      aMachine({ Type: 'TypeThatDoesNotExist', End: true }),
      [`The field 'Type' should have one of these values: ${stateTypes} at /States/S/Type`],
    ],
    [
      'a JSONPath state in a JSONata machine',
      aMachine({ ...end, QueryLanguage: 'JSONPath' }, {}, { QueryLanguage: 'JSONata' }),
      ["'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/S"],
    ],
    [
      'Credentials without a role',
      aMachine({
        Type: 'Task',
        QueryLanguage: 'JSONata',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: '{% $state.input %}',
        Credentials: { InvalidField: 'invalid' },
        End: true,
      }),
      ["The field 'RoleArn' is required but was missing at /States/S/Credentials"],
    ],
    [
      'an intrinsic function with escapes it does not know',
      aMachine({
        Type: 'Pass',
        Parameters: { 'parsed.$': `States.Format('He said, \\"Hello, {}!\\"', 'Test \\"Name\\" Here')` },
        End: true,
      }),
      [
        "The value for the field 'parsed.$' must be a valid JSONPath or a valid intrinsic function call at /States/S/Parameters",
      ],
    ],
    [
      'a .sync integration in an Express machine',
      aMachine({ Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync', End: true }),
      ["Express state machine does not support '.sync' service integration at /States/S/Resource"],
      'EXPRESS',
    ],
    [
      'a callback in an Express machine',
      aMachine({ Type: 'Task', Resource: 'arn:aws:states:::sns:publish.waitForTaskToken', End: true }),
      [
        "Express state machine does not support '.waitForTaskToken' service integration  at /States/S/Resource",
      ],
      'EXPRESS',
    ],
    [
      'a dangling Next beside an unreachable state',
      { StartAt: 'pass1', States: { pass1: { Type: 'Pass', Next: 'pass3' }, pass2: end } },
      [
        "MISSING_TRANSITION_TARGET: Missing 'Next' target: pass3 at /States/pass1/Next",
        'MISSING_TRANSITION_TARGET: State "pass2" is not reachable. at /States/pass2',
      ],
    ],
    [
      'a dangling StartAt, whose followers are reported once',
      {
        StartAt: 'Not sure',
        States: { 'Pass One': { Type: 'Pass', Next: 'Success' }, Success: { Type: 'Succeed' } },
      },
      [
        "MISSING_TRANSITION_TARGET: Missing 'Next' target: Not sure at /StartAt",
        'MISSING_TRANSITION_TARGET: State "Pass One" is not reachable. at /States/Pass One',
      ],
    ],
    [
      'a loop without an end',
      { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } } },
      ['MISSING_END_STATE: Workflow has no terminal state at null'],
    ],
    [
      'a loop without an end hides what is unreachable',
      {
        StartAt: 'A',
        States: {
          A: { Type: 'Pass', Next: 'B' },
          B: { Type: 'Pass', Next: 'A' },
          C: { Type: 'Pass', Next: 'A' },
        },
      },
      ['MISSING_END_STATE: Workflow has no terminal state at null'],
    ],
    [
      'a loop beside an unreachable end',
      { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' }, C: end } },
      ['MISSING_TRANSITION_TARGET: State "C" is not reachable. at /States/C'],
    ],
    [
      'a dangling Next where nothing ends',
      aMachine({ Type: 'Pass', Next: 'NOPE' }),
      [
        "MISSING_TRANSITION_TARGET: Missing 'Next' target: NOPE at /States/S/Next",
        'MISSING_END_STATE: Workflow has no terminal state at null',
      ],
    ],
  ];

  const cases = recorded.map(([title, definition, findings, type = 'STANDARD' as const]) => ({
    title,
    definition,
    findings,
    type,
  }));
  test.each(cases)('$title', ({ definition, findings, type }) => {
    expect(findingsIn(definition, 'ERROR', { type })).toEqual(findings);
  });

  test('a Map may be JSONata in a JSONPath machine, with JSONPath inside', () => {
    const definition = aMachine(
      {
        Type: 'Map',
        QueryLanguage: 'JSONata',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'Pass',
          States: { Pass: { QueryLanguage: 'JSONPath', Type: 'Pass', End: true } },
        },
        End: true,
      },
      {},
      { QueryLanguage: 'JSONPath' },
    );
    expect(findingsIn(definition)).toEqual([]);
    expect(findingsIn(definition, 'ERROR', { type: 'EXPRESS' })).toEqual([]);
  });
});

describe('the fields of the machine', () => {
  const cases: readonly (readonly [title: string, definition: Json, findings: readonly string[]])[] = [
    [
      'all of them',
      { ...aMachine(end), Comment: 'x', Version: '1.0', TimeoutSeconds: 60, QueryLanguage: 'JSONPath' },
      [],
    ],
    ['a text', 'StartAt', ['Expected value of type Object at /']],
    ['null', null, ['Expected value of type Object at /']],
    ['an array', [], ['Expected value of type Object at /']],
    ['an unknown field', { ...aMachine(end), Coment: 'x' }, ["Field 'Coment' is not supported at /"]],
    [
      'a field in another case',
      { ...aMachine(end), comment: 'x' },
      ["Field 'comment' is not supported at /"],
    ],
    [
      'a Comment that is no text',
      { ...aMachine(end), Comment: 1 },
      ['Expected value of type String at /Comment'],
    ],
    [
      'another Version',
      { ...aMachine(end), Version: '2.0' },
      ['Value should be one of the following: [1.0] at /Version'],
    ],
    ['TimeoutSeconds 0', { ...aMachine(end), TimeoutSeconds: 0 }, []],
    [
      'a negative TimeoutSeconds',
      { ...aMachine(end), TimeoutSeconds: -1 },
      ['Minimum value is 0 at /TimeoutSeconds'],
    ],
    [
      'a TimeoutSeconds past a hundred million',
      { ...aMachine(end), TimeoutSeconds: 1e8 },
      ['Maximum value is 99999999 at /TimeoutSeconds'],
    ],
    [
      'a broken TimeoutSeconds',
      { ...aMachine(end), TimeoutSeconds: 1.5 },
      ['Expected value of type Integer at /TimeoutSeconds'],
    ],
    [
      'a textual TimeoutSeconds',
      { ...aMachine(end), TimeoutSeconds: '60' },
      ['Expected value of type Integer at /TimeoutSeconds'],
    ],
    [
      'an unknown QueryLanguage',
      { ...aMachine(end), QueryLanguage: 'jsonpath' },
      ['Value should be one of the following: [JSONPath, JSONata] at /QueryLanguage'],
    ],
    ['no states', { StartAt: 'A', States: {} }, ['Value cannot be empty at /States']],
    ['States that are a list', { StartAt: 'A', States: [] }, ['Expected value of type Object at /States']],
    ['a state that is a text', aMachine('Pass'), ['Expected value of type Object at /States/S']],
    ['a state without a type', aMachine({ End: true }), ['These fields are required: [Type] at /States/S']],
    [
      'a type in another case',
      aMachine({ Type: 'pass', End: true }),
      [`The field 'Type' should have one of these values: ${stateTypes} at /States/S/Type`],
    ],
    [
      'a type from the prototype',
      aMachine({ Type: 'toString', End: true }),
      [`The field 'Type' should have one of these values: ${stateTypes} at /States/S/Type`],
    ],
    [
      'a field from the prototype',
      aMachine({ ...end, constructor: 1 }),
      ["Field 'constructor' is not supported at /States/S"],
    ],
    [
      'StartAt that is no text',
      { StartAt: 1, States: { A: end } },
      ['Expected value of type String at /StartAt'],
    ],
    [
      'several errors',
      { Version: 1, States: {} },
      [
        'These fields are required: [StartAt] at /',
        'Expected value of type String at /Version',
        'Value cannot be empty at /States',
      ],
    ],
    ['a name of 80 characters', { StartAt: 'x'.repeat(80), States: { ['x'.repeat(80)]: end } }, []],
    [
      'a name of 81 characters',
      { StartAt: 'x'.repeat(81), States: { ['x'.repeat(81)]: end } },
      [`INVALID_STATE_NAME: State name is longer than 80 characters at /States/${'x'.repeat(81)}`],
    ],
    [
      '80 characters outside the basic plane',
      { StartAt: '🪜'.repeat(80), States: { ['🪜'.repeat(80)]: end } },
      [],
    ],
    [
      'an empty name',
      { StartAt: '', States: { '': end } },
      ['INVALID_STATE_NAME: State name is empty at /States/'],
    ],
  ];
  test.each(cases)('%s', (_, definition, findings) => {
    expect(findingsIn(definition)).toEqual(findings);
  });
});

test('a name is unique in the whole machine', () => {
  const definition = aMachine({
    Type: 'Parallel',
    Branches: [{ StartAt: 'S', States: { S: end } }],
    End: true,
  });
  expect(findingsIn(definition)).toEqual([
    'DUPLICATE_STATE_NAME: Duplicate State name: S at /States/S/Branches[0]/States/S',
  ]);
});

test('states nest up to 64 blocks deep', () => {
  const nested = (blocks: number): JsonObject =>
    blocks === 1
      ? { StartAt: 'S1', States: { S1: end } }
      : {
          StartAt: `S${blocks}`,
          States: { [`S${blocks}`]: { Type: 'Parallel', Branches: [nested(blocks - 1)], End: true } },
        };
  expect(findingsIn(nested(64))).toEqual([]);
  expect(findingsIn(nested(65))).toEqual([
    expect.stringMatching(/^TOO_DEEPLY_NESTED: States are nested deeper than 64 levels at /),
  ]);
});

describe('each query language has its own fields', () => {
  const jsonPathOnly: readonly (readonly [field: string, state: JsonObject])[] = [
    ['InputPath', { ...end, InputPath: '$' }],
    ['OutputPath', { ...end, OutputPath: '$' }],
    ['ResultPath', { ...end, ResultPath: '$' }],
    ['Parameters', { ...end, Parameters: {} }],
    ['Result', { ...end, Result: 1 }],
    ['SecondsPath', { Type: 'Wait', SecondsPath: '$.s', End: true }],
    ['ErrorPath', { Type: 'Fail', ErrorPath: '$.e' }],
  ];
  test.each(jsonPathOnly)('%s is JSONPath only', (field, state) => {
    expect(findingsIn(aMachine({ ...state, QueryLanguage: 'JSONata' }))).toEqual([
      `The QueryLanguage is set to 'JSONata', but field '${field}' is only supported for the 'JSONPath' QueryLanguage at /States/S`,
    ]);
    expect(findingsIn(aMachine(state))).toEqual([]);
  });

  const resource = 'arn:aws:states:::lambda:invoke';
  const jsonataOnly: readonly (readonly [field: string, state: JsonObject])[] = [
    ['Output', { ...end, Output: '{% $states.input %}' }],
    ['Arguments', { Type: 'Task', Resource: resource, Arguments: {}, End: true }],
    ['Items', { Type: 'Map', Items: [1], ItemProcessor: { StartAt: 'I', States: { I: end } }, End: true }],
  ];
  test.each(jsonataOnly)('%s is JSONata only', (field, state) => {
    expect(findingsIn(aMachine(state))).toEqual([
      `The QueryLanguage is set to 'JSONPath', but field '${field}' is only supported for the 'JSONata' QueryLanguage at /States/S`,
    ]);
    expect(findingsIn(aMachine(state, {}, { QueryLanguage: 'JSONata' }))).toEqual([]);
  });

  test('a state inside a JSONata Map inherits the language of the machine', () => {
    const inner = { Type: 'Pass', Output: 1, End: true };
    const definition = aMachine({
      Type: 'Map',
      QueryLanguage: 'JSONata',
      ItemProcessor: { StartAt: 'P', States: { P: inner } },
      End: true,
    });
    expect(findingsIn(definition)).toEqual([
      "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/S/ItemProcessor/States/P",
    ]);
  });

  test('an expression begins and ends with its marks', () => {
    const definition = aMachine(
      { ...end, Output: { a: ['{% 1 %}', '{% 1'] } },
      {},
      { QueryLanguage: 'JSONata' },
    );
    expect(findingsIn(definition)).toEqual([
      'JSONata string must start with {% and end with %} at /States/S/Output/a[1]',
    ]);
  });
});

test('a single state is checked by itself, wherever it leads', () => {
  expect(validateState({ Type: 'Pass', Next: 'Elsewhere' }, { type: 'STANDARD' })).toEqual([]);
  expect(validateState({ Type: 'Pass' }, { type: 'STANDARD' })).toMatchObject([
    { message: 'This object should have only one of the following fields: [Next, End]', location: '/' },
  ]);
});

test('the exception carries the errors as AWS writes them', () => {
  const definition = aMachine({ Type: 'Wait', Timestamp: '2016-13-05T21:29:29Z', End: true });
  expect(formatDiagnostics(validateDefinition(definition, { type: 'STANDARD' }))).toBe(
    "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/S/Timestamp'",
  );
});
