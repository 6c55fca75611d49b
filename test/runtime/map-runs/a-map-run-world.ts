import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { Clock } from '../../../src/base/clock.ts';
import { Failure } from '../../../src/base/failure.ts';
import type { Json, JsonObject } from '../../../src/base/json.ts';
import { type ConnectorTask, type ServiceAnswer, ServiceError } from '../../../src/connectors/connector.ts';
import { createRuntime, type Runtime } from '../../../src/runtime/runtime.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import type { StoredMapRun } from '../../../src/store/map-runs.ts';
import { openSqliteStore } from '../../../src/store/sqlite/open-sqlite-store.ts';
import type { ExecutionSummary, Store } from '../../../src/store/store.ts';
import { aDefinition, aTask, someStates } from '../../support/a-definition.ts';
import { anIdentity } from '../../support/an-identity.ts';
import { aRevision } from '../a-runtime.ts';

const place = 'arn:aws:states:us-east-1:111111111111';
const stateMachineArn = `${place}:stateMachine:machine`;
const roleArn = 'arn:aws:iam::111111111111:role/runner';

export interface MapRunWorld {
  readonly runtime: Runtime;
  readonly store: Store;
  /** Starts the machine, whose only state is the Map. */
  start(input: Json): Promise<ExecutionSummary>;
  /** What became of the execution, once it has ended. */
  endOf(summary: ExecutionSummary): Promise<Ended>;
  mapRunOf(summary: ExecutionSummary): Promise<StoredMapRun>;
  countsOf(summary: ExecutionSummary): Promise<JsonObject>;
  close(): Promise<void>;
}

export interface Ended {
  readonly status: string;
  readonly output: Json | undefined;
  readonly failure: Failure | undefined;
}

export interface MapRunWorldOptions {
  readonly map?: JsonObject;
  readonly type?: 'STANDARD' | 'EXPRESS';
  /** The states of the children; a task by default. */
  readonly states?: JsonObject;
  /** What a child's task comes to. */
  readonly work?: (parameters: Json) => Json | Failure | Promise<Json | Failure>;
  /** Undefined: in memory. */
  readonly directory?: string;
  readonly clock?: Clock;
  /** What S3 answers. */
  readonly s3?: (action: string, input: JsonObject) => ServiceAnswer;
  readonly isAllowed?: boolean;
  readonly openMapRunsMax?: number;
  /** Awaited when a Map Run's start is on the disk and nobody has heard of it yet. */
  readonly onStarted?: () => Promise<void>;
}

/** A runtime over a real store, with one state machine whose only state is a Map in Distributed mode. */
export async function aMapRunWorld(options: MapRunWorldOptions = {}): Promise<MapRunWorld> {
  const { type = 'STANDARD', states = { Work: aTask() }, map = {}, work = (item) => item } = options;
  const store = lettingStart(await openSqliteStore({ directory: options.directory }), options);
  const processor = { ...someStates(states), ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: type } };
  const definition = aDefinition({
    Each: { Type: 'Map', Label: 'each', ItemProcessor: processor, End: true, ...map },
  });
  await store.resources.write([aRevision('one', { stateMachineArn, definition, roleArn })]);
  const isAllowed = options.isAllowed ?? true;
  const runtime = createRuntime({
    store,
    clock: options.clock ?? systemClock,
    log: pino({ level: process.env.LOG ?? 'silent' }),
    secret: Buffer.from('a secret of this test'),
    identity: anIdentity({ store, ...(isAllowed && { enforcement: 'off' }) }).identity,
    random: Math.random,
    newId: randomUUID,
    ...(options.openMapRunsMax !== undefined && { openMapRunsMax: options.openMapRunsMax }),
    findConnector: () => ({
      resource: 'lambda:function',
      patterns: ['RequestResponse'],
      clientError: 'Lambda.SdkClientException',
      isIdempotent: () => true,
      call: async ({ parameters }: ConnectorTask) => ({ type: 'Result', result: await work(parameters) }),
    }),
    openSession: ({ place: where }) => ({
      ...where,
      request: async (_service, action, input) => options.s3?.(action, input) ?? refuse(action),
    }),
  });
  await runtime.start();

  async function load(summary: ExecutionSummary): Promise<Ended | undefined> {
    const current = await store.executions.get(summary);
    if (current === undefined || current.status === 'RUNNING') return undefined;
    for await (const { events } of runtime.readTurns(current, { reverse: true })) {
      const [last] = events;
      if (last?.type === 'ExecutionSucceeded')
        return { status: current.status, output: last.output, failure: undefined };
      const failed = last as { readonly error?: string; readonly cause?: string };
      return { status: current.status, output: undefined, failure: new Failure(failed.error, failed.cause) };
    }
    return undefined;
  }

  async function mapRunOf(summary: ExecutionSummary): Promise<StoredMapRun> {
    return eventually(async () => (await store.mapRuns.listOf(summary, undefined, 1))[0]);
  }

  return {
    runtime,
    store,
    async start(input) {
      const revision = await runtime.revisions.get(stateMachineArn, 'one');
      const executionArn = `${place}:execution:machine:${randomUUID()}`;
      return (await runtime.startExecution({ revision, executionArn, input })).summary;
    },
    endOf: (summary) => eventually(() => load(summary)),
    mapRunOf,
    countsOf: async (summary) => runtime.mapRuns.countsOf(await mapRunOf(summary)),
    async close() {
      await runtime.close();
      await store.close();
    },
  };
}

function lettingStart(store: Store, { onStarted = async () => {} }: MapRunWorldOptions): Store {
  return {
    ...store,
    executions: {
      ...store.executions,
      async commit(turn) {
        const outcome = await store.executions.commit(turn);
        if (turn.mapRuns?.some(({ type }) => type === 'started') === true) await onStarted();
        return outcome;
      },
    },
  };
}

function refuse(action: string): never {
  throw new ServiceError(`s3:${action} was called`, { code: 'Refused', status: 400, requestId: '' });
}

const looksMax = 60_000;

/** What `look` finds as soon as it finds something. */
export async function eventually<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  for (let looks = 0; looks < looksMax; looks += 1) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('waited in vain');
}
