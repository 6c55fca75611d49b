import { pino } from 'pino';
import { expect, test } from 'vitest';
import type { TaskResource } from '../../src/asl/compiled.ts';
import type { Connector } from '../../src/connectors/connector.ts';
import type { CallTask, CancelTask } from '../../src/engine/command.ts';
import type { Execution } from '../../src/engine/execution.ts';
import type { Message } from '../../src/engine/message.ts';
import { createTaskRunner } from '../../src/runtime/task-runner.ts';
import { StoreUnavailable } from '../../src/store/store.ts';
import { anIdentity, trust } from '../support/an-identity.ts';
import { factsIn } from './facts.ts';

const account = '111111111111';
const key = { shard: 0, id: 1 };
const resource = { kind: 'Integration', arn: 'arn:aws:states:::sns:publish' } as unknown as TaskResource;
const task = { eventId: 7, stateName: 'Tell', resource, parameters: {}, targetRoleArn: undefined };
const callTask = { type: 'CallTask', ...task } as unknown as CallTask;
const cancelTask = { type: 'CancelTask', ...task, job: 'job-1' } as unknown as CancelTask;

/** A task runner whose store does not tell of roles until `recover`, and a clock whose timers ring when told to. */
async function aTaskRunner() {
  const { identity, invoke } = anIdentity();
  await invoke('CreateRole', {
    RoleName: 'runner',
    AssumeRolePolicyDocument: trust({ Service: 'states.amazonaws.com' }),
  });
  let isAvailable = false;
  const timers: (() => void)[] = [];
  const delivered: Message[] = [];
  const did: string[] = [];
  const connector = {
    call: async () => {
      did.push('called');
      return { type: 'Result', result: 'sent' };
    },
    cancel: async () => {
      did.push('cancelled');
    },
  } as unknown as Connector;
  const tasks = createTaskRunner({
    identity: {
      ...identity,
      assumeExecutionRole(request) {
        if (!isAvailable) return Promise.reject(new StoreUnavailable('The disk is full.'));
        return identity.assumeExecutionRole(request);
      },
    },
    clock: {
      now: () => 0,
      schedule(_, run) {
        timers.push(run);
        return () => {};
      },
    },
    log: pino({ level: 'silent' }),
    findConnector: () => connector,
    openSession: ({ place }) => ({ ...place, request: () => Promise.reject(new Error('nobody is called')) }),
    deliver: async (_, message) => {
      delivered.push(message);
      return undefined;
    },
    finishOutbox: async (_, eventId) => {
      did.push(`forgot ${eventId}`);
    },
    isAnnounced: async () => false,
  });
  const settle = async () => {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    tasks,
    delivered,
    did,
    async perform(command: CallTask | CancelTask) {
      tasks.perform(command, { facts: factsIn(account) } as unknown as Execution, key);
      await settle();
    },
    /** Answers how many timers rang. */
    async ring() {
      const due = timers.splice(0);
      for (const run of due) run();
      await settle();
      return due.length;
    },
    recover() {
      isAvailable = true;
    },
  };
}

test('a task whose role the store cannot tell of is called once it can', async () => {
  const { perform, ring, recover, delivered, did } = await aTaskRunner();
  await perform(callTask);
  expect(await ring()).toBe(1);
  expect([delivered, did]).toEqual([[], []]);
  recover();
  expect(await ring()).toBe(1);
  expect(did).toEqual(['called']);
  expect(delivered).toEqual([{ type: 'TaskResult', eventId: 7, result: 'sent' }]);
  expect(await ring()).toBe(0);
});

test('a job is cancelled, and the order to do so forgotten, once the store can tell of the role', async () => {
  const { perform, ring, recover, did } = await aTaskRunner();
  await perform(cancelTask);
  expect(did).toEqual([]);
  recover();
  await ring();
  expect(did).toEqual(['cancelled', 'forgot 7']);
});

test('what waits for the store when the server closes is left to the next process', async () => {
  const { tasks, perform, ring, delivered, did } = await aTaskRunner();
  await perform(callTask);
  await perform(cancelTask);
  tasks.close();
  await ring();
  expect(await ring()).toBe(0);
  expect([delivered, did]).toEqual([[], []]);
  expect(tasks.callCount).toBe(0);
});
