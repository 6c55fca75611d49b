import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { createDispatcher } from '../../../../src/api/dispatcher.ts';
import type { ServiceName, Services } from '../../../../src/api/operation.ts';
import { iamOperations } from '../../../../src/api/operations/iam/index.ts';
import type { JobServices } from '../../../../src/api/operations/jobs/job-services.ts';
import { lambdaOperations } from '../../../../src/api/operations/lambda/index.ts';
import type { Sealing } from '../../../../src/api/sealing.ts';
import type { Clock } from '../../../../src/base/clock.ts';
import { isJsonObject, type Json, type JsonObject } from '../../../../src/base/json.ts';
import {
  createFunctionRunner,
  type FunctionRunner,
  type InvocationLog,
} from '../../../../src/compute/function-runner.ts';
import type { Connectors } from '../../../../src/connectors/index.ts';
import type { DynamoDb } from '../../../../src/dynamodb/dynamodb.ts';
import type { EventBridge } from '../../../../src/eventbridge/event-bridge.ts';
import type { LogStore } from '../../../../src/logs/log-store.ts';
import type { Messaging } from '../../../../src/messaging/messaging.ts';
import type { ObjectBodies } from '../../../../src/objects/object-bodies.ts';
import { createIdentity } from '../../../../src/runtime/identity/create-identity.ts';
import type { Caller } from '../../../../src/runtime/identity/identity.ts';
import { createRecordedCallsKeeper } from '../../../../src/runtime/identity/recorded-calls-keeper.ts';
import type { Runtime } from '../../../../src/runtime/runtime.ts';
import { systemClock } from '../../../../src/runtime/system-clock.ts';
import { openSqliteStore } from '../../../../src/store/sqlite/open-sqlite-store.ts';
import { rootOf, testStart, trust } from '../../../support/an-identity.ts';
import { seededRandom } from '../../../support/seeded-random.ts';

export const account = '111111111111';
export const otherAccount = '222222222222';
export const roleArn = `arn:aws:iam::${account}:role/worker`;
export const arnPrefix = `arn:aws:lambda:us-east-1:${account}:function`;

/** Lambda's operations on SQLite, with processes of their own for the functions and a clock that only tests move. */
export interface TestLambda {
  readonly services: Services;
  readonly functions: FunctionRunner;
  readonly clock: TestClock;
  /** The logs of the invocations so far. */
  readonly logs: InvocationLog[];
  /** What the server has to tell its operator. */
  readonly warnings: string[];
  /** Where functions are told that the server is. */
  endpoint: string;
  /** What the operation answers, through validation and permissions. */
  call(name: keyof typeof lambdaOperations, input: JsonObject, caller?: Caller): Promise<JsonObject>;
  iam(name: keyof typeof iamOperations, input: JsonObject, caller?: Caller): Promise<JsonObject>;
  /** A function made of `source`, Node unless `input` says otherwise. */
  create(name: string, source: string, input?: JsonObject): Promise<JsonObject>;
  close(): Promise<void>;
}

export interface TestClock extends Clock {
  at: number;
  /** What was scheduled and neither ran nor was cancelled, in order. */
  readonly scheduled: { readonly at: number; readonly run: () => void }[];
}

/** A directory that is gone after the test. */
export function aDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'stepwell-lambda-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** With a role `worker` that Lambda may assume, and a role `stranger` that it may not, unless they were there before. */
export async function aLambda({
  directory = aDirectory(),
  codeDirectory = aDirectory(),
} = {}): Promise<TestLambda> {
  const store = await openSqliteStore({ directory });
  const clock = aClock();
  const logs: InvocationLog[] = [];
  const warnings: string[] = [];
  const functions = createFunctionRunner({
    directory: codeDirectory,
    clock: systemClock,
    onLog: (log) => logs.push(log),
  });
  let idCount = 0;
  const newId = () => {
    idCount += 1;
    return `id-${idCount}`;
  };
  const identity = createIdentity({
    store,
    clock,
    newId,
    secret: Buffer.from('a secret of this test'),
    enforcement: 'enforce',
    auditUnknownRoles: false,
    explainDenials: false,
    audit: () => {},
  });
  const services: Services = {
    store,
    identity,
    functions,
    clock,
    newId,
    random: seededRandom(1),
    // No operation of Lambda runs workflows or calls other services.
    runtime: {} as Runtime,
    recordedCalls: createRecordedCallsKeeper({ store, clock, log: pino({ level: 'silent' }) }),
    connectors: {} as Connectors,
    eventBridge: {} as EventBridge,
    jobs: {} as JobServices,
    objectBodies: {} as ObjectBodies,
    dynamodb: {} as DynamoDb,
    logs: {} as LogStore,
    sealing: {} as Sealing,
    messaging: {} as Messaging,
    log: pino({ level: 'warn' }, { write: (line) => warnings.push(line) }),
    endpoint: () => lambda.endpoint,
  };
  const operations = [...Object.values(lambdaOperations), ...Object.values(iamOperations)];
  const dispatcher = createDispatcher(operations, services);
  const dispatch = async (service: ServiceName, operationName: string, input: JsonObject, caller: Caller) => {
    const requestId = newId();
    return asObject(await dispatcher.dispatch({ service, operationName, input, caller, requestId }));
  };
  const lambda: TestLambda = {
    services,
    functions,
    clock,
    logs,
    warnings,
    endpoint: 'http://127.0.0.1:8083',
    call: (name, input, caller = rootOf(account)) => dispatch('lambda', name, input, caller),
    iam: (name, input, caller = rootOf(account)) => dispatch('iam', name, input, caller),
    create: (name, source, input = {}) =>
      lambda.call('CreateFunction', {
        FunctionName: name,
        Runtime: 'nodejs20.x',
        Handler: 'index.handler',
        Role: roleArn,
        Timeout: 20,
        Code: { ZipFile: aZip({ 'index.mjs': source }) },
        ...input,
      }),
    close: async () => {
      await functions.close();
      await store.close();
    },
  };
  onTestFinished(() => lambda.close());
  await createRole(lambda, 'worker', trust({ Service: 'lambda.amazonaws.com' }));
  await createRole(lambda, 'stranger', trust({ Service: 'states.amazonaws.com' }));
  return lambda;
}

/** Base64 of an archive of `files`, the same for the same files. */
export function aZip(files: Readonly<Record<string, string>>): string {
  const entries = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const);
  return Buffer.from(zipSync(Object.fromEntries(entries), { mtime: testStart })).toString('base64');
}

/** The role of an account as somebody assumed it. */
export async function sessionOf(lambda: TestLambda, owner: string, roleName: string): Promise<Caller> {
  const { identity } = lambda.services;
  const request = { roleArn: `arn:aws:iam::${owner}:role/${roleName}`, roleSessionName: 'test' };
  const session = await identity.assumeRole(rootOf(owner), request);
  return identity.callerOf(session, 'us-east-1');
}

export function asObject(value: Json): JsonObject {
  if (!isJsonObject(value)) throw new TypeError(`an object, not ${JSON.stringify(value)}`);
  return value;
}

async function createRole(
  lambda: TestLambda,
  RoleName: string,
  AssumeRolePolicyDocument: string,
): Promise<void> {
  const { store } = lambda.services;
  const key = { kind: 'Role', account, region: '', name: RoleName } as const;
  if ((await store.resources.get(key)) !== undefined) return;
  await lambda.iam('CreateRole', { RoleName, AssumeRolePolicyDocument });
}

function aClock(): TestClock {
  const scheduled: { at: number; run: () => void }[] = [];
  const clock: TestClock = {
    at: testStart,
    scheduled,
    now: () => clock.at,
    schedule: (at, run) => {
      const entry = { at, run };
      scheduled.push(entry);
      return () => {
        const index = scheduled.indexOf(entry);
        if (index >= 0) scheduled.splice(index, 1);
      };
    },
  };
  return clock;
}
