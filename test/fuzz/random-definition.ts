import type { Json, JsonObject } from '../../src/base/json.ts';
import type { Chance } from './chance.ts';
import {
  errorNames,
  expressions,
  intrinsics,
  oddValue,
  paths,
  referencePaths,
  wrongExpressions,
  wrongTemplates,
} from './words.ts';

/** A machine that makes sense for the most part: every state type, nested, in the languages given. */
export function randomDefinition(chance: Chance, languages: readonly string[]): JsonObject {
  const language = chance.pick(languages);
  const builder: Builder = { chance, languages, machineLanguage: language, nameCount: 0 };
  return {
    ...(language === 'JSONata' && { QueryLanguage: language }),
    ...(chance.once(8) && { TimeoutSeconds: chance.below(100) }),
    ...block(builder, 0),
  };
}

interface Builder {
  readonly chance: Chance;
  readonly languages: readonly string[];
  readonly machineLanguage: string;
  /** Names so far: each is unique in the whole machine. */
  nameCount: number;
}

const depthMax = 3;

function block(builder: Builder, depth: number): JsonObject {
  const { chance } = builder;
  const names = Array.from({ length: 1 + chance.below(4) }, () => {
    builder.nameCount += 1;
    return `S${builder.nameCount}`;
  });
  const states = names.map((name, index): [string, Json] => {
    // Mostly onwards, so that not every machine goes round until its history is full.
    const targets = chance.once(40) ? names : names.slice(index + 1);
    return [name, state(builder, { targets, next: names[index + 1], depth })];
  });
  return { StartAt: names[0] ?? '', States: Object.fromEntries(states) };
}

interface Position {
  /** Where the state may go. */
  readonly targets: readonly string[];
  readonly next: string | undefined;
  readonly depth: number;
}

type Words = Chance & { readonly language: string };

function state(builder: Builder, position: Position): JsonObject {
  const { chance, languages, machineLanguage } = builder;
  const language =
    machineLanguage === 'JSONPath' && chance.once(5) ? chance.pick(languages) : machineLanguage;
  const words = { ...chance, language };
  const built = stateOf(builder, words, position);
  return language === machineLanguage ? built : { QueryLanguage: language, ...built };
}

function stateOf(builder: Builder, words: Words, position: Position): JsonObject {
  const { next, depth } = position;
  const types = [
    'Pass',
    'Task',
    'Wait',
    'Map',
    'Parallel',
    ...(next === undefined ? ['Succeed', 'Fail'] : ['Choice']),
  ];
  const type = words.pick(
    depth >= depthMax ? types.filter((name) => name !== 'Map' && name !== 'Parallel') : types,
  );
  switch (type) {
    case 'Pass':
      return { Type: type, ...result(words), ...inputs(words), ...onwards(words, position) };
    case 'Task':
      return {
        Type: type,
        ...task(words),
        ...inputs(words),
        ...work(words, position),
        ...onwards(words, position),
      };
    case 'Wait':
      return { Type: type, ...waiting(words), ...flow(words), ...onwards(words, position) };
    case 'Choice':
      return choice(words, position);
    case 'Succeed':
      return { Type: type, ...flow(words) };
    case 'Fail':
      return { Type: type, Error: text(words), Cause: text(words) };
    case 'Parallel': {
      const Branches = Array.from({ length: 1 + words.below(3) }, () => block(builder, depth + 1));
      return {
        Type: type,
        Branches,
        ...inputs(words),
        ...work(words, position),
        ...onwards(words, position),
      };
    }
    default:
      return {
        Type: 'Map',
        ...map(builder, words, depth),
        ...work(words, position),
        ...onwards(words, position),
      };
  }
}

/** What follows: the next state, another one, or the end. */
function onwards(words: Words, { next, targets }: Position): JsonObject {
  const target = words.once(4) && targets.length > 0 ? words.pick(targets) : next;
  return { ...assign(words), ...(target === undefined ? { End: true } : { Next: target }) };
}

function assign(words: Words): JsonObject {
  if (!words.once(4)) return {};
  const name = words.pick(['v1', 'v2', 'v3']);
  if (words.language === 'JSONata') return { Assign: { [name]: expression(words) } };
  return { Assign: words.once(2) ? { [name]: 1 } : { [`${name}.$`]: template(words) } };
}

function flow(words: Words): JsonObject {
  if (words.language === 'JSONata') return words.once(2) ? { Output: payload(words, 0) } : {};
  return {
    ...(words.once(4) && { InputPath: words.pick([...paths, null]) }),
    ...(words.once(5) && { OutputPath: words.pick([...paths, null]) }),
  };
}

function inputs(words: Words): JsonObject {
  if (words.language === 'JSONata') return flow(words);
  return {
    ...flow(words),
    ...(words.once(2) && { Parameters: payload(words, 0) }),
    ...(words.once(3) && { ResultPath: words.pick([...referencePaths, null]) }),
  };
}

function result(words: Words): JsonObject {
  return words.language === 'JSONPath' && words.once(4) ? { Result: payload(words, 0) } : {};
}

/** A payload template, or values with expressions. */
function payload(words: Words, depth: number): Json {
  if (words.language === 'JSONata' && words.once(2)) return expression(words);
  if (depth > 2 || words.once(6)) return words.once(8) ? oddValue(words) : words.below(100);
  if (words.once(4)) return Array.from({ length: words.below(3) }, () => payload(words, depth + 1));
  const members = Array.from({ length: words.below(4) }, (_, index): [string, Json] => {
    if (words.language === 'JSONPath' && words.once(2)) return [`m${index}.$`, template(words)];
    return [`m${index}`, payload(words, depth + 1)];
  });
  return Object.fromEntries(members);
}

function template(words: Words): string {
  if (words.once(60)) return words.pick(wrongTemplates);
  return words.pick(words.once(3) ? intrinsics : paths);
}

function expression(words: Words): string {
  return words.pick(words.once(60) ? wrongExpressions : expressions);
}

function text(words: Words): string {
  return words.language === 'JSONata' && words.once(2) ? expression(words) : words.pick(errorNames);
}

const resources: readonly string[] = [
  'arn:aws:lambda:us-east-1:111111111111:function:f',
  'arn:aws:states:us-east-1:111111111111:activity:a',
  'arn:aws:states:::lambda:invoke',
  'arn:aws:states:::aws-sdk:sfn:listStateMachines',
  'arn:aws:states:::states:startExecution.sync:2',
  'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
];

function task(words: Words): JsonObject {
  const isJsonata = words.language === 'JSONata';
  const RoleArn = 'arn:aws:iam::111111111111:role/r';
  const Resource = words.pick(resources);
  return {
    Resource,
    ...(isJsonata && words.once(2) && { Arguments: payload(words, 0) }),
    ...(words.once(3) && { TimeoutSeconds: 20 + words.below(9) }),
    ...(words.once(4) && { HeartbeatSeconds: 1 + words.below(9) }),
    ...(words.once(6) &&
      !Resource.includes('activity') && {
        Credentials: isJsonata || words.once(2) ? { RoleArn } : { 'RoleArn.$': words.pick(paths) },
      }),
  };
}

function waiting(words: Words): JsonObject {
  if (words.language === 'JSONata') return { Seconds: words.once(2) ? words.below(9) : expression(words) };
  return words.pick<JsonObject>([
    { Seconds: words.below(9) },
    { SecondsPath: words.pick(['$.a', '$.missing', '$$.State.Name']) },
    { Timestamp: '2024-01-01T00:00:09Z' },
    { TimestampPath: words.pick(['$.s', '$$.Execution.StartTime']) },
  ]);
}

function work(words: Words, { targets }: Position): JsonObject {
  const names = () => [words.pick(errorNames.slice(1))];
  const Retry = [
    ...(words.once(2) ? [{ ErrorEquals: names(), MaxAttempts: words.below(4), BackoffRate: 1.5 }] : []),
    { ErrorEquals: ['States.ALL'], IntervalSeconds: words.below(3), MaxAttempts: words.below(3) },
  ];
  return {
    ...(words.language === 'JSONPath' && words.once(5) && { ResultSelector: payload(words, 1) }),
    ...(words.once(3) && { Retry }),
    ...(words.once(2) &&
      targets.length > 0 && {
        Catch: [catcher(words, names(), targets), catcher(words, ['States.ALL'], targets)],
      }),
  };
}

function catcher(words: Words, ErrorEquals: readonly string[], targets: readonly string[]): JsonObject {
  const flowed =
    words.language === 'JSONata' ? { Output: payload(words, 1) } : { ResultPath: words.pick(referencePaths) };
  return { ErrorEquals, Next: words.pick(targets), ...(words.once(2) && flowed), ...assign(words) };
}

function choice(words: Words, { targets, next }: Position): JsonObject {
  const Choices = Array.from({ length: 1 + words.below(3) }, () => ({
    ...(words.language === 'JSONata'
      ? { Condition: words.once(2) ? '{% $states.input.a > 3 %}' : expression(words) }
      : rule(words, 0)),
    Next: words.pick(targets),
    ...assign(words),
  }));
  return {
    Type: 'Choice',
    Choices,
    ...flow(words),
    ...(words.once(5) || next === undefined ? {} : { Default: next }),
  };
}

const comparisons: readonly JsonObject[] = [
  { StringEquals: 'abc' },
  { StringMatches: 'a*\\*' },
  { StringLessThanPath: '$.s' },
  { NumericGreaterThan: 3 },
  { NumericEqualsPath: '$.b.c' },
  { BooleanEquals: true },
  { TimestampLessThan: '2024-01-01T00:00:00Z' },
  { TimestampEqualsPath: '$.s' },
  { IsPresent: true },
  { IsNull: false },
  { IsTimestamp: true },
];

function rule(words: Words, depth: number): JsonObject {
  if (depth < 2 && words.once(3)) {
    if (words.once(3)) return { Not: rule(words, depth + 1) };
    return { [words.pick(['And', 'Or'])]: [rule(words, depth + 1), rule(words, depth + 1)] };
  }
  return {
    Variable: words.pick(['$.a', '$.b.c', '$.list[0].n', '$.missing', '$v1', '$$.State.Name']),
    ...words.pick(comparisons),
  };
}

function map(builder: Builder, words: Words, depth: number): JsonObject {
  const isJsonata = words.language === 'JSONata';
  const items = isJsonata
    ? { Items: words.once(2) ? [1, 2, 3] : expression(words) }
    : { ItemsPath: words.pick(['$.list', '$.a', '$.missing']) };
  const config = words.once(12) ? { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } : { Mode: 'INLINE' };
  return {
    [words.once(6) ? 'Iterator' : 'ItemProcessor']: { ProcessorConfig: config, ...block(builder, depth + 1) },
    ...(words.once(4) ? {} : items),
    ...(words.once(3) && { ItemSelector: payload(words, 1) }),
    ...(words.once(4) && { MaxConcurrency: words.below(4) }),
    ...(words.once(4) && { ToleratedFailurePercentage: words.below(101) }),
  };
}
