import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished } from 'vitest';
import { createDispatcher } from '../../../../src/api/dispatcher.ts';
import type { Operation, ServiceName, Services } from '../../../../src/api/operation.ts';
import { batchOperations } from '../../../../src/api/operations/batch/index.ts';
import { ecsOperations } from '../../../../src/api/operations/ecs/index.ts';
import { glueOperations } from '../../../../src/api/operations/glue/index.ts';
import { iamOperations } from '../../../../src/api/operations/iam/index.ts';
import type { JobEvent } from '../../../../src/api/operations/jobs/job-event.ts';
import { createJobServices } from '../../../../src/api/operations/jobs/job-services.ts';
import type { Clock } from '../../../../src/base/clock.ts';
import type { JsonObject } from '../../../../src/base/json.ts';
import type { ContainerEngine } from '../../../../src/compute/jobs/containers/container-engine.ts';
import { createJobRunner } from '../../../../src/compute/jobs/job-runner.ts';
import { createIdentity } from '../../../../src/runtime/identity/create-identity.ts';
import type { Caller } from '../../../../src/runtime/identity/identity.ts';
import { openSqliteStore } from '../../../../src/store/sqlite/open-sqlite-store.ts';
import { rootOf, trust } from '../../../support/an-identity.ts';

export const account = '111111111111';
export const endpoint = 'http://127.0.0.1:8083';

/** Batch, ECS and Glue on SQLite with real processes, and a clock that tests can move on. */
export interface JobServer {
  readonly directory: string;
  readonly events: JobEvent[];
  readonly clock: MovableClock;
  batch(name: keyof typeof batchOperations, input: JsonObject, caller?: Caller): Promise<Answer>;
  ecs(name: keyof typeof ecsOperations, input: JsonObject, caller?: Caller): Promise<Answer>;
  glue(name: keyof typeof glueOperations, input: JsonObject, caller?: Caller): Promise<Answer>;
  iam(name: keyof typeof iamOperations, input: JsonObject): Promise<Answer>;
  /** The role of the account as somebody assumed it. */
  callerAs(roleName: string): Promise<Caller>;
  /** What the job called `id` wrote. */
  logOf(id: string): string;
  /** The statuses that were announced of a resource, in order. */
  announced(arn: string, member?: string): readonly unknown[];
  close(): Promise<void>;
}

/** An answer, whose members tests know. */
// biome-ignore lint/suspicious/noExplicitAny: an answer is looked into at many places, each known to its test.
export type Answer = any;

/** The machine's clock, `advance` ahead of it. */
export interface MovableClock extends Clock {
  advance(milliseconds: number): void;
}

export function aDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'stepwell-jobs-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export async function aJobServer({
  directory = aDirectory(),
  engine,
}: {
  readonly directory?: string;
  readonly engine?: ContainerEngine | undefined;
} = {}): Promise<JobServer> {
  const store = await openSqliteStore({ directory });
  const clock = aMovableClock();
  const events: JobEvent[] = [];
  const log = pino({ level: 'silent' });
  const newId = () => crypto.randomUUID();
  const identity = createIdentity({
    store,
    clock,
    newId,
    secret: Buffer.from('a secret of this test'),
    enforcement: 'enforce',
    auditUnknownRoles: false,
    audit: () => {},
  });
  const jobs = createJobServices({
    store,
    identity,
    runner: createJobRunner({ directory: join(directory, 'jobs'), clock, engine }),
    clock,
    newId,
    log,
    endpoint: () => endpoint,
    onJobEvent: (event) => events.push(event),
  });
  // The operations of these services reach for nothing else.
  const services = {
    store,
    identity,
    jobs,
    clock,
    newId,
    log,
    endpoint: () => endpoint,
  } as unknown as Services;
  const operations = [batchOperations, ecsOperations, glueOperations, iamOperations].flatMap((table) =>
    Object.values<Operation>(table),
  );
  const dispatcher = createDispatcher(operations, services);
  const dispatch = (
    service: ServiceName,
    operationName: string,
    input: JsonObject,
    caller = rootOf(account),
  ) => dispatcher.dispatch({ service, operationName, input, caller, requestId: newId() });
  await jobs.load();
  jobs.begin();
  let closing: Promise<void> | undefined;
  async function close(): Promise<void> {
    jobs.beginClosing();
    await jobs.close();
    await store.close();
  }
  const server: JobServer = {
    directory,
    events,
    clock,
    batch: (name, input, caller) => dispatch('batch', name, input, caller),
    ecs: (name, input, caller) => dispatch('ecs', name, input, caller),
    glue: (name, input, caller) => dispatch('glue', name, input, caller),
    iam: (name, input) => dispatch('iam', name, input),
    async callerAs(roleName) {
      const roleArn = `arn:aws:iam::${account}:role/${roleName}`;
      const session = await identity.assumeRole(rootOf(account), { roleArn, roleSessionName: 'test' });
      return identity.callerOf(session, 'us-east-1');
    },
    logOf: (id) => readFileSync(join(directory, 'jobs', 'logs', `${id}.log`), 'utf8'),
    announced: (arn, member = 'status') =>
      events.filter(({ resources }) => resources.includes(arn)).map(({ detail }) => detail[member]),
    close() {
      closing ??= close();
      return closing;
    },
  };
  onTestFinished(() => server.close());
  return server;
}

/** A role that `services` may assume and whose one policy allows `statements`. */
export async function createRole(
  server: JobServer,
  name: string,
  { services = [], statements = [] }: { services?: readonly string[]; statements?: readonly JsonObject[] },
): Promise<string> {
  const { Role } = await server.iam('CreateRole', {
    RoleName: name,
    AssumeRolePolicyDocument: trust({
      Service: services.map((service) => `${service}.amazonaws.com`),
      AWS: `arn:aws:iam::${account}:root`,
    }),
  });
  if (statements.length > 0) {
    const Statement = statements.map((statement) => ({ Effect: 'Allow', ...statement }));
    await server.iam('PutRolePolicy', {
      RoleName: name,
      PolicyName: 'inline',
      PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement }),
    });
  }
  return Role.Arn;
}

/** Looks until `find` finds something. */
export async function eventually<Found>(find: () => Promise<Found | undefined>): Promise<Found> {
  let found: Found | undefined;
  await expect
    .poll(
      async () => {
        found = await find();
        return found !== undefined;
      },
      { timeout: 60_000, interval: 20 },
    )
    .toBe(true);
  return found as Found;
}

function aMovableClock(): MovableClock {
  let ahead = 0;
  const waiting = new Map<() => void, { readonly at: number; readonly timer: NodeJS.Timeout }>();
  const now = () => Date.now() + ahead;
  return {
    now,
    schedule(at, run) {
      const fire = () => {
        clearTimeout(waiting.get(fire)?.timer);
        if (waiting.delete(fire)) run();
      };
      const timer = setTimeout(fire, Math.min(at - now(), 2 ** 31 - 1));
      waiting.set(fire, { at, timer });
      return () => {
        clearTimeout(timer);
        waiting.delete(fire);
      };
    },
    advance(milliseconds) {
      ahead += milliseconds;
      for (const [fire, { at }] of [...waiting]) if (at <= now()) fire();
    },
  };
}
