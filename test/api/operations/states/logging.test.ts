import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateStateMachineCommand,
  DescribeStateMachineCommand,
  type LoggingConfiguration,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import type { Configuration } from '../../../../src/config.ts';
import {
  createRole,
  refusalOf,
  setPermissions,
  sourceAccount,
  trustsService,
  twoAccounts,
} from '../../../cross-account/two-accounts.ts';
import { aDefinition, aPass, aWait } from '../../../support/a-definition.ts';

const definition = JSON.stringify(aDefinition({ Only: aPass() }));
const logGroupArn = `arn:aws:logs:us-east-1:${sourceAccount}:log-group:/aws/vendedlogs/states/name:*`;
const unknownRole = `arn:aws:iam::${sourceAccount}:role/nobody-made-it`;

/** The permissions of the Developer Guide's policy for logging. */
const deliveryActions = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
];
const mayDeliver = { Action: deliveryActions, Resource: '*' };
const mayNotDeliver = {
  name: 'AccessDeniedException',
  message: 'The state machine IAM Role is not authorized to access the Log Destination',
};

function logging(level: LoggingConfiguration['level'], arn = logGroupArn): LoggingConfiguration {
  return { level, destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: arn } }] };
}

/** A whole server with its state machines' logs in a folder, and a role that may do what `permissions` says. */
async function aServer(permissions: readonly JsonObject[] = [mayDeliver], more: Partial<Configuration> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'stepwell-logging-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const accounts = await twoAccounts({ executionLogs: { folder }, ...more });
  let isOpen = true;
  const close = async () => {
    if (isOpen) await accounts.close();
    isOpen = false;
  };
  onTestFinished(close);
  const { source, audited } = accounts;
  const roleArn = await createRole(source, 'runner', { trust: [trustsService('states')], permissions });
  const create = (name: string, loggingConfiguration?: LoggingConfiguration, settings = {}) =>
    source.states.send(
      new CreateStateMachineCommand({ name, definition, roleArn, loggingConfiguration, ...settings }),
    );
  const describeLogging = async (stateMachineArn: string | undefined) =>
    (await source.states.send(new DescribeStateMachineCommand({ stateMachineArn }))).loggingConfiguration;
  return { ...source, audited, roleArn, folder, create, describeLogging, close };
}

/** The records that the server wrote to `folder` for the log group above. */
function recordsIn(folder: string): JsonObject[] {
  const file = join(folder, sourceAccount, 'us-east-1', '%2Faws%2Fvendedlogs%2Fstates%2Fname.jsonl');
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as JsonObject);
}

const notOne = 'Invalid Logging Configuration: Must specify exactly one Log Destination.';
const notFound = 'Invalid Logging Configuration: Log Destination not found.';
const noQualifier = "Invalid Logging Configuration: Log Group ARN must be provided with '*' qualifier.";

const refusals: readonly {
  readonly title: string;
  readonly configuration: LoggingConfiguration;
  readonly name?: string;
  readonly message: string;
}[] = [
  ...(['ALL', 'ERROR', 'FATAL'] as const).map((level) => ({
    title: `level ${level} without a destination`,
    configuration: { level },
    message: notOne,
  })),
  {
    title: 'two destinations',
    configuration: {
      level: 'ALL',
      destinations: [...(logging('ALL').destinations ?? []), ...(logging('ALL').destinations ?? [])],
    },
    message: notOne,
  },
  {
    title: 'two destinations at level OFF',
    configuration: { level: 'OFF', destinations: [{}, {}] },
    message: notOne,
  },
  {
    title: 'a destination that names no log group',
    configuration: { level: 'ALL', destinations: [{}] },
    message: notOne,
  },
  {
    title: 'a log group without :*',
    configuration: logging('ALL', logGroupArn.slice(0, -2)),
    message: noQualifier,
  },
  {
    title: 'a log group without :*, at level OFF',
    configuration: logging('OFF', logGroupArn.slice(0, -2)),
    message: noQualifier,
  },
  {
    title: 'what is no ARN',
    configuration: logging('ALL', 'name:*'),
    name: 'InvalidArn',
    message: "Invalid Arn: 'Invalid ARN prefix: name:*'",
  },
  ...[
    ['another account', logGroupArn.replace(sourceAccount, '222222222222')],
    ['another region', logGroupArn.replace('us-east-1', 'eu-west-1')],
    ['another partition', logGroupArn.replace('arn:aws:', 'arn:aws-cn:')],
    ['another service', logGroupArn.replace(':logs:', ':s3:')],
    ['a name that no log group has', logGroupArn.replace('/name', '/na me')],
  ].map(([title = '', arn]) => ({ title, configuration: logging('ALL', arn), message: notFound })),
];

describe('a loggingConfiguration that AWS refuses', () => {
  test('is refused by CreateStateMachine and UpdateStateMachine in its words', async () => {
    const { states, create } = await aServer();
    const { stateMachineArn } = await create('fine');
    for (const { title, configuration, name = 'InvalidLoggingConfiguration', message } of refusals) {
      const update = new UpdateStateMachineCommand({ stateMachineArn, loggingConfiguration: configuration });
      const refused = { name, message };
      expect(await refusalOf(create('other', configuration)), title).toMatchObject(refused);
      expect(await refusalOf(states.send(update)), title).toMatchObject(refused);
    }
  });
});

const completed: readonly { readonly given?: LoggingConfiguration; readonly shown: LoggingConfiguration }[] =
  [
    { shown: { level: 'OFF', includeExecutionData: false } },
    { given: {}, shown: { level: 'OFF', includeExecutionData: false } },
    { given: { destinations: [] }, shown: { level: 'OFF', includeExecutionData: false, destinations: [] } },
    { given: logging('ERROR'), shown: { ...logging('ERROR'), includeExecutionData: false } },
    { given: logging('OFF'), shown: { ...logging('OFF'), includeExecutionData: false } },
  ];

test('DescribeStateMachine shows what was left out of a loggingConfiguration, and creating again with it is no change', async () => {
  const { create, describeLogging } = await aServer();
  for (const [index, { given, shown }] of completed.entries()) {
    const { stateMachineArn } = await create(`machine-${index}`, given);
    expect(await describeLogging(stateMachineArn)).toEqual(shown);
    expect(await create(`machine-${index}`, shown)).toMatchObject({ stateMachineArn });
  }
});

describe('the execution role', () => {
  test.each(deliveryActions)('must be allowed %s where anything is logged', async (lacking) => {
    const { create } = await aServer([
      { Action: deliveryActions.filter((name) => name !== lacking), Resource: '*' },
    ]);
    expect(await refusalOf(create('logs', logging('FATAL')))).toMatchObject(mayNotDeliver);
    expect(await create('silent', logging('OFF'))).toHaveProperty('stateMachineArn');
  });

  test('is asked again when a machine is given logging or another role, and not for anything else', async () => {
    const { states, iam, create, roleArn, describeLogging } = await aServer();
    const { stateMachineArn } = await create('logs', logging('ALL'));
    const update = (change: object) =>
      states.send(new UpdateStateMachineCommand({ stateMachineArn, ...change }));
    const other = await createRole({ iam } as Parameters<typeof createRole>[0], 'other', {
      trust: [trustsService('states')],
    });
    expect(await refusalOf(update({ roleArn: other }))).toMatchObject(mayNotDeliver);
    await setPermissions({ iam }, 'runner', [{ Action: 'states:*', Resource: '*' }]);
    expect(await refusalOf(update({ loggingConfiguration: logging('ERROR') }))).toMatchObject(mayNotDeliver);
    expect(await describeLogging(stateMachineArn)).toMatchObject({ level: 'ALL' });
    await update({ definition: definition.replace('Only', 'One').replace('Only', 'One') });
    await update({ loggingConfiguration: { level: 'OFF' } });
    await update({ roleArn: other });
    await update({ roleArn });
  });

  test('that nobody made is let through for development, and told of', async () => {
    const { create, audited } = await aServer();
    await create('logs', logging('ALL'), { roleArn: unknownRole });
    expect(audited).toContainEqual(
      expect.objectContaining({ outcome: 'unknown-role', action: 'logs:CreateLogDelivery' }),
    );
  });
});

describe('a server', () => {
  test('has written what was logged when it has closed, of Standard and Express executions', async () => {
    const { states, create, close, folder } = await aServer();
    const standard = await create('standard', logging('ALL'));
    const express = await create(
      'express',
      { ...logging('ALL'), includeExecutionData: true },
      { type: 'EXPRESS' },
    );
    const { executionArn: one } = await states.send(new StartExecutionCommand(standard));
    const { executionArn: two } = await states.send(
      new StartExecutionCommand({ ...express, input: '{"a": 1}' }),
    );
    await close();
    const types = ['ExecutionStarted', 'PassStateEntered', 'PassStateExited', 'ExecutionSucceeded'];
    const records = recordsIn(folder);
    for (const arn of [one, two]) {
      const own = records.filter(({ execution_arn }) => execution_arn === arn);
      expect(own.map(({ type }) => type)).toEqual(types);
      expect(own.map(({ id }) => id)).toEqual(['1', '2', '3', '4']);
    }
    expect(records.filter(({ execution_arn }) => execution_arn === two)[3]?.details).toEqual({
      output: '{"a": 1}',
      outputDetails: { truncated: false },
    });
  });

  test('logs executions as the revision says that they started with', async () => {
    const { states, create, close, folder } = await aServer();
    const sleeping = JSON.stringify(aDefinition({ Sleep: aWait(600) }));
    const { stateMachineArn } = await create('machine', logging('FATAL'), { definition: sleeping });
    const first = await states.send(new StartExecutionCommand({ stateMachineArn }));
    await states.send(
      new UpdateStateMachineCommand({ stateMachineArn, loggingConfiguration: { level: 'OFF' } }),
    );
    const second = await states.send(new StartExecutionCommand({ stateMachineArn }));
    for (const { executionArn } of [first, second])
      await states.send(new StopExecutionCommand({ executionArn, error: 'Enough' }));
    await close();
    expect(recordsIn(folder)).toMatchObject([
      { type: 'ExecutionAborted', execution_arn: first.executionArn, details: { error: 'Enough' } },
    ]);
  });

  const places: readonly { readonly title: string; readonly isThere: boolean; readonly settings: object }[] =
    [
      { title: 'in its data directory by default', isThere: true, settings: { executionLogs: undefined } },
      { title: 'nowhere if logging is off', isThere: false, settings: { executionLogs: 'off' } },
    ];

  test.each(places)('keeps logs $title', async ({ isThere, settings }) => {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'stepwell-logging-'));
    onTestFinished(() => rmSync(dataDirectory, { recursive: true, force: true }));
    const { states, create, close } = await aServer([mayDeliver], { dataDirectory, ...settings });
    await states.send(new StartExecutionCommand(await create('machine', logging('ALL'))));
    await close();
    expect(existsSync(join(dataDirectory, 'logs', sourceAccount, 'us-east-1'))).toBe(isThere);
  });
});
