/** Opens every room and joins them: the only place that knows which store, which services and which clock are real. */

import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Logger, pino } from 'pino';
import { createDispatcher, type Dispatcher } from './api/dispatcher.ts';
import { createEmbeddedSessions } from './api/embedded-sessions.ts';
import { apiModels } from './api/model/model.ts';
import type { ServiceName, Services } from './api/operation.ts';
import { operationTables } from './api/operations/index.ts';
import { findJobEnd } from './api/operations/jobs/job-ends.ts';
import { createJobServices } from './api/operations/jobs/job-services.ts';
import { sweepBodies } from './api/operations/s3/sweep-bodies.ts';
import { createOverload, type OverloadLimits } from './api/overload/overload.ts';
import { findAwsRate } from './api/quotas/aws-quotas.ts';
import { createOpenExecutions, limitOpenExecutions } from './api/quotas/open-executions.ts';
import { limitResources } from './api/quotas/resource-limits.ts';
import { type Admit, createThrottle, type ThrottleObserver } from './api/quotas/throttle.ts';
import { createSealing } from './api/sealing.ts';
import { createServer } from './api/server.ts';
import { partitionOf } from './base/arn.ts';
import type { Clock } from './base/clock.ts';
import { createFunctionRunner, type InvocationLog } from './compute/function-runner.ts';
import { openContainerEngine } from './compute/jobs/containers/container-engine.ts';
import { createJobRunner } from './compute/jobs/job-runner.ts';
import { type Configuration, defaults, type ExecutionLogs, findConfigurationProblem } from './config.ts';
import { createConnectors } from './connectors/index.ts';
import { managedRules } from './connectors/managed-rules.ts';
import { openDataFolder } from './data-folder.ts';
import { createDynamoDb } from './dynamodb/dynamodb.ts';
import { createEventBridge } from './eventbridge/event-bridge.ts';
import { isManagedRuleEnabled } from './eventbridge/managed-rules.ts';
import { defaultBusName } from './eventbridge/names.ts';
import { endDetailOf } from './eventbridge/status-changes.ts';
import { createFunctionLogs } from './logs/function-logs.ts';
import { createLogStore } from './logs/log-store.ts';
import { createMessaging } from './messaging/messaging.ts';
import { createObjectBodies } from './objects/object-bodies.ts';
import { type Backups, createBackups } from './runtime/backups.ts';
import { createAddressGuard } from './runtime/endpoints/address-guard.ts';
import { createEndpointSessions } from './runtime/endpoints/endpoint-sessions.ts';
import { createHttpClient } from './runtime/endpoints/http-client.ts';
import { findLastId } from './runtime/execution-ids.ts';
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
import { createRetention } from './runtime/retention/retention.ts';
import { createRuntime } from './runtime/runtime.ts';
import { ensureServerSecret, rewriteServerSecret } from './runtime/server-secret.ts';
import { systemClock } from './runtime/system-clock.ts';
import { openTargets, readTargetRules } from './runtime/targets/open-targets.ts';
import type { TaskCallNotice } from './runtime/task-runner.ts';
import { joinTurnObservers } from './runtime/turn-observer.ts';
import { backUpInThread } from './store/sqlite/backup/back-up-in-thread.ts';
import { openSqliteStore } from './store/sqlite/open-sqlite-store.ts';
import type { Store } from './store/store.ts';
import { WriteLoad } from './store/write-load.ts';
import { openTelemetry } from './telemetry/telemetry.ts';

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
  /** How much it lets in at once. */
  readonly overload?: Partial<OverloadLimits>;
}

/** Rejects with an Error for the operator: a port in use, a data folder that cannot be used, a setting that must not be. */
export async function startServer(
  configuration: Configuration,
  observers: Observers = {},
  { executionClock = systemClock, overload: overloadLimits }: Surroundings = {},
): Promise<RunningServer> {
  const problem = findConfigurationProblem(configuration);
  if (problem !== undefined) throw new Error(problem);
  const ownServices = Object.keys(apiModels);
  const targetRules = readTargetRules(configuration, ownServices);
  const httpClient = createHttpClient({ guard: createAddressGuard(configuration.httpAllow ?? []) });
  const log = pino({ level: configuration.logLevel }, pino.destination({ dest: 2, sync: false }));
  const { jobImages = 'local' } = configuration;
  const engine = jobImages === 'local' ? undefined : await openContainerEngine(jobImages);
  const folder = openDataFolder(configuration.dataDirectory);
  const isDev = configuration.mode === 'dev';
  const telemetry = await openTelemetry({
    metricsAt: isDev ? 'API port' : configuration.metrics,
    environment: process.env,
    clock: systemClock,
    log,
    tryWrite: () => rewriteServerSecret(store, secret),
  });
  const { readiness, metrics, tracing } = telemetry;
  const writeLoad = new WriteLoad();
  const opened = await openSqliteStore({
    directory: configuration.dataDirectory,
    log: (line) => log.warn(line),
    onOutage: readiness.storeIs,
    ...(metrics !== undefined && { onWritten: metrics.onCommit }),
    writeLoad,
  });
  const store = limitResources(opened);
  const openAtStart = await store.executions.countOpen();
  const openExecutions = createOpenExecutions({ store, openAtStart });
  const newId = () => randomUUID();
  const secret = await ensureServerSecret(store);
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
  const executionLogs = placeOfExecutionLogs(configuration, folder.path);
  const logs = createLogStore({
    streams: join(folder.path, 'log-streams'),
    executions: typeof executionLogs === 'object' ? executionLogs.folder : undefined,
    jobs: join(folder.path, 'jobs', 'logs'),
  });
  const functionLogs = createFunctionLogs({ streams: logs.streams, clock: systemClock, newId, log });
  const functions = createFunctionRunner({
    directory: join(folder.path, 'functions'),
    clock: systemClock,
    onLog: (entry) => {
      observers.onFunctionLog?.(entry);
      functionLogs.keep(entry);
      // What functions write may be anybody's secret: it is shown to who develops them, on their own machine.
      log.debug(isDev ? entry : { ...entry, text: undefined }, 'function log');
    },
  });
  const connectors = createConnectors(apiModels);
  const executionLogging = openExecutionLogging(executionLogs, log);
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
    runner: createJobRunner({ directory: join(folder.path, 'jobs'), clock: systemClock, engine }),
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
  const dynamodb = createDynamoDb({
    directory:
      configuration.dataDirectory === undefined ? undefined : join(configuration.dataDirectory, 'dynamodb'),
    clock: systemClock,
    newId,
    log,
  });
  const messaging = createMessaging({
    store,
    clock: systemClock,
    newId,
    log,
    openSession: openEmbedded,
    endpoint: () => endpoint,
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
    endpoint: () => endpoint,
  });
  const runtime = createRuntime({
    store,
    lastId: await findLastId(store),
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
      presignIdentity: targets.presignIdentity,
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
  const retention = createRetention({
    store,
    clock: executionClock,
    log,
    days: configuration.retentionDays ?? defaults.retentionDays,
  });
  metrics?.watchStorage({ retention: retention.tally, dataDirectory: configuration.dataDirectory });
  const objectBodies = createObjectBodies({
    directory: join(folder.path, 'objects'),
    isDurable: configuration.dataDirectory !== undefined,
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
    messaging,
    backups: openBackups(configuration),
    objectBodies,
    dynamodb,
    logs,
    sealing: createSealing(secret),
    clock: systemClock,
    random: Math.random,
    newId,
    log,
    endpoint: () => endpoint,
  };
  dispatcher = createDispatcher(operationTables, services, openThrottle(configuration, store, observers));
  const overload = createOverload(writeLoad, overloadLimits);
  metrics?.watchOverload(overload);
  const server = createServer({
    overload,
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
  void sweepBodies(services);
  const { port } = await server.listen(configuration);
  endpoint = `http://${configuration.host.includes(':') ? `[${configuration.host}]` : configuration.host}:${port}`;
  await runtime.start();
  jobs.begin();
  retention.start();
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
    messaging.close();
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
    await functionLogs.flush();
    await logs.streams.whenIdle();
    httpClient.close();
    overload.close();
    await jobs.close();
    await dynamodb.close();
    await retention.close();
    await recordedCalls
      .close()
      .catch((error: unknown) => log.warn({ err: error }, 'the last recorded calls are lost'));
    objectBodies.close();
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

/** Undefined where requests are not throttled, so that they cost nothing more. */
function openThrottle(
  { quotas = defaults.quotas }: Configuration,
  { resources }: Store,
  { onThrottled }: Observers,
): Admit | undefined {
  if (quotas === 'none') return undefined;
  return createThrottle({ clock: systemClock, resources, findRate: findAwsRate, onThrottled });
}

function openBackups({ dataDirectory, backupDirectory, account }: Configuration): Backups | undefined {
  if (dataDirectory === undefined) return undefined;
  return createBackups({
    directory: dataDirectory,
    folder: backupDirectory ?? join(dataDirectory, 'backups'),
    account,
    clock: systemClock,
    backUp: backUpInThread,
    makeFolder: (folder) => mkdir(folder, { recursive: true, mode: 0o700 }),
  });
}

/** Where everything is kept in memory, a folder that goes with the server. */
function placeOfExecutionLogs({ executionLogs }: Configuration, folder: string): ExecutionLogs {
  return executionLogs ?? { folder: join(folder, 'logs') };
}

function openExecutionLogging(where: ExecutionLogs, log: Logger): ExecutionLogging | undefined {
  if (where === 'off') return undefined;
  const sink = where === 'stdout' ? createLogStream(process.stdout) : createLogFolder(where.folder);
  return createExecutionLogging({ sink, log });
}
