import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteRuleCommand, ListRulesCommand } from '@aws-sdk/client-eventbridge';
import { DescribeExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { hasPython } from '../support/has-python.ts';
import { aMovedClock } from './moved-clock.ts';
import {
  type JobService,
  jobServices,
  type Outcome,
  outcomes,
  type ServiceName,
} from './sync-matrix-services.ts';
import {
  type Clients,
  childOf,
  concurrently,
  createRole,
  createStateMachine,
  type Ended,
  endOf,
  eventually,
  makesManagedRules,
  roleArn,
  rootKey,
  sourceAccount,
  startExecution,
  type TwoAccounts,
  targetAccount,
  trustsService,
  twoAccounts,
} from './two-accounts.ts';

/** Of what a task may hear that its job has ended: whether its managed rule is there, and whether its role may look. */
const hearings = {
  'events and polling': { hasRule: true, mayPoll: true },
  'events only': { hasRule: true, mayPoll: false },
  'polling only': { hasRule: false, mayPoll: true },
  neither: { hasRule: false, mayPoll: false },
} as const;
type Hearing = keyof typeof hearings;

/** Managed rules are those of a region: in the second one they are deleted. */
const regions = { withRules: 'us-east-1', withoutRules: 'eu-west-1' } as const;

/** Whose jobs a task starts. */
const owners = ['same account', 'cross-account'] as const;
type Owner = (typeof owners)[number];

interface Case {
  readonly name: string;
  readonly service: ServiceName;
  readonly hearing: Hearing;
  readonly owner: Owner;
  readonly outcome: Outcome;
}

/** Glue's scripts take a python3; without one its rows are left out. */
const services = (Object.keys(jobServices) as readonly ServiceName[]).filter(
  (service) => service !== 'Glue' || hasPython,
);
const cases: readonly Case[] = services.flatMap((service) =>
  (Object.keys(hearings) as readonly Hearing[]).flatMap((hearing) =>
    owners.flatMap((owner) =>
      outcomes.map((outcome) => {
        const name = [service, hearing, owner, outcome].join('-').replaceAll(' ', '-');
        return { name, service, hearing, owner, outcome };
      }),
    ),
  ),
);

const taskTimeoutSeconds = 150;

/** How the end of a case's job reaches its task. */
type Way = 'by its event' | 'by a quick poll' | 'by a late poll' | 'not at all';

function wayOf({ service, hearing, owner }: Case): Way {
  const { hasRule, mayPoll } = hearings[hearing];
  const isAnnounced = owner === 'same account' && jobServices[service].isAnnounced;
  if (isAnnounced && hasRule) return 'by its event';
  if (!mayPoll) return 'not at all';
  return isAnnounced ? 'by a late poll' : 'by a quick poll';
}

/** What a case comes to, and how many seconds after its start. */
interface Expected {
  readonly status: string;
  readonly error: string | undefined;
  readonly seconds: readonly [min: number, max: number];
}

function expectedOf(each: Case): Expected {
  const way = wayOf(each);
  if (each.outcome === 'is stopped') return { status: 'ABORTED', error: undefined, seconds: [0, 30] };
  if (each.outcome === 'times out' || way === 'not at all')
    return {
      status: 'FAILED',
      error: 'States.Timeout',
      seconds: [taskTimeoutSeconds, taskTimeoutSeconds + 30],
    };
  const seconds = {
    'by its event': [0, 29],
    'by a quick poll': [0, 70],
    'by a late poll': [30, 70],
  } as const;
  return each.outcome === 'succeeds'
    ? { status: 'SUCCEEDED', error: undefined, seconds: seconds[way] }
    : { status: 'FAILED', error: 'States.TaskFailed', seconds: seconds[way] };
}

function regionOf({ hearing }: Case): string {
  return hearings[hearing].hasRule ? regions.withRules : regions.withoutRules;
}

/** STEPWELL_SYNC_MATRIX=print: show the table of what every case came to. */
const clock = aMovedClock();
const folder = mkdtempSync(join(tmpdir(), 'stepwell-sync-'));
let accounts: TwoAccounts;
const sources = new Map<string, Clients>();
const executions = new Map<Case, string>();
const ended = new Map<Case, Ended>();
const results: Record<string, unknown>[] = [];

function clientsOf(each: Case): Clients {
  return sources.get(regionOf(each)) as Clients;
}

function markerOf({ name }: Case): string {
  return join(folder, name);
}

beforeAll(async () => {
  accounts = await twoAccounts({}, { executionClock: clock });
  const workRoles = new Map<string, string>();
  for (const [account, clients] of [
    [sourceAccount, accounts.source],
    [targetAccount, accounts.target],
  ] as const) {
    const trust = [
      { Principal: { Service: ['glue.amazonaws.com', 'states.amazonaws.com'] }, Action: 'sts:AssumeRole' },
    ];
    workRoles.set(account, await createRole(clients, 'work', { trust }));
    for (const region of Object.values(regions)) {
      const key = rootKey(account);
      const here = accounts.clientsFor(key, region);
      if (account === sourceAccount) sources.set(region, here);
      const place = { endpoint: accounts.endpoint, key, region, folder, clients: here };
      const services: readonly JobService[] = Object.values(jobServices);
      for (const { prepare } of services) await prepare({ ...place, roleArn: workRoles.get(account) ?? '' });
    }
  }
  await createRoles();
  await concurrently(cases, 8, createMachine);
  await deleteRules(sources.get(regions.withoutRules) as Clients);
  await concurrently(cases, 8, async (each) => {
    executions.set(each, await startExecution(clientsOf(each), machineArn(each)));
  });
  await stopStopped();
  const collect = (chosen: (each: Case) => boolean) =>
    concurrently(
      cases.filter(chosen).filter((each) => !ended.has(each)),
      8,
      async (each) => {
        ended.set(each, await endOf(clientsOf(each), executions.get(each) ?? ''));
      },
    );
  const isHeard = (each: Case) => wayOf(each) === 'by its event' && each.outcome !== 'times out';
  await collect((each) => isHeard(each) || each.outcome === 'is stopped');
  await advanceBy(68);
  await collect((each) => wayOf(each) !== 'not at all' && each.outcome !== 'times out');
  unheardBefore = await unheardTasks();
  await advanceBy(taskTimeoutSeconds - 60);
  await collect(() => true);
  unheardAfter = await unheardTasks();
});

let unheardBefore = Number.NaN;
let unheardAfter = Number.NaN;

afterAll(async () => {
  if (process.env.STEPWELL_SYNC_MATRIX === 'print') console.table(results);
  await accounts.close();
  rmSync(folder, { recursive: true, force: true });
});

async function createRoles(): Promise<void> {
  for (const service of services) {
    const { call, poll, cancel } = jobServices[service].actions;
    for (const [hearing, { mayPoll }] of Object.entries(hearings)) {
      const name = roleName(service, hearing as Hearing);
      const mayUse = { Action: [call, cancel, ...(mayPoll ? [poll] : [])], Resource: '*' };
      const source = await createRole(accounts.source, name, {
        trust: [trustsService('states')],
        permissions: [mayUse, makesManagedRules, { Action: 'sts:AssumeRole', Resource: '*' }],
      });
      await createRole(accounts.target, name, {
        trust: [{ Principal: { AWS: source }, Action: 'sts:AssumeRole' }],
        permissions: [mayUse],
      });
    }
  }
}

function roleName(service: ServiceName, hearing: Hearing): string {
  return `${service}-${hearing}`.replaceAll(' ', '-');
}

async function createMachine(each: Case): Promise<void> {
  const { service, hearing, owner, outcome, name } = each;
  const isCross = owner === 'cross-account';
  const account = isCross ? targetAccount : sourceAccount;
  const job = { outcome, marker: markerOf(each), account, region: regionOf(each) };
  const task: JsonObject = {
    Type: 'Task',
    Resource: `arn:aws:states:::${jobServices[service].resource}.sync`,
    Parameters: jobServices[service].parameters(job),
    TimeoutSeconds: taskTimeoutSeconds,
    ...(isCross && { Credentials: { RoleArn: roleArn(targetAccount, roleName(service, hearing)) } }),
    End: true,
  };
  const role = roleArn(sourceAccount, roleName(service, hearing));
  await createStateMachine(clientsOf(each), name, { role, states: { Job: task } });
}

function machineArn(each: Case): string {
  return `arn:aws:states:${regionOf(each)}:${sourceAccount}:stateMachine:${each.name}`;
}

async function deleteRules({ events }: Clients): Promise<void> {
  const { Rules = [] } = await events.send(new ListRulesCommand({}));
  expect(Rules.map(({ ManagedBy }) => ManagedBy)).toEqual(Array(3).fill('states.amazonaws.com'));
  for (const { Name } of Rules) await events.send(new DeleteRuleCommand({ Name, Force: true }));
}

/** Stops the executions that are to be stopped, once their jobs run. */
async function stopStopped(): Promise<void> {
  await concurrently(
    cases.filter(({ outcome }) => outcome === 'is stopped'),
    8,
    async (each) => {
      const { states } = clientsOf(each);
      const executionArn = executions.get(each) ?? '';
      await childOfCase(each);
      await states.send(new StopExecutionCommand({ executionArn }));
    },
  );
}

/** The process that a case's job is, or the execution. */
async function childOfCase(each: Case): Promise<number | string> {
  if (each.service === 'Step Functions') return childOf(clientsOf(each), executions.get(each) ?? '');
  return eventually(`process of ${each.name}`, () => {
    try {
      return Number(readFileSync(markerOf(each), 'utf8')) || undefined;
    } catch {
      return undefined;
    }
  });
}

async function isOver(each: Case): Promise<boolean> {
  const child = await childOfCase(each);
  if (typeof child === 'number') {
    try {
      process.kill(child, 0);
      return false;
    } catch {
      return true;
    }
  }
  const account = each.owner === 'cross-account' ? targetAccount : sourceAccount;
  const { states } = accounts.clientsFor(rootKey(account), regionOf(each));
  return (await states.send(new DescribeExecutionCommand({ executionArn: child }))).status !== 'RUNNING';
}

/** In steps, so that what a poll finds comes between. */
async function advanceBy(seconds: number): Promise<void> {
  for (let step = 0; step < seconds; step += 2) {
    clock.advance(2_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function unheardTasks(): Promise<number> {
  const page = await (await fetch(`${accounts.endpoint}/metrics`)).text();
  return Number(/^stepwell_tasks_unheard (\d+)$/m.exec(page)?.[1]);
}

describe('a task that waits for its job', () => {
  test.each(cases)('$service, $hearing, $owner: the job $outcome', async (each) => {
    const { status, error, seconds } = expectedOf(each);
    const { outcome } = ended.get(each) as Ended;
    const took = ((outcome.stopDate?.getTime() ?? 0) - (outcome.startDate?.getTime() ?? 0)) / 1000;
    expect(outcome.error).toBe(error);
    expect(outcome.status).toBe(status);
    expect(took).toBeGreaterThanOrEqual(seconds[0]);
    expect(took).toBeLessThan(seconds[1]);
    await expect.poll(() => isOver(each)).toBe(true);
    const { service, hearing, owner, outcome: job } = each;
    results.push({ service, hearing, owner, job, status, error, seconds: took });
  });
});

test('the tasks that can neither poll nor hear are counted until they end', () => {
  const isUnheard = (each: Case) => wayOf(each) === 'not at all' && each.outcome !== 'is stopped';
  expect(unheardBefore).toBe(cases.filter(isUnheard).length);
  expect(unheardAfter).toBe(0);
});
