import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { aMachine, findingsIn } from '../definitions.ts';

type Case = readonly [title: string, state: Json, findings: readonly string[]];

function check(cases: readonly Case[]): void {
  test.each(cases)('%s', (_, state, findings) => {
    const located = findings.map((finding) => finding.replace(/ at (?=\/|$)/, ' at /States/S'));
    expect(findingsIn(aMachine(state))).toEqual(located);
  });
}

const referencePath = "Value is not a Reference Path: Reference path didn't start with '$'";

describe('Pass', () => {
  const pass = { Type: 'Pass', End: true };
  check([
    ['paths', { ...pass, InputPath: '$.a[0].b', OutputPath: "$['a b']", ResultPath: '$.a.b' }, []],
    ['null for a path', { ...pass, InputPath: null, OutputPath: null, ResultPath: null }, []],
    [
      'paths at the Context object and at a variable',
      { ...pass, InputPath: '$$.Execution.Id', OutputPath: '$x.y' },
      [],
    ],
    ['a filter', { ...pass, InputPath: '$.a[?(@.b > 1)]' }, []],
    [
      'InputPath without $',
      { ...pass, InputPath: 'Test' },
      ['Value must be a valid JSONPath. at /InputPath'],
    ],
    [
      'OutputPath without $',
      { ...pass, OutputPath: 'Test' },
      ['Value must be a valid JSONPath. at /OutputPath'],
    ],
    ['a path left open', { ...pass, InputPath: '$.a[' }, ['Value must be a valid JSONPath. at /InputPath']],
    ['a path that is a number', { ...pass, InputPath: 1 }, ['Expected value of type String at /InputPath']],
    ['ResultPath without $', { ...pass, ResultPath: 'a' }, [`${referencePath} at /ResultPath`]],
    [
      'ResultPath that is a number',
      { ...pass, ResultPath: 1 },
      ['Expected value of type String at /ResultPath'],
    ],
    ['any Result', { ...pass, Result: [1, null, 'x'] }, []],
    [
      'a template',
      {
        ...pass,
        Parameters: { a: { 'b.$': '$.c', 'd.$': 'States.UUID()', 'e.$': '$$.State.Name', 'f.$': '$v' } },
      },
      [],
    ],
    [
      'a template in an array',
      { ...pass, Parameters: { a: [{ 'b.$': 'x' }] } },
      [
        "The value for the field 'b.$' must be a valid JSONPath or a valid intrinsic function call at /Parameters/a[0]",
      ],
    ],
    [
      'a template value that is no text',
      { ...pass, Parameters: { 'b.$': 1 } },
      [
        "The value for the field 'b.$' must be a valid JSONPath or a valid intrinsic function call at /Parameters",
      ],
    ],
    [
      'an unknown intrinsic function',
      { ...pass, Parameters: { 'b.$': 'States.Nope()' } },
      [
        "The value for the field 'b.$' must be a valid JSONPath or a valid intrinsic function call at /Parameters",
      ],
    ],
    [
      'a template name twice',
      { ...pass, Parameters: { b: 1, 'b.$': '$.b' } },
      ['There should only be one of the following fields: [b, b.$] at /Parameters'],
    ],
  ]);

  test.each(['$.a[*]', '$..a', '$.a[?(@.b)]', '$.a[0:2]', '$.a[0,1]', '$x.a', '$$.State.Name'])(
    'ResultPath %s is no reference path',
    (ResultPath) => {
      expect(findingsIn(aMachine({ ...pass, ResultPath }))).toEqual([
        expect.stringMatching(/^Value is not a Reference Path: .+ at \/States\/S\/ResultPath$/),
      ]);
    },
  );
});

describe('Wait', () => {
  const wait = { Type: 'Wait', End: true };
  const group = '[SecondsPath, Seconds, TimestampPath, Timestamp]';
  check([
    ['Seconds', { ...wait, Seconds: 0 }, []],
    ['Seconds at the maximum', { ...wait, Seconds: 99_999_999 }, []],
    ['SecondsPath', { ...wait, SecondsPath: '$.s' }, []],
    ['TimestampPath at the Context object', { ...wait, TimestampPath: '$$.Execution.StartTime' }, []],
    ['TimestampPath at a variable', { ...wait, TimestampPath: '$start' }, []],
    ['no time', wait, [`This object should have only one of the following fields: ${group} at `]],
    [
      'two times',
      { ...wait, Seconds: 1, Timestamp: '2016-12-05T21:29:29Z' },
      [`There should only be one of the following fields: ${group} at `],
    ],
    ['negative Seconds', { ...wait, Seconds: -1 }, ['Minimum value is 0 at /Seconds']],
    ['too many Seconds', { ...wait, Seconds: 100_000_000 }, ['Maximum value is 99999999 at /Seconds']],
    ['Seconds as text', { ...wait, Seconds: '1' }, ['Expected value of type Integer at /Seconds']],
    [
      'an expression in a JSONPath state',
      { ...wait, Seconds: '{% 1 %}' },
      ['Expected value of type Integer at /Seconds'],
    ],
    ['an expression in a JSONata state', { ...wait, QueryLanguage: 'JSONata', Seconds: '{% 1 %}' }, []],
    [
      'a timestamp expression in a JSONata state',
      { ...wait, QueryLanguage: 'JSONata', Timestamp: '{% $now() %}' },
      [],
    ],
    ['SecondsPath without $', { ...wait, SecondsPath: 's' }, [`${referencePath} at /SecondsPath`]],
  ]);

  test.each([
    '2016-12-05T21:29:29Z',
    '2016-12-05T21:29:29.5Z',
    '2024-12-05T21:29:29.243167252Z',
    '2016-12-05T21:29:29+01:00',
    '2024-02-29T00:00:00-23:59',
  ])('Timestamp may be %s', (Timestamp) => {
    expect(findingsIn(aMachine({ ...wait, Timestamp }))).toEqual([]);
  });

  test.each([
    '2016-12-05 21:29:29Z',
    '2016-12-05T21:29:29',
    '2016-13-05T21:29:29Z',
    '2016-12-05T25:29:29Z',
    '2016-12-05T21:60:29Z',
    '2023-02-29T00:00:00Z',
    '2016-04-31T00:00:00Z',
    '2016-12-05t21:29:29Z',
    '2016-12-05',
    '$.t',
  ])('Timestamp may not be %s', (Timestamp) => {
    expect(findingsIn(aMachine({ ...wait, Timestamp }))).toEqual([
      'String does not match RFC3339 timestamp at /States/S/Timestamp',
    ]);
  });
});

describe('Fail', () => {
  const fail = { Type: 'Fail' };
  check([
    ['texts', { ...fail, Error: 'E', Cause: 'C' }, []],
    [
      'paths and intrinsic functions',
      { ...fail, ErrorPath: '$.e', CausePath: "States.Format('{}', $.c)" },
      [],
    ],
    [
      'an error twice',
      { ...fail, Error: 'E', ErrorPath: '$.e' },
      ['There should only be one of the following fields: [Error, ErrorPath] at '],
    ],
    [
      'a cause twice',
      { ...fail, Cause: 'C', CausePath: '$.c' },
      ['There should only be one of the following fields: [Cause, CausePath] at '],
    ],
    ['an error that is a number', { ...fail, Error: 500 }, ['Expected value of type String at /Error']],
    [
      'a path that is none',
      { ...fail, CausePath: 'oops' },
      ['Value must be a valid JSONPath. at /CausePath'],
    ],
    [
      'expressions in a JSONata state',
      { ...fail, QueryLanguage: 'JSONata', Error: '{% $e %}', Cause: 'plain' },
      [],
    ],
  ]);
});

describe('Task', () => {
  const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };
  const activity = 'arn:aws:states:us-east-1:123456789012:activity:approve';
  const role = 'arn:aws:iam::123456789012:role/target';
  const notRecognized = (arn: string) =>
    `The resource provided ${arn} is not recognized. The value is not a valid resource ARN, or the resource is not available in this region. at /Resource`;
  check([
    ['a function', { ...task, Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f' }, []],
    ['an activity', { ...task, Resource: activity }, []],
    ['no resource', { Type: 'Task', End: true }, ['These fields are required: [Resource] at ']],
    [
      'a resource that is no ARN',
      { ...task, Resource: 'create' },
      ['Value is not a valid resource ARN at /Resource'],
    ],
    ['a resource that is a number', { ...task, Resource: 1 }, ['Expected value of type String at /Resource']],
    [
      'a queue as resource',
      { ...task, Resource: 'arn:aws:sqs:us-east-1:123456789012:q' },
      [notRecognized('arn:aws:sqs:us-east-1:123456789012:q')],
    ],
    ['timeouts', { ...task, TimeoutSeconds: 99_999_999, HeartbeatSeconds: 1 }, []],
    ['timeout paths', { ...task, TimeoutSecondsPath: '$.t', HeartbeatSecondsPath: '$h' }, []],
    ['TimeoutSeconds 0', { ...task, TimeoutSeconds: 0 }, ['Minimum value is 1 at /TimeoutSeconds']],
    [
      'TimeoutSeconds past the maximum',
      { ...task, TimeoutSeconds: 100_000_000 },
      ['Maximum value is 99999999 at /TimeoutSeconds'],
    ],
    [
      'HeartbeatSeconds as text',
      { ...task, HeartbeatSeconds: '5' },
      ['Expected value of type Integer at /HeartbeatSeconds'],
    ],
    [
      'a heartbeat as long as the timeout',
      { ...task, TimeoutSeconds: 5, HeartbeatSeconds: 5 },
      ['HeartbeatSeconds must be smaller than TimeoutSeconds at /HeartbeatSeconds'],
    ],
    [
      'a timeout twice',
      { ...task, TimeoutSeconds: 1, TimeoutSecondsPath: '$.t' },
      ['There should only be one of the following fields: [TimeoutSeconds, TimeoutSecondsPath] at '],
    ],
    [
      'a heartbeat twice',
      { ...task, HeartbeatSeconds: 1, HeartbeatSecondsPath: '$.t' },
      ['There should only be one of the following fields: [HeartbeatSeconds, HeartbeatSecondsPath] at '],
    ],
    ['an expression for a timeout', { ...task, QueryLanguage: 'JSONata', TimeoutSeconds: '{% 5 %}' }, []],
    ['a role', { ...task, Credentials: { RoleArn: role } }, []],
    ['a role by path', { ...task, Credentials: { 'RoleArn.$': '$.role' } }, []],
    [
      'a role by intrinsic function',
      { ...task, Credentials: { 'RoleArn.$': "States.Format('{}', $.role)" } },
      [],
    ],
    [
      'a role by expression',
      { ...task, QueryLanguage: 'JSONata', Credentials: { RoleArn: '{% $role %}' } },
      [],
    ],
    [
      'a role by a path that is none',
      { ...task, Credentials: { 'RoleArn.$': role } },
      [
        "The value for the field 'RoleArn.$' must be a valid JSONPath or a valid intrinsic function call at /Credentials",
      ],
    ],
    [
      'a role by path in a JSONata state',
      { ...task, QueryLanguage: 'JSONata', Credentials: { 'RoleArn.$': '$.role' } },
      ["The field 'RoleArn' is required but was missing at /Credentials"],
    ],
    [
      'a role that is a number',
      { ...task, Credentials: { RoleArn: 1 } },
      ['Expected value of type String at /Credentials/RoleArn'],
    ],
    [
      'Credentials that are a text',
      { ...task, Credentials: role },
      ['Expected value of type Object at /Credentials'],
    ],
    [
      'Credentials for an activity',
      { ...task, Resource: activity, Credentials: { RoleArn: role } },
      ["The field 'Credentials' is not supported for activities at /Credentials"],
    ],
  ]);

  test('an integration that no connector knows is refused; without connectors it is not looked up', () => {
    const definition = aMachine({ ...task, Resource: 'arn:aws:states:::nope:nothing' });
    expect(findingsIn(definition)).toEqual([]);
    expect(findingsIn(definition, 'ERROR', { isKnownResource: (arn) => !arn.includes('nope') })).toEqual([
      notRecognized('arn:aws:states:::nope:nothing').replace('at /', 'at /States/S/'),
    ]);
  });

  test('an Express machine has no activities', () => {
    expect(findingsIn(aMachine({ ...task, Resource: activity }), 'ERROR', { type: 'EXPRESS' })).toEqual([
      'Express state machine does not support Activity ARN at /States/S/Resource',
    ]);
  });
});

describe('Retry and Catch', () => {
  const task = { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', End: true };
  const retrying = (...Retry: readonly JsonObject[]) => ({ ...task, Retry });
  const catching = (...Catch: readonly JsonObject[]) => ({ ...task, Catch });
  const x = { ErrorEquals: ['X'] };
  const all = { ErrorEquals: ['States.ALL'] };
  const statesAll = 'States.ALL must appear alone and at end of list';
  check([
    [
      'every field of a Retrier',
      retrying({
        ...x,
        Comment: 'x',
        IntervalSeconds: 1,
        MaxAttempts: 0,
        BackoffRate: 1,
        MaxDelaySeconds: 31_622_400,
        JitterStrategy: 'FULL',
      }),
      [],
    ],
    ['no Retriers', { ...task, Retry: [] }, []],
    ['IntervalSeconds 0', retrying({ ...x, IntervalSeconds: 0 }), []],
    ['States.ALL alone and last', retrying(x, all), []],
    ['Retry that is an object', { ...task, Retry: x }, ['Expected value of type Array at /Retry']],
    ['a Retrier that is a text', { ...task, Retry: ['X'] }, ['Expected value of type Object at /Retry[0]']],
    ['no ErrorEquals', retrying({}), ['These fields are required: [ErrorEquals] at /Retry[0]']],
    ['empty ErrorEquals', retrying({ ErrorEquals: [] }), ['Value cannot be empty at /Retry[0]/ErrorEquals']],
    [
      'ErrorEquals that is a text',
      retrying({ ErrorEquals: 'X' }),
      ['Expected value of type Array at /Retry[0]/ErrorEquals'],
    ],
    [
      'an error name that is a number',
      retrying({ ErrorEquals: ['X', 1] }),
      ['Expected value of type String at /Retry[0]/ErrorEquals[1]'],
    ],
    ['States.ALL before the last', retrying(all, x), [`${statesAll} at /Retry[0]/ErrorEquals[0]`]],
    [
      'States.ALL with others',
      retrying({ ErrorEquals: ['X', 'States.ALL'] }),
      [`${statesAll} at /Retry[0]/ErrorEquals[1]`],
    ],
    [
      'a negative MaxAttempts',
      retrying({ ...x, MaxAttempts: -1 }),
      ['Minimum value is 0 at /Retry[0]/MaxAttempts'],
    ],
    [
      'MaxAttempts past the maximum',
      retrying({ ...x, MaxAttempts: 1e8 }),
      ['Maximum value is 99999999 at /Retry[0]/MaxAttempts'],
    ],
    [
      'a BackoffRate below 1',
      retrying({ ...x, BackoffRate: 0.5 }),
      ['Minimum value is 1.0 at /Retry[0]/BackoffRate'],
    ],
    [
      'MaxDelaySeconds 0',
      retrying({ ...x, MaxDelaySeconds: 0 }),
      ['Minimum value is 1 at /Retry[0]/MaxDelaySeconds'],
    ],
    [
      'MaxDelaySeconds past the maximum',
      retrying({ ...x, MaxDelaySeconds: 31_622_401 }),
      ['Maximum value is 31622400 at /Retry[0]/MaxDelaySeconds'],
    ],
    [
      'another JitterStrategy',
      retrying({ ...x, JitterStrategy: 'SOME' }),
      ['Value should be one of the following: [NONE, FULL] at /Retry[0]/JitterStrategy'],
    ],
    ['an unknown field', retrying({ ...x, Next: 'S' }), ["Field 'Next' is not supported at /Retry[0]"]],
    [
      'every field of a Catcher',
      catching({ ...x, Next: 'S', Comment: 'x', ResultPath: '$.e', Assign: { a: 1 } }),
      [],
    ],
    ['a Catcher without Next', catching(x), ['These fields are required: [Next] at /Catch[0]']],
    [
      'a Catcher without ErrorEquals',
      catching({ Next: 'S' }),
      ['These fields are required: [ErrorEquals] at /Catch[0]'],
    ],
    [
      'States.ALL before the last Catcher',
      catching({ ...all, Next: 'S' }, { ...x, Next: 'S' }),
      [`${statesAll} at /Catch[0]/ErrorEquals[0]`],
    ],
    [
      'a Catcher with Output in a JSONPath state',
      catching({ ...x, Next: 'S', Output: 1 }),
      [
        "The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /Catch[0]",
      ],
    ],
    [
      'a Catcher with Output in a JSONata state',
      { ...catching({ ...x, Next: 'S', Output: 1 }), QueryLanguage: 'JSONata' },
      [],
    ],
    ['null for a ResultPath', catching({ ...x, Next: 'S', ResultPath: null }), []],
    [
      'a ResultPath that is none',
      catching({ ...x, Next: 'S', ResultPath: 'e' }),
      [`${referencePath} at /Catch[0]/ResultPath`],
    ],
  ]);
});

describe('Parallel', () => {
  const parallel = { Type: 'Parallel', End: true };
  const branch = { StartAt: 'B', States: { B: { Type: 'Succeed' } } };
  check([
    ['a branch', { ...parallel, Branches: [{ ...branch, Comment: 'x' }], Parameters: { 'a.$': '$' } }, []],
    ['no Branches', parallel, ['These fields are required: [Branches] at ']],
    ['empty Branches', { ...parallel, Branches: [] }, ['Value cannot be empty at /Branches']],
    [
      'Branches that are an object',
      { ...parallel, Branches: branch },
      ['Expected value of type Array at /Branches'],
    ],
    [
      'a branch that is a text',
      { ...parallel, Branches: ['B'] },
      ['Expected value of type Object at /Branches[0]'],
    ],
    [
      'a branch without StartAt',
      { ...parallel, Branches: [{ States: branch.States }] },
      ['These fields are required: [StartAt] at /Branches[0]'],
    ],
    [
      'a branch with a language',
      { ...parallel, Branches: [{ ...branch, QueryLanguage: 'JSONata' }] },
      ["Field 'QueryLanguage' is not supported at /Branches[0]"],
    ],
    [
      'an error inside',
      { ...parallel, Branches: [{ StartAt: 'B', States: { B: { Type: 'Pass' } } }] },
      ['This object should have only one of the following fields: [Next, End] at /Branches[0]/States/B'],
    ],
  ]);
});

describe('a distributed or inline Map', () => {
  const states = { StartAt: 'I', States: { I: { Type: 'Succeed' } } };
  const inline = { Type: 'Map', ItemProcessor: states, End: true };
  const processor = { ...states, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };
  const distributed = { Type: 'Map', ItemProcessor: processor, End: true };
  const readerFor = (ReaderConfig: JsonObject) => ({
    ...distributed,
    ItemReader: {
      Resource: 'arn:aws:states:::s3:getObject',
      ReaderConfig,
      Parameters: { Bucket: 'b', Key: 'k' },
    },
  });
  const batcher = (ItemBatcher: JsonObject) => ({ ...distributed, ItemBatcher });
  const writer = (ResultWriter: JsonObject) => ({ ...distributed, ResultWriter });
  const putObject = 'arn:aws:states:::s3:putObject';
  check([
    ['Iterator', { Type: 'Map', Iterator: states, End: true }, []],
    ['INLINE by name', { ...inline, ItemProcessor: { ...states, ProcessorConfig: { Mode: 'INLINE' } } }, []],
    [
      'no processor',
      { Type: 'Map', End: true },
      ['This object should have only one of the following fields: [ItemProcessor, Iterator] at '],
    ],
    [
      'both processors',
      { ...inline, Iterator: { StartAt: 'J', States: { J: { Type: 'Succeed' } } } },
      ['There should only be one of the following fields: [ItemProcessor, Iterator] at '],
    ],
    [
      'a processor that is a text',
      { ...inline, ItemProcessor: 'I' },
      ['Expected value of type Object at /ItemProcessor'],
    ],
    [
      'a processor without states',
      { ...inline, ItemProcessor: {} },
      ['These fields are required: [States, StartAt] at /ItemProcessor'],
    ],
    [
      'a processor with a language',
      { ...inline, ItemProcessor: { ...states, QueryLanguage: 'JSONata' } },
      ["Field 'QueryLanguage' is not supported at /ItemProcessor"],
    ],
    [
      'another mode',
      { ...inline, ItemProcessor: { ...states, ProcessorConfig: { Mode: 'REMOTE' } } },
      ['Value should be one of the following: [INLINE, DISTRIBUTED] at /ItemProcessor/ProcessorConfig/Mode'],
    ],
    [
      'ExecutionType inline',
      {
        ...inline,
        ItemProcessor: { ...states, ProcessorConfig: { Mode: 'INLINE', ExecutionType: 'STANDARD' } },
      },
      ["Field 'ExecutionType' is not supported at /ItemProcessor/ProcessorConfig"],
    ],
    [
      'no ExecutionType',
      { ...inline, ItemProcessor: { ...states, ProcessorConfig: { Mode: 'DISTRIBUTED' } } },
      ['These fields are required: [ExecutionType] at /ItemProcessor/ProcessorConfig'],
    ],
    [
      'another ExecutionType',
      {
        ...inline,
        ItemProcessor: { ...states, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'FAST' } },
      },
      [
        'Value should be one of the following: [STANDARD, EXPRESS] at /ItemProcessor/ProcessorConfig/ExecutionType',
      ],
    ],
    [
      'numbers',
      { ...inline, MaxConcurrency: 0, ToleratedFailureCount: 0, ToleratedFailurePercentage: 99.5 },
      [],
    ],
    [
      'numbers by path',
      {
        ...inline,
        MaxConcurrencyPath: '$.c',
        ToleratedFailureCountPath: '$f',
        ToleratedFailurePercentagePath: '$.p',
      },
      [],
    ],
    [
      'numbers by expression',
      {
        ...inline,
        QueryLanguage: 'JSONata',
        MaxConcurrency: '{% 1 %}',
        ToleratedFailurePercentage: '{% 1 %}',
      },
      [],
    ],
    [
      'a negative MaxConcurrency',
      { ...inline, MaxConcurrency: -1 },
      ['Minimum value is 0 at /MaxConcurrency'],
    ],
    [
      'a negative percentage',
      { ...inline, ToleratedFailurePercentage: -1 },
      ['Minimum value is 0.0 at /ToleratedFailurePercentage'],
    ],
    [
      'a percentage past 100',
      { ...inline, ToleratedFailurePercentage: 101 },
      ['Maximum value is 100.0 at /ToleratedFailurePercentage'],
    ],
    [
      'MaxConcurrency twice',
      { ...inline, MaxConcurrency: 1, MaxConcurrencyPath: '$.c' },
      ['There should only be one of the following fields: [MaxConcurrency, MaxConcurrencyPath] at '],
    ],
    [
      'a selector twice',
      { ...inline, ItemSelector: {}, Parameters: {} },
      ['There should only be one of the following fields: [ItemSelector, Parameters] at '],
    ],
    ['ItemsPath at the Context object', { ...inline, ItemsPath: '$$.Execution.Input.items' }, []],
    ['ItemsPath without $', { ...inline, ItemsPath: 'items' }, [`${referencePath} at /ItemsPath`]],
    ['Items by expression', { ...inline, QueryLanguage: 'JSONata', Items: '{% $states.input.items %}' }, []],
    [
      'a reader inline',
      { ...inline, ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: {} } },
      ["Field 'ItemReader' is not supported at "],
    ],
    ['a label inline', { ...inline, Label: 'x' }, ["Field 'Label' is not supported at "]],

    ['a distributed Map', { ...distributed, Label: 'Orders-1', MaxConcurrency: 1000 }, []],
    [
      'a label too long',
      { ...distributed, Label: 'x'.repeat(41) },
      [`INVALID_LABEL_NAME: Invalid Label: ${'x'.repeat(41)} at /Label`],
    ],
    [
      'a label with a blank',
      { ...distributed, Label: 'a b' },
      ['INVALID_LABEL_NAME: Invalid Label: a b at /Label'],
    ],
    [
      'CSV',
      readerFor({
        InputType: 'CSV',
        CSVHeaderLocation: 'FIRST_ROW',
        CSVDelimiter: 'TAB',
        MaxItems: 100_000_000,
      }),
      [],
    ],
    [
      'CSV with headers given',
      readerFor({ InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['a', 'b'] }),
      [],
    ],
    ['JSON', readerFor({ InputType: 'JSON', ItemsPointer: '/a/b', MaxItemsPath: '$.max' }), []],
    ['an inventory', readerFor({ ManifestType: 'S3_INVENTORY' }), []],
    [
      'CSV without a header',
      readerFor({ InputType: 'CSV' }),
      ["The field 'CSVHeaderLocation' is required but was missing at /ItemReader/ReaderConfig"],
    ],
    [
      'GIVEN without headers',
      readerFor({ InputType: 'CSV', CSVHeaderLocation: 'GIVEN' }),
      ['These fields are required: [CSVHeaders] at /ItemReader/ReaderConfig'],
    ],
    [
      'CSV fields for JSON',
      readerFor({ InputType: 'JSON', CSVHeaderLocation: 'FIRST_ROW' }),
      ["Field 'CSVHeaderLocation' is not supported at /ItemReader/ReaderConfig"],
    ],
    [
      'another InputType',
      readerFor({ InputType: 'XML' }),
      [
        'Value should be one of the following: [CSV, JSON, JSONL, PARQUET, MANIFEST] at /ItemReader/ReaderConfig/InputType',
      ],
    ],
    [
      'too many items',
      readerFor({ InputType: 'JSON', MaxItems: 100_000_001 }),
      ['Maximum value is 100000000 at /ItemReader/ReaderConfig/MaxItems'],
    ],
    [
      'MaxItems twice',
      readerFor({ InputType: 'JSON', MaxItems: 1, MaxItemsPath: '$.m' }),
      [
        'There should only be one of the following fields: [MaxItems, MaxItemsPath] at /ItemReader/ReaderConfig',
      ],
    ],
    [
      'a reader of something else',
      { ...distributed, ItemReader: { Resource: 'arn:aws:states:::s3:putObject', Parameters: {} } },
      ["The field 'Resource' does not match any of the allowed values at /ItemReader/Resource"],
    ],
    [
      'a reader of nothing',
      { ...distributed, ItemReader: {} },
      [
        'These fields are required: [Resource] at /ItemReader',
        'These fields are required: [Parameters] at /ItemReader',
      ],
    ],
    [
      'a batch',
      batcher({ MaxItemsPerBatch: 10, MaxInputBytesPerBatch: 262_144, BatchInput: { 'a.$': '$.a' } }),
      [],
    ],
    ['a batch by path', batcher({ MaxItemsPerBatchPath: '$.n' }), []],
    [
      'a batch without a limit',
      batcher({ BatchInput: {} }),
      [
        'This object should have at least one of the following fields: [MaxItemsPerBatch, MaxItemsPerBatchPath, MaxInputBytesPerBatch, MaxInputBytesPerBatchPath] at /ItemBatcher',
      ],
    ],
    [
      'a negative batch',
      batcher({ MaxItemsPerBatch: -1 }),
      ['Minimum value is 0 at /ItemBatcher/MaxItemsPerBatch'],
    ],
    [
      'a batch limit twice',
      batcher({ MaxItemsPerBatch: 1, MaxItemsPerBatchPath: '$.n' }),
      [
        'There should only be one of the following fields: [MaxItemsPerBatch, MaxItemsPerBatchPath] at /ItemBatcher',
      ],
    ],
    [
      'a batch too large',
      batcher({ MaxInputBytesPerBatch: 262_145 }),
      ['Maximum value is 262144 at /ItemBatcher/MaxInputBytesPerBatch'],
    ],
    [
      'an export',
      writer({
        Resource: putObject,
        Parameters: { Bucket: 'b' },
        WriterConfig: { Transformation: 'FLATTEN', OutputType: 'JSONL' },
      }),
      [],
    ],
    ['a format only', writer({ WriterConfig: { Transformation: 'COMPACT' } }), []],
    [
      'an export without parameters',
      writer({ Resource: putObject }),
      ['These fields are required: [Parameters] at /ResultWriter'],
    ],
    ['an empty writer', writer({}), ['These fields are required: [Resource, Parameters] at /ResultWriter']],
    [
      'another transformation',
      writer({ WriterConfig: { Transformation: 'ZIP' } }),
      [
        'Value should be one of the following: [NONE, COMPACT, FLATTEN] at /ResultWriter/WriterConfig/Transformation',
      ],
    ],
  ]);

  test.each(['MaxConcurrencyPath', 'ToleratedFailureCountPath', 'ToleratedFailurePercentagePath'])(
    '%s cannot begin at the Context object',
    (name) => {
      const state = { ...distributed, [name]: '$$.Execution.Input.n' };
      expect(findingsIn(aMachine(state))).toEqual([
        expect.stringMatching(new RegExp(`^Value is not a Reference Path: .+ at /States/S/${name}$`)),
      ]);
    },
  );

  test('labels are unique', () => {
    const other = {
      ...distributed,
      ItemProcessor: { ...processor, StartAt: 'J', States: { J: { Type: 'Succeed' } } },
    };
    const definition = aMachine(
      { ...distributed, End: false, Next: 'T', Label: 'x' },
      { T: { ...other, Label: 'x' } },
    );
    expect(findingsIn(definition)).toEqual(['DUPLICATE_LABEL_NAME: Duplicate Label: x at /States/T/Label']);
  });

  test('an Express machine runs no children', () => {
    expect(findingsIn(aMachine(distributed), 'ERROR', { type: 'EXPRESS' })).toEqual([
      "The field 'Mode' with value 'DISTRIBUTED' is not supported inside 'EXPRESS' state machines at /States/S/ItemProcessor/ProcessorConfig/Mode",
    ]);
  });

  test('Express children wait for no job', () => {
    const job = { Type: 'Task', Resource: 'arn:aws:states:::ecs:runTask.sync', End: true };
    const withChildren = (ExecutionType: string) =>
      aMachine({
        Type: 'Map',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType },
          StartAt: 'J',
          States: { J: job },
        },
        End: true,
      });
    expect(findingsIn(withChildren('STANDARD'))).toEqual([]);
    expect(findingsIn(withChildren('EXPRESS'))).toEqual([
      "Express state machine does not support '.sync' service integration at /States/S/ItemProcessor/States/J/Resource",
    ]);
  });
});

describe('warnings do not refuse', () => {
  const pass = { Type: 'Pass', End: true };
  const cases: readonly (readonly [title: string, state: JsonObject, warnings: readonly RegExp[]])[] = [
    [
      'a path under a plain name',
      { ...pass, Parameters: { a: '$.a' } },
      [/^NO_DOLLAR: .* at \/States\/S\/Parameters\/a$/],
    ],
    [
      'an intrinsic function under a plain name',
      { ...pass, Parameters: { a: ['x', { b: 'States.UUID()' }] } },
      [/^NO_DOLLAR: .*\/Parameters\/a\[1\]\/b$/],
    ],
    [
      'a path in a Result',
      { ...pass, Result: { 'a.$': '$.a' } },
      [/^PASS_RESULT_IS_STATIC: .*\/Result\/a\.\$$/],
    ],
    ['a path as an Error', { Type: 'Fail', Error: '$.e' }, [/^NO_PATH: .*\/Error$/]],
    ['nothing', { ...pass, Parameters: { a: '$5', b: 'States of mind' }, Result: { a: 'x' } }, []],
  ];
  test.each(cases)('%s', (_, state, warnings) => {
    expect(findingsIn(aMachine(state))).toEqual([]);
    expect(findingsIn(aMachine(state), 'WARNING')).toEqual(
      warnings.map((warning) => expect.stringMatching(warning)),
    );
  });
});
