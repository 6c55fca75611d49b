import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { createDispatcher, type Dispatcher } from '../../../../src/api/dispatcher.ts';
import { createEmbeddedSessions } from '../../../../src/api/embedded-sessions.ts';
import { apiModels } from '../../../../src/api/model/model.ts';
import type { Operation, Services } from '../../../../src/api/operation.ts';
import { statesOperations } from '../../../../src/api/operations/states/index.ts';
import { isJsonObject, type JsonObject } from '../../../../src/base/json.ts';
import { createConnectors } from '../../../../src/connectors/index.ts';
import type { Caller } from '../../../../src/runtime/identity/identity.ts';
import { createRuntime } from '../../../../src/runtime/runtime.ts';
import { aStillClock } from '../../../runtime/still-clock.ts';
import { aDefinition, aFail, aPass, aTask, aWait } from '../../../support/a-definition.ts';
import { anIdentity, errorOf, policy, rootOf, testStart, trust } from '../../../support/an-identity.ts';

const account = '111111111111';
const place = `arn:aws:states:us-east-1:${account}`;
const roleArn = `arn:aws:iam::${account}:role/runner`;
const machineArn = (name: string) => `${place}:stateMachine:${name}`;
const unsupported = {
  code: 'StateMachineTypeNotSupported',
  status: 400,
  message: 'This operation is not supported by this type of state machine',
};

interface Answered {
  readonly title: string;
  readonly definition: JsonObject;
  readonly request?: JsonObject;
  /** How long the execution takes. */
  readonly milliseconds?: number;
  readonly answer: JsonObject;
}

const included = { inputDetails: { included: true }, outputDetails: { included: true } };
const billed = (milliseconds: number) => ({
  billedDurationInMilliseconds: milliseconds,
  billedMemoryUsedInMB: 64,
});

const answers: readonly Answered[] = [
  {
    title: 'the output of an execution that succeeded',
    definition: aDefinition({ Do: aPass({ Result: { a: 1 } }) }),
    request: { input: '{ "in": 1.0 }' },
    answer: {
      status: 'SUCCEEDED',
      input: '{ "in": 1.0 }',
      output: '{"a":1}',
      ...included,
      billingDetails: billed(100),
    },
  },
  {
    title: 'the failure of an execution that failed',
    definition: aDefinition({ Do: aFail('Broken', 'by design') }),
    answer: {
      status: 'FAILED',
      input: '{}',
      error: 'Broken',
      cause: 'by design',
      ...included,
      billingDetails: billed(100),
    },
  },
  {
    title: 'that an execution timed out',
    definition: aDefinition({ Do: aWait(2) }, { TimeoutSeconds: 1 }),
    milliseconds: 1_000,
    answer: { status: 'TIMED_OUT', input: '{}', ...included, billingDetails: billed(1_000) },
  },
  {
    title: 'an execution that waited, billed by the hundred milliseconds begun',
    definition: aDefinition({
      Do: { Type: 'Wait', Timestamp: new Date(testStart + 1_234).toISOString(), End: true },
    }),
    milliseconds: 1_234,
    answer: {
      status: 'SUCCEEDED',
      input: '{}',
      output: '{}',
      ...included,
      billingDetails: billed(1_300),
    },
  },
  {
    title: 'no payloads where only metadata is asked for',
    definition: aDefinition({ Do: aFail('Broken') }),
    request: { includedData: 'METADATA_ONLY' },
    answer: { status: 'FAILED', billingDetails: billed(100) },
  },
  {
    title: 'the trace header it was given',
    definition: aDefinition({ Do: aPass() }),
    request: { traceHeader: 'Root=1-2' },
    answer: {
      status: 'SUCCEEDED',
      input: '{}',
      output: '{}',
      ...included,
      traceHeader: 'Root=1-2',
      billingDetails: billed(100),
    },
  },
];

describe('StartSyncExecution', () => {
  test.each(answers)('answers $title', async ({ definition, request, milliseconds = 0, answer }) => {
    const server = await aServer();
    await server.create('Quick', definition);
    const answered = await server.call('StartSyncExecution', {
      stateMachineArn: machineArn('Quick'),
      name: 'run',
      ...request,
    });
    const { executionArn, ...rest } = answered;
    expect(executionArn).toMatch(new RegExp(`^${place}:express:Quick:run:id-\\d+$`));
    expect(rest).toEqual({
      stateMachineArn: machineArn('Quick'),
      name: 'run',
      startDate: testStart,
      stopDate: testStart + milliseconds,
      ...answer,
    });
  });

  test('gives an execution without a name one of its own', async () => {
    const server = await aServer();
    await server.create('Quick', aDefinition({ Do: aPass() }));
    const { executionArn, name } = await server.call('StartSyncExecution', {
      stateMachineArn: machineArn('Quick'),
    });
    expect(executionArn).toMatch(new RegExp(`^${place}:express:Quick:${name}:id-\\d+$`));
  });

  test('can be called by a task', async () => {
    const server = await aServer();
    await server.create('Child', aDefinition({ Do: aPass({ Result: 'from the child' }) }));
    await server.create(
      'Parent',
      aDefinition({
        Ask: aTask({
          Resource: 'arn:aws:states:::aws-sdk:sfn:startSyncExecution',
          Parameters: { StateMachineArn: machineArn('Child') },
          OutputPath: '$.Output',
        }),
      }),
    );
    const { status, output } = await server.call('StartSyncExecution', {
      stateMachineArn: machineArn('Parent'),
    });
    expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: '"\\"from the child\\""' });
  });

  test('fails an execution whose role may not make the call', async () => {
    const server = await aServer({ Action: 'states:StartExecution', Resource: '*' });
    await server.create(
      'Parent',
      aDefinition({
        Ask: aTask({
          Resource: 'arn:aws:states:::aws-sdk:sfn:startSyncExecution',
          Parameters: { StateMachineArn: machineArn('Child') },
        }),
      }),
    );
    const answered = await server.call('StartSyncExecution', { stateMachineArn: machineArn('Parent') });
    expect(answered).toMatchObject({ status: 'FAILED', error: 'Sfn.SfnException' });
    expect(answered.cause).toContain('is not authorized to perform: states:StartSyncExecution');
  });

  const refusals = [
    {
      title: 'a state machine of type STANDARD',
      request: { stateMachineArn: machineArn('Lasting') },
      error: unsupported,
    },
    {
      title: 'a state machine that there is not',
      request: { stateMachineArn: machineArn('Nowhere') },
      error: { code: 'StateMachineDoesNotExist' },
    },
    {
      title: 'an input that is no JSON',
      request: { stateMachineArn: machineArn('Quick'), input: '{' },
      error: { code: 'InvalidExecutionInput' },
    },
    {
      title: 'a name that AWS refuses',
      request: { stateMachineArn: machineArn('Quick'), name: 'a b' },
      error: { code: 'InvalidName', message: "Invalid Name: 'a b'" },
    },
  ];

  test.each(refusals)('refuses $title', async ({ request, error }) => {
    const server = await aServer();
    await server.create('Quick', aDefinition({ Do: aPass() }));
    await server.create('Lasting', aDefinition({ Do: aPass() }), 'STANDARD');
    expect(await errorOf(server.call('StartSyncExecution', request))).toMatchObject(error);
  });
});

describe('StartExecution of an Express state machine', () => {
  test('answers before the end, and takes a name as often as it comes', async () => {
    const server = await aServer();
    await server.create('Quick', aDefinition({ Sleep: aWait(100) }));
    const request = { stateMachineArn: machineArn('Quick'), name: 'run', input: '1' };
    const first = await server.call('StartExecution', request);
    const second = await server.call('StartExecution', request);
    expect(first).toEqual({
      executionArn: expect.stringMatching(`^${place}:express:Quick:run:id-`),
      startDate: testStart,
    });
    expect(second.executionArn).not.toBe(first.executionArn);
    expect(server.runningCount()).toBe(2);
  });

  const unknown = {
    code: 'InvalidArn',
    status: 400,
    message: "Invalid Arn: 'Resource type not valid in this context: express'",
  };

  test.each(['DescribeExecution', 'GetExecutionHistory', 'StopExecution'])(
    '%s does not know it',
    async (name) => {
      const server = await aServer();
      await server.create('Quick', aDefinition({ Do: aPass() }));
      const { executionArn = '' } = await server.call('StartExecution', {
        stateMachineArn: machineArn('Quick'),
      });
      expect(await errorOf(server.call(name, { executionArn }))).toEqual(unknown);
    },
  );

  test('ListExecutions does not list it', async () => {
    const server = await aServer();
    await server.create('Quick', aDefinition({ Do: aPass() }));
    const request = { stateMachineArn: machineArn('Quick') };
    expect(await errorOf(server.call('ListExecutions', request))).toEqual(unsupported);
  });
});

/** The Step Functions API in virtual time; its role may do what `grant` says. */
async function aServer(grant: JsonObject = { Action: 'states:*', Resource: '*' }) {
  const { identity, store, invoke } = anIdentity();
  await invoke('CreateRole', {
    RoleName: 'runner',
    AssumeRolePolicyDocument: trust({ Service: 'states.amazonaws.com' }),
  });
  await invoke('PutRolePolicy', { RoleName: 'runner', PolicyName: 'grant', PolicyDocument: policy(grant) });
  const clock = aStillClock();
  const log = pino({ level: 'silent' });
  let idCount = 0;
  const newId = () => {
    idCount += 1;
    return `id-${idCount}`;
  };
  const connectors = createConnectors(apiModels);
  let dispatcher: Dispatcher;
  const runtime = createRuntime({
    store,
    clock,
    log,
    secret: Buffer.from('a secret of this test'),
    identity,
    random: () => 0.5,
    newId,
    findConnector: connectors.find,
    openSession: (caller) => createEmbeddedSessions({ dispatcher, newId })(caller),
  });
  // Operations of Step Functions reach for nothing else.
  const services = { store, identity, runtime, connectors, clock, newId, log } as unknown as Services;
  dispatcher = createDispatcher(Object.values<Operation>(statesOperations), services);
  const caller: Caller = rootOf(account);
  const call = async (operationName: string, input: JsonObject): Promise<JsonObject> => {
    const request = { service: 'states', operationName, input, caller, requestId: 'a request' } as const;
    const output = await clock.ringUntil(dispatcher.dispatch(request));
    return isJsonObject(output) ? output : {};
  };
  return {
    call,
    runningCount: () => runtime.loadedCount,
    create: (name: string, definition: JsonObject, type = 'EXPRESS') =>
      call('CreateStateMachine', { name, definition: JSON.stringify(definition), roleArn, type }),
  };
}
