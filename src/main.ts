/** Opens every room and joins them: the only place that knows which store, which services and which clock are real. */

import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { createDispatcher, type Dispatcher } from './api/dispatcher.ts';
import { createEmbeddedSessions } from './api/embedded-sessions.ts';
import { apiModels } from './api/model/model.ts';
import type { Operation, ServiceName, Services } from './api/operation.ts';
import { batchOperations } from './api/operations/batch/index.ts';
import { ecsOperations } from './api/operations/ecs/index.ts';
import { eventsOperations } from './api/operations/events/index.ts';
import { glueOperations } from './api/operations/glue/index.ts';
import { iamOperations } from './api/operations/iam/index.ts';
import { findJobEnd } from './api/operations/jobs/job-ends.ts';
import { createJobServices } from './api/operations/jobs/job-services.ts';
import { lambdaOperations } from './api/operations/lambda/index.ts';
import { statesOperations } from './api/operations/states/index.ts';
import { stepwellOperations } from './api/operations/stepwell/index.ts';
import { stsOperations } from './api/operations/sts/index.ts';
import { findAwsRate } from './api/quotas/aws-quotas.ts';
import { createOpenExecutions, limitOpenExecutions } from './api/quotas/open-executions.ts';
import { limitResources } from './api/quotas/resource-limits.ts';
import { type Admit, createThrottle, type ThrottleObserver } from './api/quotas/throttle.ts';
import { createServer } from './api/server.ts';
import { partitionOf } from './base/arn.ts';
import type { Clock } from './base/clock.ts';
import { createFunctionRunner, type InvocationLog } from './compute/function-runner.ts';
import { createJobRunner } from './compute/jobs/job-runner.ts';
import { type Configuration, defaults, findConfigurationProblem } from './config.ts';
import { createConnectors } from './connectors/index.ts';
import { managedRules } from './connectors/managed-rules.ts';
import { createEventBridge } from './eventbridge/event-bridge.ts';
import { isManagedRuleEnabled } from './eventbridge/managed-rules.ts';
import { defaultBusName } from './eventbridge/names.ts';
import { endDetailOf } from './eventbridge/status-changes.ts';
import { createAddressGuard } from './runtime/endpoints/address-guard.ts';
import { createEndpointSessions } from './runtime/endpoints/endpoint-sessions.ts';
import { createHttpClient } from './runtime/endpoints/http-client.ts';
import {
  createExecutionLogging,
  type ExecutionLogging,
} from './runtime/execution-logging/execution-logging.ts';
import { createLogFolder } from './runtime/execution-logging/log-folder.ts';
import { createLogStream } from './runtime/execution-logging/log-stream.ts';
import type { AuditRecord } from './runtime/identity/audit.ts';
import { createIdentity } from './runtime/identity/create-identity.ts';
import type { Caller } from './runtime/identity/identity.ts';
import { createRecordedCallsKeeper } from './runtime/identity/recorded-calls-keeper.ts';
import { ensureRootAccessKey, type RootAccessKey } from './runtime/identity/root-access-key.ts';
import { createRuntime } from './runtime/runtime.ts';
import { systemClock } from './runtime/system-clock.ts';
import { openTargets, readTargetRules } from './runtime/targets/open-targets.ts';
import type { TaskCallNotice } from './runtime/task-runner.ts';
import type { TurnObserver } from './runtime/turn-observer.ts';
import { openSqliteStore } from './store/sqlite/open-sqlite-store.ts';
import type { Store } from './store/store.ts';
import { openTelemetry } from './telemetry/telemetry.ts';

const operations = [
  statesOperations,
  iamOperations,
  stsOperations,
  lambdaOperations,
  eventsOperations,
  batchOperations,
  ecsOperations,
  glueOperations,
  stepwellOperations,
].flatMap((table) => Object.values<Operation>(table));

/** The rules by whose events this server's own jobs are heard of. The runtime itself knows when executions end. */
const jobRules = [managedRules.batchJob, managedRules.ecsTask];

export interface RunningServer {
  /** `http://127.0.0.1:8083`. */
  readonly endpoint: string;
  /** The root user's access key of a store that had none; given this once. */
  readonly rootAccessKey: RootAccessKey | undefined;
  /** Begins nothing more, finishes what is under way as far as there is time, and leaves the rest to the next start. */
  close(): Promise<void>;
}

/** Who watches: each is told as it happens and must not throw. */
export interface Observers {
  readonly onTaskCall?: (call: TaskCallNotice) => void;
  readonly onAudit?: (record: AuditRecord) => void;
  readonly onFunctionLog?: (log: InvocationLog) => void;
  readonly onThrottled?: ThrottleObserver;
}

/** What a server takes of the world, where that is not the machine's own. */
export interface Surroundings {
  /** The time that executions run by: waits, timeouts, retries and polls. */
  readonly executionClock?: Clock;
}

/** Rejects with an Error for the operator: a port in use, a data folder that cannot be used, a setting that must not be. */
export async function startServer(
  configuration: Configuration,
  observers: Observers = {},
  { executionClock = systemClock }: Surroundings = {},
): Promise<RunningServer> {
  const problem = findConfigurationProblem(configuration);
  if (problem !== undefined) throw new Error(problem);
  const ownServices = Object.keys(apiModels);
  const targetRules = readTargetRules(configuration, ownServices);
  const httpClient = createHttpClient({ guard: createAddressGuard(configuration.httpAllow ?? []) });
  const log = pino({ level: configuration.logLevel }, pino.destination({ dest: 2, sync: false }));
  const folder = openDataFolder(configuration.dataDirectory);
  const isDev = configuration.mode === 'dev';
  const telemetry = await openTelemetry({
    metricsAt: isDev ? 'API port' : configuration.metrics,
    environment: process.env,
    clock: systemClock,
    log,
    tryWrite: () => rewriteSecret(store, secret),
  });
  const { readiness, metrics, tracing } = telemetry;
  const opened = await openSqliteStore({
    directory: configuration.dataDirectory,
    log: (line) => log.warn(line),
    onOutage: readiness.storeIs,
    ...(metrics !== undefined && { onWritten: metrics.onCommit }),
  });
  const store = limitResources(opened);
  const openAtStart = await store.executions.countOpen();
  const openExecutions = createOpenExecutions({ store, openAtStart });
  const newId = () => randomUUID();
  const secret = await ensureSecret(store);
  const recordedCalls = createRecordedCallsKeeper({ store, clock: systemClock, log });
  const identity = createIdentity({
    store,
    clock: systemClock,
    newId,
    secret,
    enforcement: configuration.enforcement,
    auditUnknownRoles: isDev,
    recordCall: recordedCalls.record,
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
  const executionLogging = openExecutionLogging(configuration, log);
  let dispatcher: Dispatcher;
  let endpoint = '';
  const openEmbedded = (caller: Caller, traceHeader?: string) =>
    createEmbeddedSessions({ dispatcher, newId })(caller, traceHeader);
  const eventBridge = createEventBridge({
    store,
    clock: systemClock,
    log,
    identity,
    random: Math.random,
    newId,
    openSession: openEmbedded,
  });
  const jobs = createJobServices({
    store,
    identity,
    runner: createJobRunner({ directory: join(folder.path, 'jobs'), clock: systemClock }),
    clock: systemClock,
    newId,
    log,
    endpoint: () => endpoint,
    onJobEvent: ({ at, service: _service, ...event }) => {
      const { account, region } = event;
      const place = { partition: partitionOf(region), account, region };
      eventBridge.putEvent({ ...event, time: at }, { place, name: defaultBusName });
    },
  });
  const turnObservers = [
    openExecutions.onTurn,
    eventBridge.onTurn,
    executionLogging?.onTurn,
    ...telemetry.turnObservers,
  ].filter((observer) => observer !== undefined);
  const targets = openTargets({
    rules: targetRules,
    ownServices,
    hasOperation: (service, action) => dispatcher.has(service as ServiceName, action),
    openEmbedded,
    identity,
    clock: systemClock,
    newId,
  });
  const runtime = createRuntime({
    store,
    clock: executionClock,
    log,
    secret,
    identity: targets.identity,
    random: Math.random,
    newId,
    findConnector: connectors.find,
    onTurn: joinTurnObservers(turnObservers),
    openSession: targets.openSession,
    openEndpoints: createEndpointSessions({
      identity,
      clock: systemClock,
      client: httpClient,
      findConnection: eventBridge.findConnectionSecrets,
      findApiTarget: targets.findApiTarget,
    }),
    hasService: targets.hasService,
    jobEventSources: {
      isRuleEnabled: ({ name }, place) => isManagedRuleEnabled(store, name, place),
      describeEnd: ({ execution, summary }) => endDetailOf({ after: execution, summary }),
      findJobEnd: (job) => findJobEnd(jobs, job),
    },
    ...(tracing !== undefined && { traceHeaderOf: tracing.traceHeaderOf }),
    ...(observers.onTaskCall !== undefined && { onCall: observers.onTaskCall }),
  });
  for (const rule of jobRules) eventBridge.onManagedRule(rule.name, runtime.hearJobEvent);
  metrics?.watch({
    openAtStart,
    loadedCount: () => runtime.loadedCount,
    unheardTaskCount: () => runtime.unheardTaskCount,
  });
  const services: Services = {
    store,
    identity,
    recordedCalls,
    runtime: limitOpenExecutions(runtime, openExecutions),
    functions,
    connectors,
    eventBridge,
    jobs,
    clock: systemClock,
    random: Math.random,
    newId,
    log,
    endpoint: () => endpoint,
  };
  dispatcher = createDispatcher(operations, services, openThrottle(configuration, store, observers));
  const server = createServer({
    dispatcher,
    identity,
    authentication: isDev
      ? { type: 'trust', defaultAccount: configuration.account, defaultRegion: configuration.region }
      : { type: 'verify' },
    pages: telemetry.pages,
    ...(metrics !== undefined && { onRequest: metrics.onRequest }),
    clock: systemClock,
    newId,
    log,
  });
  const rootAccessKey = isDev ? undefined : await ensureRootAccessKey(store, configuration);
  await eventBridge.start();
  await jobs.load();
  const { port } = await server.listen(configuration);
  endpoint = `http://${configuration.host.includes(':') ? `[${configuration.host}]` : configuration.host}:${port}`;
  await runtime.start();
  jobs.begin();
  readiness.started();
  log.info(
    { endpoint, mode: configuration.mode, data: configuration.dataDirectory ?? 'memory' },
    'listening',
  );
  async function close(): Promise<void> {
    const until = systemClock.now() + (configuration.shutdownSeconds ?? defaults.shutdownSeconds) * 1000;
    log.info({ secondsMax: configuration.shutdownSeconds ?? defaults.shutdownSeconds }, 'shutting down');
    readiness.closing();
    server.beginClosing();
    eventBridge.stopSchedules();
    jobs.beginClosing();
    // Workers that wait for a task would keep their requests under way.
    runtime.activities.close();
    // The server still listens: a function that runs may call it.
    const left = await runtime.drain(until);
    if (left.calls + left.expressExecutions > 0) log.warn(left, 'left calls that took too long');
    await settledBy(eventBridge.whenIdle(), until);
    eventBridge.close();
    const requestsAnswered = server.close(Math.max(closingMillisecondsMin, until - systemClock.now()));
    // Gives up Express executions, for which some of those requests wait.
    await runtime.close();
    await requestsAnswered;
    await settledBy(functions.whenIdle(), until);
    await executionLogging?.close();
    await functions.close();
    httpClient.close();
    await jobs.close();
    await recordedCalls
      .close()
      .catch((error: unknown) => log.warn({ err: error }, 'the last recorded calls are lost'));
    await store.close();
    folder.close();
    log.info('shut down');
    await telemetry.close();
    log.flush();
  }

  let closed: Promise<void> | undefined;
  return {
    endpoint,
    rootAccessKey,
    close() {
      closed ??= close();
      return closed;
    },
  };
}

/** What requests under way get to be answered in although the time is up: the answer that they are given up, say. */
const closingMillisecondsMin = 1_000;

/** Resolves once `work` does, or at `until` (epoch milliseconds). */
async function settledBy(work: Promise<void>, until: number): Promise<void> {
  let cancel = () => {};
  const timeIsUp = new Promise<void>((resolve) => {
    cancel = systemClock.schedule(until, resolve);
  });
  await Promise.race([work, timeIsUp]);
  cancel();
}

/** Undefined where nobody observes, so that turns nobody observes cost nothing. */
function joinTurnObservers(observers: readonly TurnObserver[]): TurnObserver | undefined {
  if (observers.length <= 1) return observers[0];
  return (notice) => {
    for (const observer of observers) observer(notice);
  };
}

/** Undefined where requests are not throttled, so that they cost nothing more. */
function openThrottle(
  { quotas = defaults.quotas }: Configuration,
  { resources }: Store,
  { onThrottled }: Observers,
): Admit | undefined {
  if (quotas === 'none') return undefined;
  return createThrottle({ clock: systemClock, resources, findRate: findAwsRate, onThrottled });
}

function openExecutionLogging(
  { executionLogs, dataDirectory }: Configuration,
  log: Logger,
): ExecutionLogging | undefined {
  const where =
    executionLogs ?? (dataDirectory === undefined ? 'off' : { folder: join(dataDirectory, 'logs') });
  if (where === 'off') return undefined;
  const sink = where === 'stdout' ? createLogStream(process.stdout) : createLogFolder(where.folder);
  return createExecutionLogging({ sink, log });
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

const secretKey = { kind: 'ServerSecret', account: '', region: '', name: 'seal' } as const;

/** The secret that seals task tokens and session tokens: made at the first start, kept with the data. */
async function ensureSecret(store: Store): Promise<Buffer> {
  const known = await store.resources.get(secretKey);
  if (known !== undefined) return Buffer.from(known.body.keyBase64, 'base64');
  const secret = randomBytes(32);
  await store.resources.write([
    { type: 'put', key: secretKey, body: { keyBase64: secret.toString('base64') }, expectedRevision: 0 },
  ]);
  return secret;
}

/** A write that changes nothing, to see whether the store takes any. */
async function rewriteSecret(store: Store, secret: Buffer): Promise<unknown> {
  const body = { keyBase64: secret.toString('base64') };
  return store.resources.write([{ type: 'put', key: secretKey, body, expectedRevision: undefined }]);
}
