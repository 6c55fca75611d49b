import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { aDefinition, aWait } from '../../../support/a-definition.ts';
import { errorOf } from '../../../support/an-identity.ts';
import {
  aStatesApi,
  aStoredStatesApi,
  create,
  machineArn,
  place,
  resultOf,
  runSteps,
  type StatesApi,
} from './a-states-api.ts';

const executionArn = (name: string) => `${place}:execution:machine:${name}`;
const alias = `${machineArn}:PROD`;
const route = (version: number, weight: number) => ({
  stateMachineVersionArn: `${machineArn}:${version}`,
  weight,
});

/** Version 1 gives `first`, version 2 gives `second`, and what is not published gives `third`; PROD routes to both. */
async function anApi(): Promise<StatesApi> {
  const api = await aStoredStatesApi();
  const update = (result: string) => ({ stateMachineArn: machineArn, definition: resultOf(result) });
  await runSteps(api, [
    ['CreateStateMachine', { ...create, publish: true }, { answers: {} }],
    ['UpdateStateMachine', { ...update('second'), publish: true }, { answers: {} }],
    ['UpdateStateMachine', update('third'), { answers: {} }],
    [
      'CreateStateMachineAlias',
      { name: 'PROD', routingConfiguration: [route(1, 20), route(2, 80)] },
      { answers: {} },
    ],
  ]);
  return api;
}

interface Start {
  readonly behavior: string;
  readonly arn: string;
  readonly drawn: number;
  readonly output: string;
  readonly remembers: JsonObject;
}

const starts: readonly Start[] = [
  {
    behavior: 'a state machine runs its latest revision',
    arn: machineArn,
    drawn: 0,
    output: '"third"',
    remembers: {},
  },
  {
    behavior: 'a version runs its own revision',
    arn: `${machineArn}:1`,
    drawn: 0.9,
    output: '"first"',
    remembers: { stateMachineVersionArn: `${machineArn}:1` },
  },
  ...[
    { drawn: 0, version: 1, output: '"first"' },
    { drawn: 0.199, version: 1, output: '"first"' },
    { drawn: 0.2, version: 2, output: '"second"' },
    { drawn: 0.999, version: 2, output: '"second"' },
  ].map(({ drawn, version, output }) => ({
    behavior: `an alias runs version ${version} where ${drawn} is drawn`,
    arn: alias,
    drawn,
    output,
    remembers: { stateMachineVersionArn: `${machineArn}:${version}`, stateMachineAliasArn: alias },
  })),
];

test.each(starts)('$behavior', async ({ arn, drawn, output, remembers }) => {
  const api = await anApi();
  api.chance.drawn = drawn;
  await api.call('StartExecution', { stateMachineArn: arn, name: 'one' });
  const {
    output: given,
    stateMachineArn,
    stateMachineVersionArn,
    stateMachineAliasArn,
  } = await api.call('DescribeExecution', { executionArn: executionArn('one') });
  expect({ given, stateMachineArn, stateMachineVersionArn, stateMachineAliasArn }).toEqual({
    given: output,
    stateMachineArn: machineArn,
    stateMachineVersionArn: undefined,
    stateMachineAliasArn: undefined,
    ...remembers,
  });
  const listed = await api.call('ListExecutions', { stateMachineArn: machineArn });
  expect(listed.executions).toEqual([expect.objectContaining(remembers)]);
});

test('an alias with all its weight on one of two versions runs no other', async () => {
  const api = await anApi();
  for (const [weight, drawn, output] of [
    [100, 0.9999, '"first"'],
    [0, 0, '"second"'],
  ] as const) {
    await api.call('UpdateStateMachineAlias', {
      stateMachineAliasArn: alias,
      routingConfiguration: [route(1, weight), route(2, 100 - weight)],
    });
    api.chance.drawn = drawn;
    await api.call('StartExecution', { stateMachineArn: alias, name: `at-${weight}` });
    expect(await api.call('DescribeExecution', { executionArn: executionArn(`at-${weight}`) })).toMatchObject(
      { output },
    );
  }
});

test('executions are listed by the version and by the alias they were started with', async () => {
  const api = await anApi();
  api.chance.drawn = 0;
  for (const [name, arn] of [
    ['plain', machineArn],
    ['version', `${machineArn}:1`],
    ['alias', alias],
    ['other', `${machineArn}:2`],
  ] as const)
    await api.call('StartExecution', { stateMachineArn: arn, name });
  const namesOf = async (stateMachineArn: string, more = {}) => {
    const { executions } = await api.call('ListExecutions', { stateMachineArn, ...more });
    return (executions as readonly JsonObject[]).map(({ name }) => name);
  };
  expect(await namesOf(machineArn)).toEqual(['other', 'alias', 'version', 'plain']);
  expect(await namesOf(`${machineArn}:1`)).toEqual(['alias', 'version']);
  expect(await namesOf(`${machineArn}:2`)).toEqual(['other']);
  expect(await namesOf(alias)).toEqual(['alias']);
  expect(await namesOf(alias, { statusFilter: 'SUCCEEDED' })).toEqual(['alias']);
  expect(await namesOf(alias, { statusFilter: 'FAILED' })).toEqual([]);
  for (const stateMachineArn of [`${machineArn}:3`, `${machineArn}:NONE`])
    expect(await errorOf(api.call('ListExecutions', { stateMachineArn }))).toMatchObject({
      code: 'StateMachineDoesNotExist',
    });
});

test('a page of one version is no page of another', async () => {
  const api = await anApi();
  for (const name of ['a', 'b', 'c'])
    await api.call('StartExecution', { stateMachineArn: `${machineArn}:1`, name });
  const first = await api.call('ListExecutions', { stateMachineArn: `${machineArn}:1`, maxResults: 2 });
  const { nextToken = null } = first;
  expect(
    await api.call('ListExecutions', { stateMachineArn: `${machineArn}:1`, maxResults: 2, nextToken }),
  ).toMatchObject({ executions: [{ name: 'a' }] });
  expect(
    await errorOf(api.call('ListExecutions', { stateMachineArn: `${machineArn}:2`, nextToken })),
  ).toMatchObject({ code: 'InvalidToken' });
});

test('an execution goes on with its revision, and tells of it, when its version is deleted', async () => {
  const api = await anApi();
  const definition = JSON.stringify(aDefinition({ Sleep: aWait(600) }));
  await runSteps(api, [
    ['UpdateStateMachine', { stateMachineArn: machineArn, definition, publish: true }, { answers: {} }],
    ['StartExecution', { stateMachineArn: `${machineArn}:3`, name: 'long' }, { answers: {} }],
    ['DeleteStateMachineVersion', { stateMachineVersionArn: `${machineArn}:3` }, { answers: {} }],
    ['UpdateStateMachine', { stateMachineArn: machineArn, definition: resultOf('later') }, { answers: {} }],
    [
      'DescribeExecution',
      { executionArn: executionArn('long') },
      { answers: { status: 'RUNNING', stateMachineVersionArn: `${machineArn}:3` } },
    ],
    [
      'DescribeStateMachineForExecution',
      { executionArn: executionArn('long') },
      { answers: { stateMachineArn: machineArn, definition } },
    ],
    ['StartExecution', { stateMachineArn: `${machineArn}:3` }, { refused: 'StateMachineDoesNotExist' }],
  ]);
});

test('a start is the same again by its name and input, whichever version it asks for', async () => {
  const api = await anApi();
  const definition = JSON.stringify(aDefinition({ Sleep: aWait(600) }));
  await runSteps(api, [
    ['UpdateStateMachine', { stateMachineArn: machineArn, definition, publish: true }, { answers: {} }],
    ['StartExecution', { stateMachineArn: `${machineArn}:3`, name: 'long', input: '1' }, { answers: {} }],
    [
      'StartExecution',
      { stateMachineArn: `${machineArn}:1`, name: 'long', input: '1' },
      { answers: { executionArn: executionArn('long') } },
    ],
    [
      'StartExecution',
      { stateMachineArn: `${machineArn}:3`, name: 'long', input: '2' },
      { refused: 'ExecutionAlreadyExists' },
    ],
  ]);
});

test('deleting a state machine stops executions of its versions, which can be described all the same', async () => {
  const api = await anApi();
  const definition = JSON.stringify(aDefinition({ Sleep: aWait(600) }));
  await runSteps(api, [
    ['UpdateStateMachine', { stateMachineArn: machineArn, definition, publish: true }, { answers: {} }],
    ['StartExecution', { stateMachineArn: `${machineArn}:3`, name: 'long' }, { answers: {} }],
    ['DeleteStateMachine', { stateMachineArn: machineArn }, { answers: {} }],
    [
      'DescribeExecution',
      { executionArn: executionArn('long') },
      { answers: { status: 'ABORTED', stateMachineVersionArn: `${machineArn}:3` } },
    ],
    ['DescribeStateMachineForExecution', { executionArn: executionArn('long') }, { answers: { definition } }],
    ['StartExecution', { stateMachineArn: alias }, { refused: 'StateMachineDoesNotExist' }],
  ]);
});

test('an Express alias runs the version it routes to', async () => {
  const api = await aStatesApi();
  await runSteps(api, [
    ['CreateStateMachine', { ...create, type: 'EXPRESS', publish: true }, { answers: {} }],
    ['CreateStateMachineAlias', { name: 'PROD', routingConfiguration: [route(1, 100)] }, { answers: {} }],
    ['UpdateStateMachine', { stateMachineArn: machineArn, definition: resultOf('later') }, { answers: {} }],
    [
      'StartSyncExecution',
      { stateMachineArn: alias },
      { answers: { stateMachineArn: machineArn, output: '"first"' } },
    ],
    ['StartSyncExecution', { stateMachineArn: machineArn }, { answers: { output: '"later"' } }],
  ]);
});
