import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { testStart } from '../../../support/an-identity.ts';
import {
  aStatesApi,
  aStoredStatesApi,
  create,
  machineArn,
  place,
  resultOf,
  runSteps,
  type Step,
} from './a-states-api.ts';

const alias = `${machineArn}:PROD`;
const route = (version: number | string, weight: number) => ({
  stateMachineVersionArn: `${machineArn}:${version}`,
  weight,
});
const only = [route(1, 100)];
const both = [route(1, 30), route(2, 70)];

/** A state machine with two versions. */
const prepared: readonly Step[] = [
  ['CreateStateMachine', { ...create, publish: true }, { answers: {} }],
  [
    'UpdateStateMachine',
    { stateMachineArn: machineArn, definition: resultOf('second'), publish: true },
    { answers: {} },
  ],
];

function creates(more: JsonObject = {}, outcome: Step[2] = { answers: {} }): Step {
  return ['CreateStateMachineAlias', { name: 'PROD', routingConfiguration: only, ...more }, outcome];
}

function describes(answers: JsonObject): Step {
  return ['DescribeStateMachineAlias', { stateMachineAliasArn: alias }, { answers }];
}

function lists(stateMachineArn: string, ...names: readonly string[]): Step {
  const stateMachineAliases = names.map((name) => ({ stateMachineAliasArn: `${machineArn}:${name}` }));
  return ['ListStateMachineAliases', { stateMachineArn }, { answers: { stateMachineAliases } }];
}

const unknown = {
  refused: 'ResourceNotFound',
  message: 'Request references a resource that does not exist.',
};

interface Script {
  readonly behavior: string;
  readonly steps: readonly Step[];
  /** Whether it looks at executions, if only for those to stop. */
  readonly isStored?: boolean;
}

const scripts: readonly Script[] = [
  {
    behavior: 'an alias is described as it was created',
    steps: [
      creates(
        { description: 'live', routingConfiguration: both },
        { answers: { stateMachineAliasArn: alias, creationDate: testStart + 3_000 } },
      ),
      describes({
        stateMachineAliasArn: alias,
        name: 'PROD',
        description: 'live',
        routingConfiguration: both,
        creationDate: testStart + 3_000,
        updateDate: testStart + 3_000,
      }),
    ],
  },
  {
    behavior: 'the same request again is answered as the first was',
    steps: [
      creates({ description: 'live' }),
      creates({ description: 'live' }, { answers: { creationDate: testStart + 3_000 } }),
      lists(machineArn, 'PROD'),
    ],
  },
  ...[
    { description: 'other' },
    { routingConfiguration: both },
    { routingConfiguration: [route(2, 100)] },
  ].map((other) => ({
    behavior: `an alias of that name that now has ${JSON.stringify(other)} is refused`,
    steps: [
      creates({ description: 'live' }),
      creates(
        { description: 'live', ...other },
        {
          refused: 'ConflictException',
          message:
            'Failed to create alias because an alias with the same name and a different routing configuration already exists.',
        },
      ),
    ],
  })),
  {
    behavior: 'an update changes what it names and leaves the rest',
    steps: [
      creates({ description: 'live' }),
      [
        'UpdateStateMachineAlias',
        { stateMachineAliasArn: alias, routingConfiguration: both },
        { answers: { updateDate: testStart + 4_000 } },
      ],
      describes({ description: 'live', routingConfiguration: both, updateDate: testStart + 4_000 }),
      ['UpdateStateMachineAlias', { stateMachineAliasArn: alias, description: '' }, { answers: {} }],
      describes({ description: '', routingConfiguration: both, creationDate: testStart + 3_000 }),
    ],
  },
  {
    behavior: 'an update that changes nothing is no update',
    steps: [
      creates(),
      [
        'UpdateStateMachineAlias',
        { stateMachineAliasArn: alias, routingConfiguration: only },
        { answers: { updateDate: testStart + 3_000 } },
      ],
    ],
  },
  {
    behavior: 'an update has to name something',
    steps: [
      creates(),
      ['UpdateStateMachineAlias', { stateMachineAliasArn: alias }, { refused: 'ValidationException' }],
    ],
  },
  {
    behavior: 'an alias that there is not is neither updated nor described, but can be deleted',
    steps: [
      ['UpdateStateMachineAlias', { stateMachineAliasArn: alias, description: 'a' }, unknown],
      ['DescribeStateMachineAlias', { stateMachineAliasArn: alias }, unknown],
      ['DeleteStateMachineAlias', { stateMachineAliasArn: alias }, { answers: {} }],
    ],
  },
  {
    behavior: 'the ARN of a state machine or a version is no alias',
    steps: ['DescribeStateMachineAlias', 'DeleteStateMachineAlias'].flatMap((operation) =>
      [machineArn, `${machineArn}:1`].map(
        (stateMachineAliasArn): Step => [operation, { stateMachineAliasArn }, { refused: 'InvalidArn' }],
      ),
    ),
  },
  {
    behavior: 'a deleted alias is gone, and its name free',
    steps: [
      creates(),
      ['DeleteStateMachineAlias', { stateMachineAliasArn: alias }, { answers: {} }],
      ['DescribeStateMachineAlias', { stateMachineAliasArn: alias }, unknown],
      lists(machineArn),
      creates({ routingConfiguration: both }),
    ],
  },
  {
    behavior: 'aliases are listed in the order of their creation, all or those of a version',
    steps: [
      creates({ name: 'b' }),
      creates({ name: 'a', routingConfiguration: both }),
      creates({ name: 'c', routingConfiguration: [route(2, 100)] }),
      lists(machineArn, 'b', 'a', 'c'),
      lists(`${machineArn}:1`, 'b', 'a'),
      lists(`${machineArn}:2`, 'a', 'c'),
      ['ListStateMachineAliases', { stateMachineArn: `${machineArn}:3` }, { refused: 'ResourceNotFound' }],
      ['ListStateMachineAliases', { stateMachineArn: `${machineArn}:a` }, { refused: 'InvalidArn' }],
      [
        'ListStateMachineAliases',
        { stateMachineArn: `${place}:stateMachine:none` },
        { refused: 'StateMachineDoesNotExist' },
      ],
    ],
  },
  {
    behavior: 'a version is kept while an alias routes to it',
    steps: [
      creates(),
      creates({ name: 'TEST', routingConfiguration: both }),
      [
        'DeleteStateMachineVersion',
        { stateMachineVersionArn: `${machineArn}:1` },
        {
          refused: 'ConflictException',
          message:
            'Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [PROD, TEST]',
        },
      ],
      ['DeleteStateMachineAlias', { stateMachineAliasArn: alias }, { answers: {} }],
      [
        'UpdateStateMachineAlias',
        { stateMachineAliasArn: `${machineArn}:TEST`, routingConfiguration: [route(2, 100)] },
        { answers: {} },
      ],
      ['DeleteStateMachineVersion', { stateMachineVersionArn: `${machineArn}:1` }, { answers: {} }],
    ],
  },
  {
    behavior: 'deleting a state machine deletes its aliases',
    isStored: true,
    steps: [
      creates(),
      ['DeleteStateMachine', { stateMachineArn: machineArn }, { answers: {} }],
      ['DescribeStateMachineAlias', { stateMachineAliasArn: alias }, unknown],
      ...prepared,
      lists(machineArn),
      ['DescribeStateMachineAlias', { stateMachineAliasArn: alias }, unknown],
    ],
  },
  {
    behavior: 'an alias is described as the version that most executions are routed to',
    steps: [
      creates({ routingConfiguration: both }),
      [
        'DescribeStateMachine',
        { stateMachineArn: alias },
        { answers: { stateMachineArn: alias, definition: resultOf('second') } },
      ],
    ],
  },
  {
    behavior: 'a state machine that there is not has no alias',
    steps: [
      creates(
        { routingConfiguration: [{ stateMachineVersionArn: `${place}:stateMachine:none:1`, weight: 100 }] },
        unknown,
      ),
    ],
  },
  {
    behavior: 'an alias is not deleted as a state machine',
    steps: [
      creates(),
      ['DeleteStateMachine', { stateMachineArn: alias }, { refused: 'ValidationException' }],
    ],
  },
];

test.each(scripts)('$behavior', async ({ steps, isStored }) => {
  const api = isStored ? await aStoredStatesApi() : await aStatesApi();
  await runSteps(api, [...prepared, ...steps]);
});

const received = (...arns: readonly string[]) => `Received: [${arns.join(', ')}]`;

const routings: readonly {
  readonly problem: string;
  readonly routing: readonly JsonObject[];
  readonly refused: string;
  readonly message?: string;
}[] = [
  {
    problem: 'a state machine',
    routing: [{ stateMachineVersionArn: machineArn, weight: 100 }],
    refused: 'ValidationException',
    message: `Routing configuration must contain state machine version ARNs. ${received(machineArn)}`,
  },
  {
    problem: 'an alias',
    routing: [route('OTHER', 100)],
    refused: 'ValidationException',
    message: `Routing configuration must contain state machine version ARNs. ${received(`${machineArn}:OTHER`)}`,
  },
  {
    problem: 'a version twice',
    routing: [route(1, 50), route(1, 50)],
    refused: 'ValidationException',
    message: `Routing configuration must contain distinct state machine version ARNs. ${received(`${machineArn}:1`, `${machineArn}:1`)}`,
  },
  {
    problem: 'weights that are less than everything',
    routing: [route(1, 70), route(2, 29)],
    refused: 'ValidationException',
    message: 'Sum of routing configuration weights must equal 100. Received: [70, 29]',
  },
  {
    problem: 'one version with half of it',
    routing: [route(1, 50)],
    refused: 'ValidationException',
    message: 'Sum of routing configuration weights must equal 100. Received: [50]',
  },
  {
    problem: 'versions of two state machines',
    routing: [route(1, 50), { stateMachineVersionArn: `${place}:stateMachine:other:1`, weight: 50 }],
    refused: 'ValidationException',
  },
  { problem: 'no version', routing: [], refused: 'ValidationException' },
  {
    problem: 'three versions',
    routing: [route(1, 50), route(2, 25), route(3, 25)],
    refused: 'ValidationException',
  },
  { problem: 'a weight below none', routing: [route(1, -1), route(2, 101)], refused: 'ValidationException' },
  { problem: 'a version that there is not', routing: [route(3, 100)], ...unknown },
  { problem: 'a number in another spelling', routing: [route('01', 100)], refused: 'ValidationException' },
  {
    problem: 'what is no ARN',
    routing: [{ stateMachineVersionArn: 'version', weight: 100 }],
    refused: 'InvalidArn',
    message: "Invalid Arn: 'Invalid ARN prefix: version'",
  },
];

test.each(routings)('an alias cannot route to $problem', async ({ problem: _, routing, ...outcome }) => {
  const given = { routingConfiguration: routing };
  await runSteps(await aStatesApi(), [
    ...prepared,
    creates(given, outcome),
    creates(),
    ['UpdateStateMachineAlias', { stateMachineAliasArn: alias, ...given }, { refused: outcome.refused }],
    describes({ routingConfiguration: only }),
  ]);
});

test('an alias cannot be moved to the versions of another state machine', async () => {
  const other = { ...create, name: 'other', publish: true };
  const routingConfiguration = [{ stateMachineVersionArn: `${place}:stateMachine:other:1`, weight: 100 }];
  await runSteps(await aStatesApi(), [
    ...prepared,
    ['CreateStateMachine', other, { answers: {} }],
    creates(),
    [
      'UpdateStateMachineAlias',
      { stateMachineAliasArn: alias, routingConfiguration },
      { refused: 'ValidationException' },
    ],
  ]);
});

const names = [
  { name: '7', outcome: { refused: 'ValidationException' } },
  { name: 'with space', outcome: { refused: 'ValidationException' } },
  { name: 'a:b', outcome: { refused: 'ValidationException' } },
  { name: 'n'.repeat(81), outcome: { refused: 'ValidationException' } },
  { name: '7.', outcome: { answers: {} } },
  { name: 'n'.repeat(80), outcome: { answers: {} } },
] as const;

test.each(names)('an alias may be called $name, or may not', async ({ name, outcome }) => {
  await runSteps(await aStatesApi(), [...prepared, creates({ name }, outcome)]);
});

test('a hundred aliases are as many as there may be, and come in pages', async () => {
  const api = await aStatesApi();
  await runSteps(api, prepared);
  for (let index = 0; index < 100; index += 1) await runSteps(api, [creates({ name: `alias-${index}` })]);
  await runSteps(api, [creates({ name: 'alias-100' }, { refused: 'ServiceQuotaExceededException' })]);
  const seen: unknown[] = [];
  let nextToken: JsonObject[string] | undefined;
  do {
    const input = { stateMachineArn: machineArn, maxResults: 30, ...(nextToken && { nextToken }) };
    const page = await api.call('ListStateMachineAliases', input);
    seen.push(...(page.stateMachineAliases as unknown[]));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  expect(seen.map((item) => (item as JsonObject).stateMachineAliasArn)).toEqual(
    Array.from({ length: 100 }, (_, index) => `${machineArn}:alias-${index}`),
  );
});

test('a version that is deleted and routed to at once is one or the other', async () => {
  const api = await aStatesApi();
  await runSteps(api, prepared);
  const outcomes = await Promise.allSettled([
    api.call('DeleteStateMachineVersion', { stateMachineVersionArn: `${machineArn}:1` }),
    api.call('CreateStateMachineAlias', { name: 'PROD', routingConfiguration: only }),
  ]);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});
