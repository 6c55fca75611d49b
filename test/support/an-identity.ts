import type { Call, Services } from '../../src/api/operation.ts';
import { iamOperations } from '../../src/api/operations/iam/index.ts';
import { stsOperations } from '../../src/api/operations/sts/index.ts';
import { AwsError } from '../../src/base/aws-error.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { accountRoot } from '../../src/iam/principal.ts';
import type { AuditRecord } from '../../src/runtime/identity/audit.ts';
import { createIdentity, type IdentityOptions } from '../../src/runtime/identity/create-identity.ts';
import type { Caller, Identity, Permission } from '../../src/runtime/identity/identity.ts';
import type { Store } from '../../src/store/store.ts';
import { memoryStore } from './memory-store.ts';

/** When tests happen, in epoch milliseconds. */
export const testStart = Date.parse('2026-01-15T12:00:00Z');

export const operations = { ...iamOperations, ...stsOperations };
export type OperationName = keyof typeof operations;

/** An identity plane with its store and a clock that only tests move. */
export interface TestIdentity {
  readonly identity: Identity;
  readonly store: Store;
  readonly clock: { at: number };
  readonly audited: AuditRecord[];
  /** What an operation answers, or the error it throws as plain values. */
  invoke(name: OperationName, input: JsonObject, caller?: Caller): Promise<Json>;
  permissionsOf(name: OperationName, input: JsonObject, caller?: Caller): Promise<readonly Permission[]>;
}

export function anIdentity(options: Partial<IdentityOptions> = {}): TestIdentity {
  const store = options.store ?? memoryStore();
  const clock = { at: testStart };
  const audited: AuditRecord[] = [];
  let idCount = 0;
  const given = {
    store,
    clock: { now: () => clock.at },
    newId: () => {
      idCount += 1;
      return `id ${idCount}`;
    },
  };
  const identity = createIdentity({
    ...given,
    secret: Buffer.from('a secret of this test'),
    enforcement: 'enforce',
    auditUnknownRoles: false,
    audit: (record) => audited.push(record),
    ...options,
  });
  // The operations of IAM and STS reach for nothing else.
  const services = { ...given, identity } as unknown as Services;
  const callFor = (caller: Caller): Call => ({ caller, requestId: 'a request', services });
  return {
    identity,
    store,
    clock,
    audited,
    invoke: (name, input, caller = rootOf('111111111111')) => operations[name].run(input, callFor(caller)),
    permissionsOf: async (name, input, caller = rootOf('111111111111')) =>
      operations[name].permissions(input, callFor(caller)),
  };
}

export function rootOf(account: string): Caller {
  const place = { partition: 'aws', account, region: 'us-east-1' };
  return { principal: accountRoot({ account }), place, context: {} };
}

/** What `promise` rejects with, as far as a caller of the API sees it. */
export async function errorOf(promise: Promise<unknown>) {
  try {
    await promise;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return { code: error.code, status: error.status, message: error.message };
  }
  return undefined;
}

/** A policy document with one statement per member of `statements`. */
export function policy(...statements: readonly JsonObject[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: statements.map((statement) => ({ Effect: 'Allow', ...statement })),
  });
}

/** A trust policy that lets `principal` assume the role. */
export function trust(principal: JsonObject, more: JsonObject = {}): string {
  return policy({ Principal: principal, Action: 'sts:AssumeRole', ...more });
}
