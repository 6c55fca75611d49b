import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { parseTaskResource } from '../../src/asl/resource.ts';
import { Failure } from '../../src/base/failure.ts';
import type { Json, JsonObject } from '../../src/base/json.ts';
import { type Connector, ServiceError } from '../../src/connectors/connector.ts';
import { managedRules } from '../../src/connectors/managed-rules.ts';
import type { PollTask } from '../../src/engine/command.ts';
import type { Execution, ExecutionFacts, TaskActivity } from '../../src/engine/execution.ts';
import type { Message } from '../../src/engine/message.ts';
import type { Loaded } from '../../src/runtime/executions.ts';
import { createJobEvents, type JobEventSources } from '../../src/runtime/job-events.ts';
import { createTaskRunner, type TaskRunnerParts } from '../../src/runtime/task-runner.ts';
import type { ExecutionStore, ExecutionSummary, Waiter } from '../../src/store/store.ts';
import { anIdentity, trust } from '../support/an-identity.ts';

const account = '111111111111';
const region = 'us-east-1';
const home = `${region}:${account}`;
const job = `arn:aws:batch:${home}:job/1`;
const child = `arn:aws:states:${home}:execution:child:1`;
const waiter: Waiter = { shard: 0, id: 7, eventId: 3 };
const detail = { status: 'SUCCEEDED' };
const told = { type: 'JobEnded', eventId: 3, detail };

/** What is known of rules, jobs and who waits for them. */
interface World {
  readonly enabled?: readonly string[];
  readonly waiters?: Readonly<Record<string, readonly Waiter[]>>;
  readonly executions?: Readonly<Record<string, Partial<ExecutionSummary>>>;
  readonly jobs?: Readonly<Record<string, JsonObject>>;
  readonly isStoreGone?: boolean;
}

function someJobEvents({ enabled = [], waiters = {}, executions = {}, jobs = {}, isStoreGone }: World) {
  const delivered: { readonly id: number; readonly message: Message }[] = [];
  const places: string[] = [];
  const lookUp = async <Value>(value: Value): Promise<Value> => {
    if (isStoreGone === true) throw new Error('the disk is gone');
    return value;
  };
  const store = {
    executions: {
      findWaiters: (name: string) => lookUp(waiters[name] ?? []),
      find: (arn: string) => lookUp(executions[arn]),
    } as unknown as ExecutionStore,
  };
  const sources: JobEventSources = {
    isRuleEnabled: async ({ name }, place) => {
      places.push(`${name} ${place.account} ${place.region}`);
      return enabled.includes(name);
    },
    describeEnd: ({ summary }) => ({ status: summary.status }),
    findJobEnd: (name) => jobs[name],
  };
  const events = createJobEvents({
    store,
    log: pino({ level: 'silent' }),
    sources,
    deliver: async ({ id }, message) => {
      delivered.push({ id, message });
    },
    load: async (key) => ({ summary: key }) as Loaded,
  });
  return { events, delivered, places };
}

const idle = () => new Promise((resolve) => setImmediate(resolve));
const allRules = Object.values(managedRules).map(({ name }) => name);

describe('an event of a managed rule', () => {
  const cases: readonly {
    readonly behavior: string;
    readonly event: JsonObject;
    readonly world?: World;
    readonly delivered: readonly number[];
  }[] = [
    {
      behavior: 'reaches every task that waits for the job',
      event: { resources: [job], detail },
      world: { waiters: { [job]: [waiter, { ...waiter, id: 8 }] } },
      delivered: [7, 8],
    },
    { behavior: 'that nobody waits for reaches nobody', event: { resources: [job], detail }, delivered: [] },
    { behavior: 'of no resource reaches nobody', event: { detail }, delivered: [] },
    { behavior: 'without a detail reaches nobody', event: { resources: [job] }, delivered: [] },
    {
      behavior: 'is lost while the store is gone, and polling is left',
      event: { resources: [job], detail },
      world: { waiters: { [job]: [waiter] }, isStoreGone: true },
      delivered: [],
    },
  ];
  test.each(cases)('$behavior', async ({ event, world = {}, delivered: ids }) => {
    const { events, delivered } = someJobEvents(world);
    events.hear(event);
    await idle();
    expect(delivered).toEqual(ids.map((id) => ({ id, message: told })));
  });
});

describe('the end of an execution', () => {
  const ended = { summary: { executionArn: child, status: 'SUCCEEDED' } } as Loaded;

  test('reaches who waits for it while the rule of its account and region is there', async () => {
    const { events, delivered, places } = someJobEvents({ enabled: allRules });
    events.executionEnded(ended, [waiter]);
    await idle();
    expect(delivered).toEqual([{ id: 7, message: told }]);
    expect(places).toEqual([`${managedRules.execution.name} ${account} ${region}`]);
  });

  test('reaches nobody without the rule', async () => {
    const { events, delivered } = someJobEvents({ enabled: [managedRules.batchJob.name] });
    events.executionEnded(ended, [waiter]);
    await idle();
    expect(delivered).toEqual([]);
  });

  test('asks nobody where nobody waits', async () => {
    const { events, places } = someJobEvents({ enabled: allRules });
    events.executionEnded(ended, []);
    await idle();
    expect(places).toEqual([]);
  });
});

describe('a task that begins to wait, or waited when the server ended,', () => {
  const cases: readonly {
    readonly behavior: string;
    readonly awaited: string;
    readonly world: World;
    readonly isTold: boolean;
  }[] = [
    {
      behavior: 'is told of an execution that has ended',
      awaited: child,
      world: { enabled: allRules, executions: { [child]: { status: 'SUCCEEDED' } } },
      isTold: true,
    },
    {
      behavior: 'is not told of one that runs',
      awaited: child,
      world: { enabled: allRules, executions: { [child]: { status: 'RUNNING' } } },
      isTold: false,
    },
    {
      behavior: 'is not told of one that is gone',
      awaited: child,
      world: { enabled: allRules },
      isTold: false,
    },
    {
      behavior: 'is not told without the rule',
      awaited: child,
      world: { executions: { [child]: { status: 'SUCCEEDED' } } },
      isTold: false,
    },
    {
      behavior: 'is told of a job that has ended',
      awaited: job,
      world: { enabled: allRules, jobs: { [job]: detail } },
      isTold: true,
    },
    { behavior: 'is not told of a job that runs', awaited: job, world: { enabled: allRules }, isTold: false },
    {
      behavior: 'is left to polling while the store is gone',
      awaited: child,
      world: { enabled: allRules, executions: { [child]: { status: 'SUCCEEDED' } }, isStoreGone: true },
      isTold: false,
    },
  ];
  test.each(cases)('$behavior', async ({ awaited, world, isTold }) => {
    const { events, delivered } = someJobEvents(world);
    await events.catchUp({ shard: 0, id: 7 }, { eventId: 3, job: awaited });
    expect(delivered).toEqual(isTold ? [{ id: 7, message: told }] : []);
  });
});

const connector: Connector = {
  resource: 'batch:submitJob',
  patterns: ['Sync'],
  clientError: 'Batch.SdkClientException',
  isIdempotent: () => false,
  call: async () => ({ type: 'Submitted', output: {}, job }),
  poll: async ({ session }) => (await session.request('batch', 'DescribeJobs', {})).output,
  managedRule: managedRules.batchJob,
  completionName: (named) => String(named),
  resultOfEvent: async ({ detail: { says } }) => (says === 'failure' ? new Failure('Told') : says),
};

const resource = parseTaskResource('arn:aws:states:::batch:submitJob.sync');
if (resource === undefined) throw new Error('a task resource');
const facts = {
  executionArn: `arn:aws:states:${home}:execution:machine:one`,
  stateMachineArn: `arn:aws:states:${home}:stateMachine:machine`,
  name: 'one',
  roleArn: `arn:aws:iam::${account}:role/runner`,
  region,
} as ExecutionFacts;
const key = { shard: 0, id: 7 };
const poll: PollTask = {
  type: 'PollTask',
  eventId: 3,
  stateName: 'Job',
  resource,
  parameters: {},
  targetRoleArn: undefined,
  job,
};

/** A task runner whose polls are answered as `answer` says, in turn. */
async function aTaskRunner(answer: () => JsonObject | Error, more: Partial<TaskRunnerParts> = {}) {
  const { identity, invoke } = anIdentity();
  const AssumeRolePolicyDocument = trust({ Service: 'states.amazonaws.com' });
  await invoke('CreateRole', { RoleName: 'runner', AssumeRolePolicyDocument });
  const delivered: Message[] = [];
  const lines: { readonly msg: string; readonly level: number }[] = [];
  const tasks = createTaskRunner({
    identity,
    clock: { now: () => 0, schedule: () => () => {} },
    log: pino({ level: 'debug' }, { write: (line: string) => lines.push(JSON.parse(line)) }),
    findConnector: () => connector,
    openSession: ({ place }) => ({
      ...place,
      request: async () => {
        const output = answer();
        if (output instanceof Error) throw output;
        return { output, metadata: { requestId: 'r', status: 200, headers: {} } };
      },
    }),
    deliver: async (_, message) => {
      delivered.push(message);
      return undefined;
    },
    finishOutbox: async () => {},
    isAnnounced: async () => false,
    ...more,
  });
  const perform = async (command: PollTask) => {
    tasks.perform(command, { facts } as Execution, key);
    for (let turn = 0; turn < 20; turn += 1) await idle();
  };
  return { tasks, perform, delivered, lines };
}

const refusal = new ServiceError('No.', { code: 'AccessDenied', status: 400, requestId: 'r' });
const refuses = () => refusal;

describe('a task whose job cannot be looked at', () => {
  const silent =
    'could not poll a job whose end nobody announces; unless a poll succeeds, the task waits until it times out';
  const cases: readonly {
    readonly behavior: string;
    readonly command?: Partial<PollTask>;
    readonly parts?: Partial<TaskRunnerParts>;
    readonly line: string;
    readonly unheardCount: number;
  }[] = [
    {
      behavior: 'still hears of it by the rule',
      parts: { isAnnounced: async () => true },
      line: 'could not poll a job; it is polled again, and its end is announced',
      unheardCount: 0,
    },
    {
      behavior: 'hears nothing without the rule',
      line: `${silent}: the managed rule ${managedRules.batchJob.name} is missing or disabled`,
      unheardCount: 1,
    },
    {
      behavior: 'hears nothing of a job of another region',
      command: { job: `arn:aws:batch:eu-west-1:${account}:job/1` },
      parts: { isAnnounced: async () => true },
      line: `${silent}: the job is in another account or region, or of a service that is not this server’s own`,
      unheardCount: 1,
    },
    {
      behavior: 'hears nothing of a job that runs elsewhere',
      parts: { isAnnounced: async () => true, hasService: () => false },
      line: `${silent}: the job is in another account or region, or of a service that is not this server’s own`,
      unheardCount: 1,
    },
    {
      behavior: 'hears nothing where there are no rules for such jobs',
      parts: { findConnector: () => ({ ...connector, managedRule: undefined }) },
      line: `${silent}: there is no managed rule for such jobs`,
      unheardCount: 1,
    },
  ];
  test.each(cases)(
    '$behavior, and the log says so once',
    async ({ command = {}, parts, line, unheardCount }) => {
      const { tasks, perform, delivered, lines } = await aTaskRunner(refuses, parts);
      for (let count = 0; count < 3; count += 1) await perform({ ...poll, ...command });
      expect(delivered).toEqual([]);
      expect(lines.map(({ msg }) => msg)).toEqual([line]);
      expect(tasks.unheardCount).toBe(unheardCount);
      tasks.forget(key, 3);
      expect(tasks.unheardCount).toBe(0);
    },
  );

  test('is said to hear nothing when its rule goes, and counts no more once it can be looked at', async () => {
    let isRuleThere = true;
    let answer: () => JsonObject | Error = refuses;
    const { tasks, perform, lines, delivered } = await aTaskRunner(() => answer(), {
      isAnnounced: async () => isRuleThere,
    });
    await perform(poll);
    isRuleThere = false;
    await perform(poll);
    await perform(poll);
    expect(lines).toHaveLength(2);
    expect(tasks.unheardCount).toBe(1);
    answer = () => ({ Status: 'SUCCEEDED' });
    await perform(poll);
    expect(tasks.unheardCount).toBe(0);
    expect(delivered).toEqual([{ type: 'TaskResult', eventId: 3, result: { Status: 'SUCCEEDED' } }]);
  });
});

describe('an announced end', () => {
  const cases: readonly {
    readonly behavior: string;
    readonly detail: JsonObject;
    readonly result: Json | Failure;
  }[] = [
    { behavior: 'brings the result with it', detail: { says: 'done' }, result: 'done' },
    { behavior: 'brings a failure with it', detail: { says: 'failure' }, result: new Failure('Told') },
  ];
  test.each(cases)('$behavior, and the job is not looked at', async ({ detail: given, result }) => {
    const { perform, delivered, lines } = await aTaskRunner(refuses);
    await perform({ ...poll, detail: given });
    expect(delivered).toEqual([{ type: 'TaskResult', eventId: 3, result }]);
    expect(lines).toEqual([]);
  });

  test('that does not say the result has the job looked at', async () => {
    const { perform, delivered } = await aTaskRunner(() => ({ Status: 'SUCCEEDED' }));
    await perform({ ...poll, detail: {} });
    expect(delivered).toEqual([{ type: 'TaskResult', eventId: 3, result: { Status: 'SUCCEEDED' } }]);
  });
});

describe('the end of a job is announced', () => {
  const task = { resource, targetRoleArn: undefined, submitted: { at: 0, job } } as unknown as TaskActivity;
  const targetRoleArn = 'arn:aws:iam::222222222222:role/r';
  const of = (arn: string) => ({ submitted: { at: 0, job: arn } });
  const cases: readonly (readonly [string, Partial<TaskActivity>, string | undefined])[] = [
    ['in the execution’s own account and region', {}, job],
    ['not in another account', of(`arn:aws:batch:${region}:222222222222:job/1`), undefined],
    ['not in another region', of(`arn:aws:batch:eu-west-1:${account}:job/1`), undefined],
    ['not where another role started it', { targetRoleArn }, undefined],
    ['not before it is submitted', { submitted: undefined }, undefined],
  ];
  test.each(cases)('%s', async (_, more, name) => {
    const { tasks } = await aTaskRunner(refuses);
    expect(tasks.describeJob({ ...task, ...more }, facts)).toBe(name);
  });
});
