/** Opens every room and joins them: the only place that knows which store, which services and which clock are real. */

import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { createDispatcher, type Dispatcher } from './api/dispatcher.ts';
import { createEmbeddedSessions } from './api/embedded-sessions.ts';
import { apiModels } from './api/model/model.ts';
import type { Operation, Services } from './api/operation.ts';
import { iamOperations } from './api/operations/iam/index.ts';
import { lambdaOperations } from './api/operations/lambda/index.ts';
import { statesOperations } from './api/operations/states/index.ts';
import { stsOperations } from './api/operations/sts/index.ts';
import { createServer } from './api/server.ts';
import { createFunctionRunner, type InvocationLog } from './compute/function-runner.ts';
import { type Configuration, findConfigurationProblem } from './config.ts';
import { createConnectors } from './connectors/index.ts';
import type { AuditRecord } from './runtime/identity/audit.ts';
import { createIdentity } from './runtime/identity/create-identity.ts';
import { ensureRootAccessKey, type RootAccessKey } from './runtime/identity/root-access-key.ts';
import { createRuntime } from './runtime/runtime.ts';
import { systemClock } from './runtime/system-clock.ts';
import type { TaskCallNotice } from './runtime/task-runner.ts';
import { openSqliteStore } from './store/sqlite/open-sqlite-store.ts';
import type { Store } from './store/store.ts';

const operations = [statesOperations, iamOperations, stsOperations, lambdaOperations].flatMap((table) =>
  Object.values<Operation>(table),
);

export interface RunningServer {
  /** `http://127.0.0.1:8083`. */
  readonly endpoint: string;
  /** The root user's access key of a store that had none; given this once. */
  readonly rootAccessKey: RootAccessKey | undefined;
  /** Takes no more requests, answers those under way, and leaves the rest to the next start. */
  close(): Promise<void>;
}

/** Who watches: each is told as it happens and must not throw. */
export interface Observers {
  readonly onTaskCall?: (call: TaskCallNotice) => void;
  readonly onAudit?: (record: AuditRecord) => void;
  readonly onFunctionLog?: (log: InvocationLog) => void;
}

/** Rejects with an Error for the operator: a port in use, a data folder that cannot be used, a setting that must not be. */
export async function startServer(
  configuration: Configuration,
  observers: Observers = {},
): Promise<RunningServer> {
  const problem = findConfigurationProblem(configuration);
  if (problem !== undefined) throw new Error(problem);
  const log = pino({ level: configuration.logLevel }, pino.destination({ dest: 2, sync: false }));
  const folder = openDataFolder(configuration.dataDirectory);
  const store = await openSqliteStore({
    directory: configuration.dataDirectory,
    log: (line) => log.warn(line),
  });
  const newId = () => randomUUID();
  const secret = await ensureSecret(store);
  const isDev = configuration.mode === 'dev';
  const identity = createIdentity({
    store,
    clock: systemClock,
    newId,
    secret,
    enforcement: configuration.enforcement,
    auditUnknownRoles: isDev,
    audit: (record) => {
      observers.onAudit?.(record);
      log.info({ ...record, decision: undefined }, 'access');
    },
  });
  const functions = createFunctionRunner({
    directory: join(folder.path, 'functions'),
    clock: systemClock,
    onLog: (entry) => {
      observers.onFunctionLog?.(entry);
      log.debug(entry, 'function log');
    },
  });
  const connectors = createConnectors(apiModels);
  let dispatcher: Dispatcher;
  let endpoint = '';
  const runtime = createRuntime({
    store,
    clock: systemClock,
    log,
    secret,
    identity,
    random: Math.random,
    newId,
    findConnector: connectors.find,
    openSession: (caller) => createEmbeddedSessions({ dispatcher, newId })(caller),
    ...(observers.onTaskCall !== undefined && { onCall: observers.onTaskCall }),
  });
  const services: Services = {
    store,
    identity,
    runtime,
    functions,
    connectors,
    clock: systemClock,
    newId,
    log,
    endpoint: () => endpoint,
  };
  dispatcher = createDispatcher(operations, services);
  const server = createServer({
    dispatcher,
    identity,
    authentication: isDev
      ? { type: 'trust', defaultAccount: configuration.account, defaultRegion: configuration.region }
      : { type: 'verify' },
    clock: systemClock,
    newId,
    log,
  });
  const rootAccessKey = isDev ? undefined : await ensureRootAccessKey(store, configuration);
  const { port } = await server.listen(configuration);
  endpoint = `http://${configuration.host.includes(':') ? `[${configuration.host}]` : configuration.host}:${port}`;
  await runtime.start();
  log.info(
    { endpoint, mode: configuration.mode, data: configuration.dataDirectory ?? 'memory' },
    'listening',
  );
  return {
    endpoint,
    rootAccessKey,
    async close() {
      await server.close();
      await runtime.close();
      await functions.close();
      await store.close();
      folder.close();
      log.flush();
    },
  };
}

interface DataFolder {
  readonly path: string;
  close(): void;
}

/** Functions need a folder even where nothing else does. */
function openDataFolder(directory: string | undefined): DataFolder {
  if (directory === undefined) {
    const path = mkdtempSync(join(tmpdir(), 'stepwell-'));
    return { path, close: () => rmSync(path, { recursive: true, force: true }) };
  }
  mkdirSync(directory, { recursive: true });
  return { path: directory, close: () => {} };
}

/** The secret that seals task tokens and session tokens: made at the first start, kept with the data. */
async function ensureSecret(store: Store): Promise<Buffer> {
  const key = { kind: 'ServerSecret', account: '', region: '', name: 'seal' } as const;
  const known = await store.resources.get(key);
  if (known !== undefined) return Buffer.from(known.body.keyBase64, 'base64');
  const secret = randomBytes(32);
  await store.resources.write([
    { type: 'put', key, body: { keyBase64: secret.toString('base64') }, expectedRevision: 0 },
  ]);
  return secret;
}
