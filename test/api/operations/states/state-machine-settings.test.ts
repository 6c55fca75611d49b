import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import {
  aStatesApi,
  aStoredStatesApi,
  create,
  machineArn,
  resultOf,
  runSteps,
  type Step,
} from './a-states-api.ts';

const keyId = '1234abcd-12ab-34cd-56ef-1234567890ab';
const kms = 'arn:aws:kms:us-east-1:222222222222';
const managed = { type: 'CUSTOMER_MANAGED_KMS_KEY', kmsKeyId: keyId };
const custom = (kmsKeyId: string) => ({ encryptionConfiguration: { ...managed, kmsKeyId } });

const settings: readonly {
  readonly settings: JsonObject;
  /** Undefined where they are taken. */
  readonly refused?: string;
}[] = [
  { settings: { encryptionConfiguration: { type: 'AWS_OWNED_KEY' } } },
  { settings: { encryptionConfiguration: managed } },
  { settings: { encryptionConfiguration: { ...managed, kmsDataKeyReusePeriodSeconds: 60 } } },
  ...[`${kms}:key/${keyId}`, `${kms}:key/mrk-${'0a'.repeat(16)}`, `${kms}:alias/mine`, 'alias/mine'].map(
    (key) => ({
      settings: custom(key),
    }),
  ),
  ...[
    { type: 'CUSTOMER_MANAGED_KMS_KEY' },
    { type: 'AWS_OWNED_KEY', kmsKeyId: keyId },
    { type: 'AWS_OWNED_KEY', kmsDataKeyReusePeriodSeconds: 300 },
  ].map((encryptionConfiguration) => ({
    settings: { encryptionConfiguration },
    refused: 'InvalidEncryptionConfiguration',
  })),
  ...[
    'mine',
    'alias/',
    'arn:aws:kms:eu-west-1:222222222222:alias/mine',
    'arn:aws-cn:kms:us-east-1:222222222222:alias/mine',
    'arn:aws:sqs:us-east-1:222222222222:alias/mine',
    `${kms}:${keyId}`,
    `${kms}:key/mine`,
  ].map((key) => ({ settings: custom(key), refused: 'InvalidEncryptionConfiguration' })),
  ...[59, 901].map((seconds) => ({
    settings: { encryptionConfiguration: { ...managed, kmsDataKeyReusePeriodSeconds: seconds } },
    refused: 'ValidationException',
  })),
  { settings: { encryptionConfiguration: { type: 'MINE' } }, refused: 'ValidationException' },
  { settings: { tracingConfiguration: { enabled: true } } },
  { settings: { tracingConfiguration: {} }, refused: 'InvalidTracingConfiguration' },
];

test.each(settings)(
  'creating and updating take or refuse $settings',
  async ({ settings: given, refused }) => {
    const outcome = refused === undefined ? { answers: {} } : { refused };
    await runSteps(await aStatesApi(), [
      ['CreateStateMachine', { ...create, name: 'another', ...given }, outcome],
      ['CreateStateMachine', create, { answers: {} }],
      ['UpdateStateMachine', { stateMachineArn: machineArn, ...given }, outcome],
    ]);
  },
);

test('a KMS key is used for five minutes unless told otherwise', async () => {
  const api = await aStatesApi();
  await api.call('CreateStateMachine', { ...create, encryptionConfiguration: managed });
  expect(await api.call('DescribeStateMachine', { stateMachineArn: machineArn })).toMatchObject({
    encryptionConfiguration: { ...managed, kmsDataKeyReusePeriodSeconds: 300 },
  });
});

test('a definition is left out where only metadata is asked for', async () => {
  const api = await aStatesApi();
  await api.call('CreateStateMachine', create);
  const asked = { stateMachineArn: machineArn, includedData: 'METADATA_ONLY' };
  expect(await api.call('DescribeStateMachine', asked)).toMatchObject({
    definition: '{}',
    roleArn: create.roleArn,
  });
});

const again: readonly { readonly difference: string; readonly more: JsonObject; readonly isSame: boolean }[] =
  [
    { difference: 'nothing', more: {}, isSame: true },
    { difference: 'the role', more: { roleArn: 'arn:aws:iam::111111111111:role/another' }, isSame: true },
    { difference: 'tags', more: { tags: [{ key: 'a', value: 'b' }] }, isSame: true },
    { difference: 'a type that is the default', more: { type: 'STANDARD' }, isSame: true },
    {
      difference: 'settings that are the defaults',
      more: {
        tracingConfiguration: { enabled: false },
        encryptionConfiguration: { type: 'AWS_OWNED_KEY' },
        loggingConfiguration: { level: 'OFF' },
        publish: false,
      },
      isSame: true,
    },
    { difference: 'the definition', more: { definition: resultOf('second') }, isSame: false },
    {
      difference: "the definition's white space",
      more: { definition: ` ${create.definition}` },
      isSame: false,
    },
    { difference: 'the type', more: { type: 'EXPRESS' }, isSame: false },
    { difference: 'tracing', more: { tracingConfiguration: { enabled: true } }, isSame: false },
    { difference: 'encryption', more: { encryptionConfiguration: managed }, isSame: false },
    { difference: 'logging', more: { loggingConfiguration: { includeExecutionData: true } }, isSame: false },
    { difference: 'publishing', more: { publish: true }, isSame: false },
  ];

test.each(again)(
  'creating again with another value of $difference is the same or not',
  async ({ more, isSame }) => {
    const outcome: Step[2] = isSame
      ? { answers: { stateMachineArn: machineArn } }
      : {
          refused: 'StateMachineAlreadyExists',
          message: `State Machine Already Exists: '${machineArn}'`,
        };
    await runSteps(await aStatesApi(), [
      ['CreateStateMachine', create, { answers: {} }],
      ['CreateStateMachine', { ...create, ...more }, outcome],
      [
        'DescribeStateMachine',
        { stateMachineArn: machineArn },
        { answers: { definition: create.definition, roleArn: create.roleArn } },
      ],
    ]);
  },
);

const mapRunArn = 'arn:aws:states:us-east-1:111111111111:mapRun:machine/label:4c0c1e1a';

const lists: readonly { readonly input: JsonObject; readonly refused: string }[] = [
  { input: {}, refused: 'ValidationException' },
  { input: { stateMachineArn: machineArn, mapRunArn }, refused: 'ValidationException' },
  { input: { stateMachineArn: machineArn, redriveFilter: 'REDRIVEN' }, refused: 'ValidationException' },
  { input: { stateMachineArn: machineArn, statusFilter: 'PENDING_REDRIVE' }, refused: 'ValidationException' },
  { input: { stateMachineArn: machineArn, statusFilter: 'succeeded' }, refused: 'ValidationException' },
  { input: { mapRunArn, redriveFilter: 'BOTH' }, refused: 'ValidationException' },
  {
    input: { mapRunArn, redriveFilter: 'REDRIVEN', statusFilter: 'PENDING_REDRIVE' },
    refused: 'ResourceNotFound',
  },
];

test.each(lists)('ListExecutions refuses $input', async ({ input, refused }) => {
  await runSteps(await aStatesApi(), [
    ['CreateStateMachine', create, { answers: {} }],
    ['ListExecutions', input, { refused }],
  ]);
});

/** A process that stopped in the middle of a deletion leaves such a machine. */
test('a state machine that is being deleted takes nothing more, and can be deleted again', async () => {
  const api = await aStoredStatesApi();
  await api.call('CreateStateMachine', { ...create, publish: true });
  const key = {
    kind: 'StateMachine',
    account: '111111111111',
    region: 'us-east-1',
    name: 'machine',
  } as const;
  const machine = await api.store.resources.get(key);
  if (machine === undefined) throw new Error('the machine was created');
  const body = { ...machine.body, status: 'DELETING' } as const;
  await api.store.resources.write([{ type: 'put', key, body, expectedRevision: undefined }]);
  const deleting = { refused: 'StateMachineDeleting' };
  const routingConfiguration = [{ stateMachineVersionArn: `${machineArn}:1`, weight: 100 }];
  await runSteps(api, [
    ['CreateStateMachine', { ...create, publish: true }, deleting],
    ['UpdateStateMachine', { stateMachineArn: machineArn, definition: resultOf('second') }, deleting],
    ['PublishStateMachineVersion', { stateMachineArn: machineArn }, deleting],
    ['CreateStateMachineAlias', { name: 'PROD', routingConfiguration }, deleting],
    ['ListStateMachineAliases', { stateMachineArn: machineArn }, deleting],
    ['StartExecution', { stateMachineArn: `${machineArn}:1` }, deleting],
    ['DescribeStateMachine', { stateMachineArn: machineArn }, { answers: { status: 'DELETING' } }],
    ['DeleteStateMachine', { stateMachineArn: machineArn }, { answers: {} }],
    ['DescribeStateMachine', { stateMachineArn: machineArn }, { refused: 'StateMachineDoesNotExist' }],
    ['CreateStateMachine', { ...create, publish: true }, { answers: {} }],
  ]);
});
