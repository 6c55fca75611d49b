import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import pino from 'pino';
import { createDispatcher } from '../../../../src/api/dispatcher.ts';
import { createEmbeddedSessions } from '../../../../src/api/embedded-sessions.ts';
import type { Operation, Services } from '../../../../src/api/operation.ts';
import { iamOperations } from '../../../../src/api/operations/iam/index.ts';
import { s3Operations } from '../../../../src/api/operations/s3/index.ts';
import { createServer, type ServerLimits } from '../../../../src/api/server.ts';
import type { JsonObject } from '../../../../src/base/json.ts';
import type { Session } from '../../../../src/connectors/connector.ts';
import { createObjectBodies } from '../../../../src/objects/object-bodies.ts';
import { createIdentity } from '../../../../src/runtime/identity/create-identity.ts';
import { accessKeyKey } from '../../../../src/runtime/identity/entity-keys.ts';
import { rootOf } from '../../../support/an-identity.ts';
import { memoryStore } from '../../../support/memory-store.ts';

export const account = '111111111111';
export const otherAccount = '222222222222';

/** An event that S3 told. */
export interface ToldEvent {
  readonly detailType: string;
  readonly detail: JsonObject;
  readonly resources: readonly string[];
}

/** S3 and IAM over HTTP, believing signatures only, and what the SDK asks them with. */
export interface TestS3 {
  readonly port: number;
  readonly endpoint: string;
  readonly services: Services;
  /** Where the bytes of objects are. */
  readonly directory: string;
  readonly events: readonly ToldEvent[];
  /** A client of an account's root. */
  readonly root: S3Client;
  readonly otherRoot: S3Client;
  /** A client of a user with this inline policy. */
  userWith(policy: JsonObject, region?: string): Promise<S3Client>;
  clientOf(key: Key, settings?: object): S3Client;
  /** A session from within, of an account's root. */
  session(): Session;
  close(): Promise<void>;
}

export interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export const rootKey: Key = { accessKeyId: 'AKIAROOTROOTROOTROOT', secretAccessKey: 'secret of the root' };
const otherRootKey: Key = { accessKeyId: 'AKIAOTHEROTHEROTHERO', secretAccessKey: 'secret of the other' };

export async function anS3Server(limits: Partial<ServerLimits> = {}): Promise<TestS3> {
  const directory = mkdtempSync(join(tmpdir(), 'stepwell-s3-'));
  const store = memoryStore();
  const log = pino({ level: 'silent' });
  const clock = { now: () => Date.now(), schedule: () => () => {} };
  const events: ToldEvent[] = [];
  const identity = createIdentity({
    store,
    clock,
    newId: randomUUID,
    secret: Buffer.from('a secret of this test'),
    enforcement: 'enforce',
    auditUnknownRoles: false,
    audit: () => {},
  });
  for (const [key, owner] of [
    [rootKey, account],
    [otherRootKey, otherAccount],
  ] as const) {
    await store.resources.write([
      {
        type: 'put',
        key: accessKeyKey(key.accessKeyId),
        body: {
          account: owner,
          partition: 'aws',
          userName: undefined,
          secretAccessKey: key.secretAccessKey,
          status: 'Active',
          createdAt: 0,
        },
        expectedRevision: 0,
      },
    ]);
  }
  // The operations of S3 and IAM reach for nothing else.
  const services = {
    store,
    identity,
    clock,
    log,
    random: Math.random,
    newId: randomUUID,
    endpoint: () => 'http://127.0.0.1',
    objectBodies: createObjectBodies({ directory, isDurable: true }),
    eventBridge: { putEvent: (event: ToldEvent) => events.push(event) },
  } as unknown as Services;
  const operations = [...Object.values<Operation>(s3Operations), ...Object.values<Operation>(iamOperations)];
  const dispatcher = createDispatcher(operations, services);
  const server = createServer({
    dispatcher,
    identity,
    authentication: { type: 'verify' },
    limits,
    clock,
    newId: randomUUID,
    log,
  });
  const { port } = await server.listen({ host: '127.0.0.1', port: 0 });
  const endpoint = `http://127.0.0.1:${port}`;
  const clients: S3Client[] = [];
  const clientOf = (credentials: Key, settings: object = {}) => {
    const client = new S3Client({
      endpoint,
      region: 'us-east-1',
      credentials,
      forcePathStyle: true,
      maxAttempts: 1,
      ...settings,
    });
    clients.push(client);
    return client;
  };
  const iam = (operationName: string, input: JsonObject) =>
    dispatcher.dispatch({
      service: 'iam',
      operationName,
      input,
      caller: rootOf(account),
      requestId: randomUUID(),
    });
  let userCount = 0;
  return {
    port,
    endpoint,
    services,
    directory,
    events,
    root: clientOf(rootKey),
    otherRoot: clientOf(otherRootKey),
    clientOf,
    async userWith(policy, region = 'us-east-1') {
      userCount += 1;
      const UserName = `user-${userCount}`;
      await iam('CreateUser', { UserName });
      const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [policy] });
      await iam('PutUserPolicy', { UserName, PolicyName: 'own', PolicyDocument });
      const { AccessKey: key } = (await iam('CreateAccessKey', { UserName })) as {
        readonly AccessKey: { readonly AccessKeyId: string; readonly SecretAccessKey: string };
      };
      return clientOf({ accessKeyId: key.AccessKeyId, secretAccessKey: key.SecretAccessKey }, { region });
    },
    session: () => createEmbeddedSessions({ dispatcher, newId: randomUUID })(rootOf(account)),
    async close() {
      for (const client of clients) client.destroy();
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** What `promise` is refused with, as the SDK sees it. */
export async function refusalOf(promise: Promise<unknown>) {
  try {
    await promise;
  } catch (error) {
    const { name, message, $metadata } = error as Error & {
      readonly $metadata?: { readonly httpStatusCode?: number };
    };
    return { code: name, status: $metadata?.httpStatusCode, message };
  }
  return undefined;
}
