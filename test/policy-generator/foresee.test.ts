import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { QueryLanguageName } from '../../src/asl/definition.ts';
import { noOutcome } from '../../src/asl/expressions/jsonata/expression.ts';
import { compileTemplate as compileJsonata } from '../../src/asl/expressions/jsonata/template.ts';
import { compileTemplate as compileJsonPath } from '../../src/asl/expressions/payload-template.ts';
import { Failure } from '../../src/base/failure.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../src/base/json.ts';
import { callsOf } from '../../src/policy-generator/calls.ts';
import { type Foreseen, memberOf } from '../../src/policy-generator/foreseen.ts';
import { machineArnOf } from '../../src/policy-generator/machine.ts';
import { arnPattern } from '../../src/policy-generator/resource-pattern.ts';
import { aScope } from '../asl/expressions/scope.ts';
import { aMachine } from './a-machine.ts';

/** Texts of a value, with `*` for what is not known; alternatives in a list. */
const cases: readonly {
  readonly title: string;
  readonly language: QueryLanguageName;
  readonly value: Json;
  readonly texts: readonly string[] | 'unknown';
}[] = [
  { title: 'a literal', language: 'JSONPath', value: 'orders', texts: ['orders'] },
  { title: 'a path', language: 'JSONPath', value: { 'x.$': '$.name' }, texts: 'unknown' },
  { title: 'a variable', language: 'JSONPath', value: { 'x.$': '$bucket' }, texts: ['b-1', 'b-2'] },
  { title: 'a member of one', language: 'JSONPath', value: { 'x.$': '$config.queue' }, texts: ['jobs'] },
  {
    title: 'States.Format within another',
    language: 'JSONPath',
    value: { 'x.$': "States.Format('a-{}-{}', States.Format('\\{{}\\}', $.n), $config.queue)" },
    texts: ['a-{*}-jobs'],
  },
  {
    title: 'the account of an ARN',
    language: 'JSONPath',
    value: { 'x.$': "States.ArrayGetItem(States.StringSplit($$.StateMachine.Id, ':'), 4)" },
    texts: ['111122223333'],
  },
  {
    title: 'the region of a longer ARN',
    language: 'JSONPath',
    value: { 'x.$': "States.ArrayGetItem(States.StringSplit($$.Execution.Id, ':'), 3)" },
    texts: ['us-east-1'],
  },
  { title: 'the state', language: 'JSONPath', value: { 'x.$': '$$.State.Name' }, texts: ['Work'] },
  {
    title: 'what & puts together',
    language: 'JSONata',
    value: "{% 'a-' & $states.input.x & '-' & 7 & '-' & $config.queue %}",
    texts: ['a-*-7-jobs'],
  },
  {
    title: 'both ends of a condition',
    language: 'JSONata',
    value: "{% $states.input.isLive ? 'live' : 'test' %}",
    texts: ['live', 'test'],
  },
  {
    title: 'a condition that may give nothing',
    language: 'JSONata',
    value: "{% $states.input.isLive ? 'live' %}",
    texts: 'unknown',
  },
  {
    title: 'what a block binds',
    language: 'JSONata',
    value: "{% ($stage := 'live'; $name := 'q-' & $stage; $name & '.fifo') %}",
    texts: ['q-live.fifo'],
  },
  {
    title: 'what a block binds twice',
    language: 'JSONata',
    value: "{% ($stage := 'live'; $stage := $states.input.stage; 'q-' & $stage) %}",
    texts: ['q-*'],
  },
  {
    title: '$join',
    language: 'JSONata',
    value: "{% $join(['arn:aws:sqs', 'us-east-1', $string(1), $config.queue], ':') %}",
    texts: ['arn:aws:sqs:us-east-1:1:jobs'],
  },
  {
    title: '$join of what may be nothing',
    language: 'JSONata',
    value: "{% $join(['a', $states.input.b, 'c'], ':') %}",
    texts: 'unknown',
  },
  {
    title: 'the account of an ARN, in JSONata',
    language: 'JSONata',
    value: "{% $split($states.context.StateMachine.Id, ':')[4] %}",
    texts: ['111122223333'],
  },
  {
    title: 'a function that the expression binds itself',
    language: 'JSONata',
    value: "{% ($lowercase := function($x) { 'other' }; $lowercase('A')) %}",
    texts: 'unknown',
  },
];

describe('what is foreseen of a value', () => {
  test.for(cases)('$title', ({ language, value, texts }) => {
    const foreseen = foreseenIn(language, value);
    expect(textsOf(isJsonObject(value) ? memberOf(foreseen, 'x') : foreseen)).toEqual(texts);
  });

  test('a child execution has an ARN of its own, which its states see', () => {
    const [, call] = callsOf(
      aMachine({
        StartAt: 'Each',
        States: {
          Each: {
            Type: 'Map',
            Label: 'each',
            ItemProcessor: {
              ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
              StartAt: 'Work',
              States: { Work: taskOf('JSONPath', { 'x.$': '$$.Execution.Id', 'y.$': '$$.StateMachine.Id' }) },
            },
            End: true,
          },
        },
      }),
    );
    const value = call?.type === 'Task' ? memberOf(call.parameters, 'Value') : undefined;
    expect(value && [textsOf(memberOf(value, 'x')), textsOf(memberOf(value, 'y'))]).toEqual([
      ['arn:aws:states:us-east-1:111122223333:express:MyWorkflow*'],
      ['arn:aws:states:us-east-1:111122223333:stateMachine:MyWorkflow*'],
    ]);
  });
});

const words = fc.constantFrom('a', 'b-c', '', 'arn:aws:s3:::', ':', '/x', 'Ü', '{', "it's");
const jsonataText = words.map((word) => JSON.stringify(word));
const jsonata = fc.letrec<{ readonly value: string; readonly leaf: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('leaf'),
    fc.tuple(tie('value'), tie('value')).map(([left, right]) => `${left} & ${right}`),
    fc.tuple(tie('value'), tie('value')).map(([then, or]) => `($states.input.flag ? ${then} : ${or})`),
    fc.tuple(tie('value'), tie('value')).map(([bound, use]) => `($b := ${bound}; $b & ${use})`),
    fc.tuple(tie('value'), tie('value')).map(([one, other]) => `($b := ${one}; $b := ${other}; [$b])`),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => `$join([${items.join(', ')}], '-')`),
    tie('value').map((value) => `{'k': ${value}, 'l': 1}`),
    tie('value').map((value) => `$string(${value})`),
    tie('value').map((value) => `$lowercase(${value})`),
    fc.tuple(tie('value'), fc.nat(6)).map(([value, index]) => `$split(${value}, ':')[${index}]`),
    tie('value').map((value) => `(${value})[]`),
  ),
  leaf: fc.oneof(
    jsonataText,
    fc.constantFrom('1', '-2', '0.1', '1e30', 'true', 'null', '$states.input.name', '$states.input.missing'),
    fc.constantFrom('$bucket', '$config', '$config.queue', '$config.list', '$config.list.x', '$config.none'),
    fc.constantFrom('$states.context.StateMachine.Id', '$states.context.Execution.Id', '$b'),
    fc.constantFrom(
      '$states.context.State.Name',
      '$states.context.Execution',
      '$states.context.Execution.Name',
    ),
  ),
}));

const intrinsicText = words.map((word) => `'${word.replace(/[{'\\]/g, (character) => `\\${character}`)}'`);
const intrinsic = fc.letrec<{ readonly value: string; readonly leaf: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    tie('leaf'),
    fc.tuple(tie('value'), tie('value')).map(([one, other]) => `States.Format('{}-{}', ${one}, ${other})`),
    tie('value').map((value) => `States.Format('arn:aws:sqs:{}:\\{x', ${value})`),
    fc
      .array(tie('value'), { minLength: 1, maxLength: 3 })
      .map((items) => `States.Array(${items.join(', ')})`),
    fc
      .tuple(tie('value'), fc.nat(6))
      .map(([value, index]) => `States.ArrayGetItem(States.StringSplit(${value}, ':/'), ${index})`),
    fc.tuple(tie('value'), fc.nat(2)).map(([value, index]) => `States.ArrayGetItem(${value}, ${index})`),
  ),
  leaf: fc.oneof(
    intrinsicText,
    fc.constantFrom('1', '-2', '0.1', 'true', 'null', '$.name', '$.missing', '$', '$.list'),
    fc.constantFrom('$bucket', '$config', '$config.queue', '$config.list', '$config.list[0]', '$config.none'),
    fc.constantFrom('$$.StateMachine.Id', '$$.Execution.Id', '$$.State.Name', '$$.Execution'),
  ),
}));

const inputs = fc.record(
  {
    name: fc.oneof(
      words,
      fc.integer(),
      fc.constant(null),
      fc.constant([]),
      fc.array(words, { maxLength: 2 }),
    ),
    flag: fc.boolean(),
    list: fc.array(words, { maxLength: 3 }),
  },
  { requiredKeys: ['flag'] },
) as fc.Arbitrary<JsonObject>;

describe('whatever a run gives was foreseen', () => {
  test.for([
    {
      title: 'of JSONata',
      language: 'JSONata' as const,
      values: jsonata.value.map((text): Json => `{% ${text} %}`),
    },
    {
      title: 'of JSONPath',
      language: 'JSONPath' as const,
      values: intrinsic.value.map((text): Json => ({ 'x.$': text })),
    },
  ])('$title', ({ language, values }) => {
    let evaluatedCount = 0;
    let knownCount = 0;
    fc.assert(
      fc.property(values, inputs, fc.constantFrom('b-1', 'b-2'), (value, input, bucket) => {
        const given = evaluate(language, value, { input, bucket });
        if (given === undefined) return;
        const foreseen = foreseenIn(language, value);
        evaluatedCount += 1;
        if (foreseen.kind !== 'Unknown') knownCount += 1;
        expect(isForeseen(foreseen, given), `${JSON.stringify(foreseen)} of ${JSON.stringify(given)}`).toBe(
          true,
        );
      }),
      { numRuns: 3_000 },
    );
    expect(evaluatedCount).toBeGreaterThan(500);
    expect(knownCount).toBeGreaterThan(200);
  });

  test('an ARN of which pieces are not known is allowed by its pattern', () => {
    const arns = fc.constantFrom(
      'arn:aws:lambda:us-east-1:111122223333:function:work:live',
      'arn:aws:s3:::bucket/a/b:c',
      'arn:aws:iam::111122223333:role/path/name',
      'arn:aws:states:eu-west-1:111122223333:execution:M/L:0:1',
    );
    const cuts = fc.array(fc.tuple(fc.nat(60), fc.nat(20)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(arns, cuts, (arn, ranges) => {
        const pieces: string[] = [];
        let at = 0;
        for (const [start, length] of [...ranges].sort(([left], [right]) => left - right)) {
          if (start < at) continue;
          pieces.push(arn.slice(at, start));
          at = start + length;
        }
        const pattern = arnPattern([...pieces, arn.slice(at)]);
        if (pattern === undefined) return;
        expect(pattern.split(':').length).toBeGreaterThanOrEqual(6);
        expect(asExpression(pattern).test(arn), pattern).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

const assignments: JsonObject = {
  bucket: 'b-1',
  config: { queue: 'jobs', list: ['l-1', { x: 'l-2' }], many: [['m']] },
};

/** A machine that assigns variables, `bucket` in two places, and calls something with `value`. */
function foreseenIn(language: QueryLanguageName, value: Json): Foreseen {
  const [call] = callsOf(
    aMachine({
      QueryLanguage: language,
      StartAt: 'Set',
      States: {
        Set: { Type: 'Pass', Assign: assignments, Next: 'SetAgain' },
        SetAgain: { Type: 'Pass', Assign: { bucket: 'b-2' }, Next: 'Work' },
        Work: taskOf(language, value),
      },
    }),
  );
  return call?.type === 'Task' ? memberOf(call.parameters, 'Value') : { kind: 'Unknown' };
}

function taskOf(language: QueryLanguageName, value: Json): JsonObject {
  const field = language === 'JSONata' ? 'Arguments' : 'Parameters';
  return { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage', [field]: { Value: value }, End: true };
}

/** What a run's evaluator gives, or undefined where it fails. */
function evaluate(
  language: QueryLanguageName,
  value: Json,
  { input, bucket }: { readonly input: JsonObject; readonly bucket: string },
): Json | undefined {
  const machine = aMachine({});
  const arn = machineArnOf(machine);
  const context: JsonObject = {
    Execution: { Id: `${arn.replace(':stateMachine:', ':execution:')}:e-1`, Name: 'e-1' },
    StateMachine: { Id: arn, Name: machine.name },
    State: { Name: 'Work' },
  };
  const scope = aScope({ input, context, variables: { ...assignments, bucket } });
  const given =
    language === 'JSONata'
      ? compileJsonata(value, 'Value')(scope, noOutcome)
      : compilePathTemplate(value)?.(scope, input);
  return given instanceof Failure ? undefined : given;
}

/** Undefined where the random text is no call that the language has. */
function compilePathTemplate(value: Json): ReturnType<typeof compileJsonPath> | undefined {
  try {
    return compileJsonPath(value);
  } catch {
    return undefined;
  }
}

function isForeseen(foreseen: Foreseen, given: Json | undefined): boolean {
  switch (foreseen.kind) {
    case 'Unknown':
      return true;
    case 'Absent':
      return given === undefined;
    case 'Text':
      return (
        typeof given === 'string' &&
        foreseen.patterns.some((pattern) =>
          new RegExp(`^${pattern.map(escapeExpression).join('.*')}$`, 's').test(given),
        )
      );
    case 'Scalar':
      return given === foreseen.value;
    case 'Array':
      return (
        given !== undefined &&
        isJsonArray(given) &&
        given.length === foreseen.items.length &&
        foreseen.items.every((item, index) => isForeseen(item, given[index]))
      );
    case 'Object': {
      if (given === undefined || !isJsonObject(given)) return false;
      const isKnown = Object.keys(given).every((name) => foreseen.members.has(name));
      return isKnown && [...foreseen.members].every(([name, member]) => isForeseen(member, given[name]));
    }
  }
}

function textsOf(foreseen: Foreseen): readonly string[] | 'unknown' {
  return foreseen.kind === 'Text' ? foreseen.patterns.map((pattern) => pattern.join('*')) : 'unknown';
}

function asExpression(resource: string): RegExp {
  return new RegExp(`^${resource.split('*').map(escapeExpression).join('.*')}$`);
}

function escapeExpression(text: string): string {
  return text.replace(/[\\^$.|+()[\]{}*?]/g, '\\$&');
}
