import { pino } from 'pino';
import { expect, onTestFinished } from 'vitest';
import { createDispatcher } from '../../../../src/api/dispatcher.ts';
import { createEmbeddedSessions } from '../../../../src/api/embedded-sessions.ts';
import { apiModels } from '../../../../src/api/model/model.ts';
import type { Operation, Services } from '../../../../src/api/operation.ts';
import { statesOperations } from '../../../../src/api/operations/states/index.ts';
import { isJsonObject, type JsonObject } from '../../../../src/base/json.ts';
import { createConnectors } from '../../../../src/connectors/index.ts';
import type { Caller } from '../../../../src/runtime/identity/identity.ts';
import { createRuntime } from '../../../../src/runtime/runtime.ts';
import { openSqliteStore } from '../../../../src/store/sqlite/open-sqlite-store.ts';
import type { Store } from '../../../../src/store/store.ts';
import { aDefinition, aPass } from '../../../support/a-definition.ts';
import { anIdentity, errorOf, policy, rootOf, trust } from '../../../support/an-identity.ts';
import { memoryStore } from '../../../support/memory-store.ts';

export const account = '111111111111';
export const place = `arn:aws:states:us-east-1:${account}`;
export const machineArn = `${place}:stateMachine:machine`;
export const roleArn = `arn:aws:iam::${account}:role/runner`;

/** The text of a definition that differs from those of other results. */
export function resultOf(result: string): string {
  return JSON.stringify(aDefinition({ Only: aPass({ Result: result }) }));
}

export const create = { name: 'machine', definition: resultOf('first'), roleArn };

/** The Step Functions API on `store`, with a role to run state machines as. Time and chance are the test's to say. */
export async function aStatesApi({ store = memoryStore() }: { readonly store?: Store } = {}) {
  const { identity, clock, invoke } = anIdentity({ store });
  await invoke('CreateRole', {
    RoleName: 'runner',
    AssumeRolePolicyDocument: trust({ Service: 'states.amazonaws.com' }),
  });
  const log = pino({ level: 'silent' });
  const connectors = createConnectors(apiModels);
  const still = { now: () => clock.at, schedule: () => () => {} };
  let idCount = 0;
  const newId = () => {
    idCount += 1;
    return `id-${idCount}`;
  };
  const chance = { drawn: 0.5 };
  const runtime = createRuntime({
    store,
    clock: still,
    log,
    secret: Buffer.from('a secret of this test'),
    identity,
    random: () => chance.drawn,
    newId,
    findConnector: connectors.find,
    openSession: (caller) => createEmbeddedSessions({ dispatcher, newId })(caller),
  });
  // Operations of Step Functions reach for nothing else.
  const services = {
    store,
    identity,
    runtime,
    connectors,
    clock: still,
    random: () => chance.drawn,
    newId,
    log,
  } as unknown as Services;
  const dispatcher = createDispatcher(Object.values<Operation>(statesOperations), services);

  const call = async (operationName: string, input: JsonObject, caller: Caller = rootOf(account)) => {
    const request = { service: 'states', operationName, input, caller, requestId: 'a request' } as const;
    const output = await dispatcher.dispatch(request);
    return isJsonObject(output) ? output : {};
  };
  return {
    call,
    clock,
    chance,
    store,
    close: () => runtime.close(),
    /** What state machines may do, whose role is the runner. */
    allowRunner: (...statements: readonly JsonObject[]) =>
      invoke('PutRolePolicy', {
        RoleName: 'runner',
        PolicyName: 'p',
        PolicyDocument: policy(...statements),
      }),
    /** A session of a role that may do what `statements` say. */
    async callerWith(...statements: readonly JsonObject[]): Promise<Caller> {
      await invoke('CreateRole', { RoleName: 'worker', AssumeRolePolicyDocument: trust({ AWS: account }) });
      const PolicyDocument = policy(...statements);
      await invoke('PutRolePolicy', { RoleName: 'worker', PolicyName: 'p', PolicyDocument });
      const session = await identity.assumeRole(rootOf(account), {
        roleArn: `arn:aws:iam::${account}:role/worker`,
        roleSessionName: 'work',
      });
      return identity.callerOf(session, 'us-east-1');
    },
  };
}

/** The same on a database, for tests that run executions of type STANDARD. */
export async function aStoredStatesApi(): Promise<StatesApi> {
  const store = await openSqliteStore({ directory: undefined });
  const api = await aStatesApi({ store });
  onTestFinished(async () => {
    await api.close();
    await store.close();
  });
  return api;
}

export type StatesApi = Awaited<ReturnType<typeof aStatesApi>>;

/** One call of a script, and what it answers among other things or is refused with. */
export type Step = readonly [operation: string, input: JsonObject, outcome: Outcome];

type Outcome = { readonly answers: JsonObject } | { readonly refused: string; readonly message?: string };

/** Runs a script, a second passing before each step. */
export async function runSteps({ call, clock }: StatesApi, steps: readonly Step[]): Promise<void> {
  for (const [operation, input, outcome] of steps) {
    clock.at += 1_000;
    const what = `${operation} ${JSON.stringify(input)}`;
    if ('answers' in outcome) expect(await call(operation, input), what).toMatchObject(outcome.answers);
    else {
      const { refused: code, message } = outcome;
      expect(await errorOf(call(operation, input)), what).toMatchObject({
        code,
        ...(message && { message }),
      });
    }
  }
}
