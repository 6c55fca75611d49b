import { describe, expect, test } from 'vitest';
import { testStart } from '../../../support/an-identity.ts';
import {
  aStatesApi,
  aStoredStatesApi,
  create,
  machineArn,
  resultOf,
  runSteps,
  type Step,
} from './a-states-api.ts';

const version = (number: number) => `${machineArn}:${number}`;
const listed = (...numbers: readonly number[]) => ({
  stateMachineVersions: numbers.map((number) => ({ stateMachineVersionArn: version(number) })),
});

const created: Step = ['CreateStateMachine', create, { answers: { stateMachineArn: machineArn } }];

function published(number: number, more = {}): Step {
  const answers = { stateMachineVersionArn: version(number) };
  return ['PublishStateMachineVersion', { stateMachineArn: machineArn, ...more }, { answers }];
}

function updated(result: string, more = {}): Step {
  const input = { stateMachineArn: machineArn, definition: resultOf(result), ...more };
  return ['UpdateStateMachine', input, { answers: {} }];
}

function lists(...numbers: readonly number[]): Step {
  return ['ListStateMachineVersions', { stateMachineArn: machineArn }, { answers: listed(...numbers) }];
}

function deleted(number: number): Step {
  return ['DeleteStateMachineVersion', { stateMachineVersionArn: version(number) }, { answers: {} }];
}

interface Script {
  readonly behavior: string;
  readonly steps: readonly Step[];
  /** Whether it looks at executions, if only for those to stop. */
  readonly isStored?: boolean;
}

const scripts: readonly Script[] = [
  { behavior: 'a state machine begins without versions', steps: [created, lists()] },
  {
    behavior: 'a revision is published once, however often it is asked for',
    steps: [created, published(1), published(1, { description: 'again' }), lists(1)],
  },
  {
    behavior: 'each revision has a version of its own, the latest listed first',
    steps: [
      created,
      published(1),
      updated('second'),
      published(2),
      updated('third'),
      published(3),
      lists(3, 2, 1),
    ],
  },
  {
    behavior: 'the number of a deleted version is not given again, nor to the same revision',
    steps: [created, published(1), deleted(1), lists(), published(2), lists(2)],
  },
  { behavior: 'deleting a version that there is not succeeds', steps: [created, deleted(7), lists()] },
  {
    behavior: 'creating can publish the first version',
    steps: [
      [
        'CreateStateMachine',
        { ...create, publish: true },
        { answers: { stateMachineVersionArn: version(1) } },
      ],
      published(1),
      lists(1),
    ],
  },
  {
    behavior:
      'an update can publish the revision it makes, and one that changes nothing the revision there is',
    steps: [
      created,
      updated('first', { publish: true }),
      lists(1),
      updated('second'),
      updated('second', { publish: true }),
      updated('second', { publish: true }),
      lists(2, 1),
    ],
  },
  {
    behavior: 'the first revision is INITIAL to those who publish',
    steps: [created, published(1, { revisionId: 'INITIAL' })],
  },
  {
    behavior: 'another revision than the one expected is not published',
    steps: [
      created,
      [
        'PublishStateMachineVersion',
        { stateMachineArn: machineArn, revisionId: 'other' },
        {
          refused: 'ConflictException',
          message:
            'Failed to publish the State Machine version for revision other. The current State Machine revision is INITIAL.',
        },
      ],
      updated('second'),
      [
        'PublishStateMachineVersion',
        { stateMachineArn: machineArn, revisionId: 'INITIAL' },
        { refused: 'ConflictException' },
      ],
      lists(),
    ],
  },
  {
    behavior: 'a description without publishing is refused',
    steps: [
      [
        'CreateStateMachine',
        { ...create, versionDescription: 'mine' },
        {
          refused: 'ValidationException',
          message: 'Version description can only be set when publish is true',
        },
      ],
      created,
      [
        'UpdateStateMachine',
        { stateMachineArn: machineArn, definition: resultOf('second'), versionDescription: 'mine' },
        { refused: 'ValidationException' },
      ],
    ],
  },
  {
    behavior: 'a version keeps its definition, its description and its date while the machine goes on',
    steps: [
      created,
      published(1, { description: 'the first' }),
      updated('second'),
      [
        'DescribeStateMachine',
        { stateMachineArn: version(1) },
        {
          answers: {
            stateMachineArn: version(1),
            name: 'machine',
            definition: resultOf('first'),
            description: 'the first',
            creationDate: testStart + 2_000,
          },
        },
      ],
      [
        'DescribeStateMachine',
        { stateMachineArn: machineArn },
        { answers: { definition: resultOf('second'), creationDate: testStart + 1_000 } },
      ],
    ],
  },
  {
    behavior: 'deleting a state machine deletes its versions, and its successor begins anew',
    isStored: true,
    steps: [
      created,
      published(1),
      updated('second'),
      published(2),
      ['DeleteStateMachine', { stateMachineArn: machineArn }, { answers: {} }],
      lists(),
      ['DescribeStateMachine', { stateMachineArn: version(1) }, { refused: 'StateMachineDoesNotExist' }],
      created,
      lists(),
      ['DescribeStateMachine', { stateMachineArn: version(2) }, { refused: 'StateMachineDoesNotExist' }],
      published(1),
    ],
  },
  {
    behavior: 'a version is neither published nor updated nor deleted as a state machine',
    steps: [
      created,
      published(1),
      [
        'PublishStateMachineVersion',
        { stateMachineArn: version(1) },
        { refused: 'StateMachineDoesNotExist' },
      ],
      [
        'UpdateStateMachine',
        { stateMachineArn: version(1), definition: resultOf('second') },
        {
          refused: 'StateMachineDoesNotExist',
          message: `State Machine Does Not Exist: '${version(1)}'`,
        },
      ],
      ['DeleteStateMachine', { stateMachineArn: version(1) }, { refused: 'ValidationException' }],
      lists(1),
    ],
  },
  {
    behavior: 'a state machine is not deleted as a version',
    steps: [
      created,
      ['DeleteStateMachineVersion', { stateMachineVersionArn: machineArn }, { refused: 'InvalidArn' }],
      [
        'DeleteStateMachineVersion',
        { stateMachineVersionArn: `${machineArn}:alias` },
        { refused: 'InvalidArn' },
      ],
    ],
  },
  {
    behavior: 'creating again is the same request only with the same publication',
    steps: [
      ['CreateStateMachine', { ...create, publish: true, versionDescription: 'a' }, { answers: {} }],
      [
        'CreateStateMachine',
        { ...create, publish: true, versionDescription: 'a' },
        { answers: { stateMachineVersionArn: version(1) } },
      ],
      [
        'CreateStateMachine',
        { ...create, publish: true, versionDescription: 'b' },
        { refused: 'StateMachineAlreadyExists' },
      ],
      ['CreateStateMachine', create, { refused: 'StateMachineAlreadyExists' }],
      lists(1),
    ],
  },
];

test.each(scripts)('$behavior', async ({ steps, isStored }) => {
  await runSteps(isStored ? await aStoredStatesApi() : await aStatesApi(), steps);
});

describe('an update', () => {
  test('that changes nothing leaves the revision and its date as they were', async () => {
    const api = await aStatesApi();
    await runSteps(api, [created]);
    const first = await api.call('UpdateStateMachine', {
      stateMachineArn: machineArn,
      definition: resultOf('second'),
    });
    await runSteps(api, [updated('second', { tracingConfiguration: { enabled: false } })]);
    const again = await api.call('UpdateStateMachine', {
      stateMachineArn: machineArn,
      definition: resultOf('second'),
    });
    expect(again).toEqual(first);
    expect(first).toHaveProperty('revisionId');
  });

  test('of the first revision that changes nothing has no revision to tell of', async () => {
    const api = await aStatesApi();
    await runSteps(api, [created]);
    const answer = await api.call('UpdateStateMachine', {
      stateMachineArn: machineArn,
      definition: create.definition,
      publish: true,
    });
    expect(answer).toEqual({ updateDate: testStart + 1_000, stateMachineVersionArn: version(1) });
  });
});

test('versions that are published at once are one version', async () => {
  const api = await aStatesApi();
  await runSteps(api, [created]);
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => api.call('PublishStateMachineVersion', { stateMachineArn: machineArn })),
  );
  expect(new Set(answers.map(({ stateMachineVersionArn }) => stateMachineVersionArn))).toEqual(
    new Set([version(1)]),
  );
  await runSteps(api, [lists(1)]);
});

test('versions come in pages', async () => {
  const api = await aStatesApi();
  await runSteps(api, [created]);
  for (let number = 1; number <= 12; number += 1) {
    await runSteps(api, [updated(`revision ${number}`, { publish: true })]);
  }
  const list = (more: object) =>
    api.call('ListStateMachineVersions', { stateMachineArn: machineArn, ...more });
  const first = await list({ maxResults: 5 });
  expect(first).toMatchObject(listed(12, 11, 10, 9, 8));
  const second = await list({ maxResults: 5, nextToken: first.nextToken });
  expect(second).toMatchObject(listed(7, 6, 5, 4, 3));
  const last = await list({ maxResults: 5, nextToken: second.nextToken });
  expect(last).toMatchObject(listed(2, 1));
  expect(last).not.toHaveProperty('nextToken');
  await runSteps(api, [
    [
      'ListStateMachineVersions',
      { stateMachineArn: machineArn, nextToken: 'no' },
      { refused: 'InvalidToken' },
    ],
  ]);
});

test('a thousand versions are as many as there may be', async () => {
  const api = await aStatesApi();
  await runSteps(api, [created]);
  const key = {
    kind: 'StateMachine',
    account: '111111111111',
    region: 'us-east-1',
    name: 'machine',
  } as const;
  const machine = await api.store.resources.get(key);
  if (machine === undefined) throw new Error('the machine was created');
  const body = { ...machine.body, versions: { last: 1_200, count: 1_000, current: undefined } };
  await api.store.resources.write([{ type: 'put', key, body, expectedRevision: undefined }]);
  await runSteps(api, [
    [
      'PublishStateMachineVersion',
      { stateMachineArn: machineArn },
      { refused: 'ServiceQuotaExceededException' },
    ],
    [
      'UpdateStateMachine',
      { stateMachineArn: machineArn, definition: resultOf('second'), publish: true },
      { refused: 'ServiceQuotaExceededException' },
    ],
    ['DescribeStateMachine', { stateMachineArn: machineArn }, { answers: { definition: resultOf('first') } }],
  ]);
});
