import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { errorOf } from '../../../support/an-identity.ts';
import { aStatesApi, create, machineArn, place, runSteps, type Step } from './a-states-api.ts';

const prepared: readonly Step[] = [
  ['CreateStateMachine', { ...create, type: 'EXPRESS', publish: true }, { answers: {} }],
  [
    'CreateStateMachineAlias',
    { name: 'PROD', routingConfiguration: [{ stateMachineVersionArn: `${machineArn}:1`, weight: 100 }] },
    { answers: {} },
  ],
];

const all = { Action: 'states:*', Resource: '*' };
const qualifierIs = (...names: readonly string[]) => ({
  Condition: { 'ForAnyValue:StringEquals': { 'states:StateMachineQualifier': names } },
});

/** Operations by what they may be asked of, with the rest of their input. */
const ofAny = { DescribeStateMachine: {}, StartExecution: {}, StartSyncExecution: {} };

interface Access {
  readonly behavior: string;
  readonly statements: readonly JsonObject[];
  readonly arn: string;
  readonly isAllowed: boolean;
}

const accesses: readonly Access[] = [
  ...['', ':1', ':PROD'].flatMap((qualifier) => [
    {
      behavior: `a permission on the state machine is one on it with "${qualifier}"`,
      statements: [{ ...all, Resource: machineArn }],
      arn: `${machineArn}${qualifier}`,
      isAllowed: true,
    },
    {
      behavior: `who is denied the state machine does not reach it with "${qualifier}"`,
      statements: [all, { ...all, Effect: 'Deny', Resource: machineArn }],
      arn: `${machineArn}${qualifier}`,
      isAllowed: false,
    },
  ]),
  ...[':1', ':PROD'].map((qualifier) => ({
    behavior: `a permission on the qualified ARN "${qualifier}" is one on nothing`,
    statements: [{ ...all, Resource: `${machineArn}${qualifier}` }],
    arn: `${machineArn}${qualifier}`,
    isAllowed: false,
  })),
  {
    behavior: 'a qualifier can be denied',
    statements: [all, { ...all, Effect: 'Deny', ...qualifierIs('PROD', '1') }],
    arn: `${machineArn}:PROD`,
    isAllowed: false,
  },
  {
    behavior: 'another qualifier than the denied one is allowed',
    statements: [all, { ...all, Effect: 'Deny', ...qualifierIs('TEST', '1') }],
    arn: `${machineArn}:PROD`,
    isAllowed: true,
  },
  {
    behavior: 'a state machine without a qualifier is not what a qualifier is denied of',
    statements: [all, { ...all, Effect: 'Deny', ...qualifierIs('PROD', '1') }],
    arn: machineArn,
    isAllowed: true,
  },
  {
    behavior: 'permission can be for one qualifier alone',
    statements: [{ ...all, Resource: machineArn, ...qualifierIs('PROD') }],
    arn: machineArn,
    isAllowed: false,
  },
];

describe.each(Object.entries(ofAny))('%s', (operation, more) => {
  test.each(accesses)('$behavior', async ({ statements, arn, isAllowed }) => {
    const api = await aStatesApi();
    await runSteps(api, prepared);
    const caller = await api.callerWith(...statements);
    const error = await errorOf(api.call(operation, { stateMachineArn: arn, ...more }, caller));
    expect(error?.code).toBe(isAllowed ? undefined : 'AccessDeniedException');
  });
});

/** Every operation that is about a version or an alias, with input that needs permission on `machineArn`. */
const qualified: Readonly<Record<string, { readonly input: JsonObject; readonly qualifier: string }>> = {
  CreateStateMachineAlias: {
    input: {
      name: 'TEST',
      routingConfiguration: [{ stateMachineVersionArn: `${machineArn}:1`, weight: 100 }],
    },
    qualifier: 'TEST',
  },
  UpdateStateMachineAlias: {
    input: { stateMachineAliasArn: `${machineArn}:PROD`, description: 'a' },
    qualifier: 'PROD',
  },
  DescribeStateMachineAlias: { input: { stateMachineAliasArn: `${machineArn}:PROD` }, qualifier: 'PROD' },
  DeleteStateMachineAlias: { input: { stateMachineAliasArn: `${machineArn}:PROD` }, qualifier: 'PROD' },
  ListStateMachineAliases: { input: { stateMachineArn: `${machineArn}:1` }, qualifier: '1' },
  DeleteStateMachineVersion: { input: { stateMachineVersionArn: `${machineArn}:7` }, qualifier: '7' },
};

describe.each(Object.entries(qualified))('%s', (operation, { input, qualifier }) => {
  const cases = [
    {
      who: 'is allowed the state machine may',
      statements: [{ ...all, Resource: machineArn }],
      isAllowed: true,
    },
    {
      who: 'is denied the state machine may not',
      statements: [all, { ...all, Effect: 'Deny', Resource: machineArn }],
      isAllowed: false,
    },
    {
      who: 'is denied the qualifier may not',
      statements: [all, { ...all, Effect: 'Deny', ...qualifierIs(qualifier) }],
      isAllowed: false,
    },
  ];

  test.each(cases)('who $who', async ({ statements, isAllowed }) => {
    const api = await aStatesApi();
    await runSteps(api, prepared);
    const error = await errorOf(api.call(operation, input, await api.callerWith(...statements)));
    expect(error?.code).toBe(isAllowed ? undefined : 'AccessDeniedException');
  });
});

test('an alias whose versions are of two state machines needs permission on both', async () => {
  const api = await aStatesApi();
  await runSteps(api, prepared);
  const caller = await api.callerWith({ ...all, Resource: machineArn });
  const routingConfiguration = [
    { stateMachineVersionArn: `${machineArn}:1`, weight: 50 },
    { stateMachineVersionArn: `${place}:stateMachine:other:1`, weight: 50 },
  ];
  const error = await errorOf(
    api.call('CreateStateMachineAlias', { name: 'A', routingConfiguration }, caller),
  );
  expect(error?.code).toBe('AccessDeniedException');
});

const publishing: readonly { readonly operation: string; readonly input: JsonObject }[] = [
  { operation: 'CreateStateMachine', input: { ...create, name: 'another' } },
  {
    operation: 'UpdateStateMachine',
    input: { stateMachineArn: machineArn, tracingConfiguration: { enabled: true } },
  },
];

test.each(publishing)(
  '$operation with publish needs the permission to publish',
  async ({ operation, input }) => {
    const api = await aStatesApi();
    await runSteps(api, prepared);
    const caller = await api.callerWith(
      { ...all, Action: [`states:${operation}`, 'iam:PassRole'] },
      { Effect: 'Deny', Action: 'states:PublishStateMachineVersion', Resource: '*' },
    );
    expect(await errorOf(api.call(operation, { ...input, publish: true }, caller))).toMatchObject({
      code: 'AccessDeniedException',
      message: expect.stringContaining('states:PublishStateMachineVersion'),
    });
    expect(await errorOf(api.call(operation, input, caller))).toBeUndefined();
  },
);

/** Spellings that come near to what there is. */
const spellings: readonly { readonly arn: string; readonly code: string }[] = [
  ...[
    ':01',
    ':+1',
    ':1.0',
    ':1e0',
    ': 1',
    ':１',
    ':0',
    ':2',
    ':prod',
    ':PROD ',
    ':PROD/1',
    ':%50ROD',
    ':$LATEST',
    ':__proto__',
  ].map((qualifier) => ({ arn: `${machineArn}${qualifier}`, code: 'StateMachineDoesNotExist' })),
  ...[':', ':PROD:', ':1:PROD', ':PROD:1', ':1:1', '::1'].map((qualifier) => ({
    arn: `${machineArn}${qualifier}`,
    code: 'InvalidArn',
  })),
  ...[
    `arn:aws-cn:states:us-east-1:111111111111:stateMachine:machine`,
    `arn:aws:states:eu-west-1:111111111111:stateMachine:machine`,
    `${place}:stateMachine:Machine`,
  ].flatMap((arn) =>
    ['', ':1', ':PROD'].map((qualifier) => ({ arn: `${arn}${qualifier}`, code: 'StateMachineDoesNotExist' })),
  ),
  ...[`${place}:statemachine:machine:1`, `${place}:execution:machine:1`].map((arn) => ({
    arn,
    code: 'InvalidArn',
  })),
  ...['/label', '/label:1', '/label:PROD', '/'].map((label) => ({
    arn: `${machineArn}${label}`,
    code: 'ValidationException',
  })),
];

describe.each(Object.keys(ofAny))('%s', (operation) => {
  test.each(spellings)('finds nothing as $arn', async ({ arn, code }) => {
    const api = await aStatesApi();
    await runSteps(api, prepared);
    expect(await errorOf(api.call(operation, { stateMachineArn: arn }))).toMatchObject({ code });
  });
});

test('the ARN of a Map state is refused with the reason', async () => {
  const api = await aStatesApi();
  await expect(api.call('StartExecution', { stateMachineArn: `${machineArn}/label` })).rejects.toMatchObject({
    members: { reason: 'API_DOES_NOT_SUPPORT_LABELED_ARNS' },
  });
});
