import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { TaskResource } from '../../src/asl/compiled.ts';
import type { ServiceCommand } from '../../src/engine/command.ts';
import type { Execution } from '../../src/engine/execution.ts';
import type { Caller } from '../../src/runtime/identity/identity.ts';
import { createTaskRunner } from '../../src/runtime/task-runner.ts';
import { anIdentity, policy, rootOf, trust } from '../support/an-identity.ts';
import { factsIn } from './facts.ts';

const source = '111111111111';
const target = '222222222222';
const targetRoleArn = `arn:aws:iam::${target}:role/worker`;

/** An execution in one account whose role may assume a role of another, and who its calls are made as. */
async function aTaskRunner() {
  const { identity, invoke } = anIdentity();
  await invoke('CreateRole', {
    RoleName: 'runner',
    AssumeRolePolicyDocument: trust({ Service: 'states.amazonaws.com' }),
  });
  const mayAssume = policy({ Action: 'sts:AssumeRole', Resource: targetRoleArn });
  await invoke('PutRolePolicy', { RoleName: 'runner', PolicyName: 'p', PolicyDocument: mayAssume });
  const trusting = { RoleName: 'worker', AssumeRolePolicyDocument: trust({ AWS: source }) };
  await invoke('CreateRole', trusting, rootOf(target));
  const callers: Caller[] = [];
  const tasks = createTaskRunner({
    identity,
    clock: { now: () => 0, schedule: () => () => {} },
    log: pino({ level: 'silent' }),
    findConnector: () => undefined,
    openSession: (caller) => {
      callers.push(caller);
      return { ...caller.place, request: () => Promise.reject(new Error('nobody is called')) };
    },
    deliver: async () => undefined,
    finishOutbox: async () => {},
    isAnnounced: async () => false,
  });
  return { tasks, callers, execution: { facts: factsIn(source) } as unknown as Execution };
}

const resource = {
  kind: 'Integration',
  arn: 'arn:aws:states:::states:startExecution.sync:2',
  service: 'states',
  action: 'startExecution',
  pattern: 'Sync',
  syncVersion: 2,
} as unknown as TaskResource;

const cases: readonly {
  readonly behavior: string;
  readonly type: 'PollTask' | 'CancelTask';
  readonly targetRoleArn: string | undefined;
  readonly account: string;
  readonly quotaAccount: string | undefined;
}[] = [
  {
    behavior: "looking at a job in another account takes from the state machine's account",
    type: 'PollTask',
    targetRoleArn,
    account: target,
    quotaAccount: source,
  },
  {
    behavior: 'cancelling a job in another account takes from that account',
    type: 'CancelTask',
    targetRoleArn,
    account: target,
    quotaAccount: undefined,
  },
  {
    behavior: 'looking at a job in the own account takes from it',
    type: 'PollTask',
    targetRoleArn: undefined,
    account: source,
    quotaAccount: undefined,
  },
];

test.each(cases)('$behavior', async ({ type, targetRoleArn, account, quotaAccount }) => {
  const { tasks, callers, execution } = await aTaskRunner();
  const task = { eventId: 2, stateName: 'Work', resource, parameters: {}, targetRoleArn };
  const command: ServiceCommand = { type, ...task, job: 'job' };
  tasks.perform(command, execution, { shard: 0, id: 1 });
  await expect.poll(() => callers).toHaveLength(1);
  expect(callers[0]?.place.account).toBe(account);
  expect(callers[0]?.quotaAccount).toBe(quotaAccount);
});
