import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  BatchClient,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  RegisterJobDefinitionCommand,
} from '@aws-sdk/client-batch';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { account, region, type ServerProcess, startServerProcess } from '../crash/server-process.ts';
import { aDefinition } from '../support/a-definition.ts';
import { policy, trust } from '../support/an-identity.ts';

const killCount = 3;
const executionsPerLife = 15;
/** However long it takes, nobody polls: the role may not. */
const endingMilliseconds = 90_000;

let directory: string;
let server: ServerProcess | undefined;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stepwell-job-events-'));
});
afterEach(async () => {
  await server?.kill();
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

const machineArn = (name: string) => `arn:aws:states:${region}:${account}:stateMachine:${name}`;

/** Tasks that wait for jobs: the call of the first may be repeated, that of the second is up to the definition's Retry. */
const tasks: Readonly<Record<string, JsonObject>> = {
  nested: {
    Resource: 'arn:aws:states:::states:startExecution.sync:2',
    Parameters: { StateMachineArn: machineArn('child') },
  },
  batch: {
    Resource: 'arn:aws:states:::batch:submitJob.sync',
    Parameters: { JobName: 'job', JobQueue: 'work', JobDefinition: 'job' },
    Retry: [
      { ErrorEquals: ['Batch.SdkClientException'], IntervalSeconds: 1, BackoffRate: 1, MaxAttempts: 10 },
    ],
  },
};

test(`tasks that only hear of their jobs complete once, whatever ends between ${killCount} kills -9`, {
  timeout: 240_000,
}, async () => {
  server = await startServerProcess(directory);
  await prepare(server);
  for (let life = 0; life < killCount; life += 1) {
    await startExecutions(server.states, life);
    // Some jobs have ended, some of those have been told of, others run.
    await sleep(100 + 150 * life);
    await server.kill();
    server = await startServerProcess(directory);
  }
  const { states } = server;
  const ended = await endedExecutions(states);
  expect(ended).toHaveLength(2 * killCount * executionsPerLife);
  for (const executionArn of ended) {
    const { status, error, cause } = await states.send(new DescribeExecutionCommand({ executionArn }));
    expect({ status, error, cause }).toEqual({ status: 'SUCCEEDED', error: undefined, cause: undefined });
    const { events = [] } = await states.send(new GetExecutionHistoryCommand({ executionArn }));
    const count = (type: string) => events.filter((event) => event.type === type).length;
    expect([count('TaskSucceeded'), count('TaskSubmitted'), count('ExecutionSucceeded')]).toEqual([1, 1, 1]);
  }
});

async function prepare({ endpoint, states }: ServerProcess): Promise<void> {
  const settings = { endpoint, region, credentials: { accessKeyId: account, secretAccessKey: 'any' } };
  const iam = new IAMClient(settings);
  const AssumeRolePolicyDocument = trust({ Service: 'states.amazonaws.com' });
  const { Role } = await iam.send(new CreateRoleCommand({ RoleName: 'hears', AssumeRolePolicyDocument }));
  const PolicyDocument = policy({
    Action: [
      'states:StartExecution',
      'batch:SubmitJob',
      'events:PutRule',
      'events:PutTargets',
      'events:DescribeRule',
    ],
    Resource: '*',
  });
  await iam.send(new PutRolePolicyCommand({ RoleName: 'hears', PolicyName: 'p', PolicyDocument }));
  iam.destroy();
  const batch = new BatchClient(settings);
  await batch.send(
    new CreateComputeEnvironmentCommand({
      computeEnvironmentName: 'room',
      type: 'MANAGED',
      computeResources: { type: 'EC2', maxvCpus: 8, subnets: ['subnet-1'], instanceRole: 'ecsInstanceRole' },
    }),
  );
  await batch.send(
    new CreateJobQueueCommand({
      jobQueueName: 'work',
      priority: 1,
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'room' }],
    }),
  );
  await batch.send(
    new RegisterJobDefinitionCommand({
      jobDefinitionName: 'job',
      type: 'container',
      // A killed server leaves no process running, so that the jobs it ran are tried again.
      retryStrategy: { attempts: 10 },
      containerProperties: { image: 'alpine', vcpus: 1, memory: 16, command: ['sleep', '0.1'] },
    }),
  );
  batch.destroy();
  const roleArn = Role?.Arn ?? '';
  const child = aDefinition({ Done: { Type: 'Pass', End: true } });
  await createMachine(states, 'child', child, roleArn);
  for (const [name, task] of Object.entries(tasks))
    await createMachine(states, name, aDefinition({ Job: { Type: 'Task', ...task, End: true } }), roleArn);
}

async function createMachine(
  states: SFNClient,
  name: string,
  definition: JsonObject,
  roleArn: string,
): Promise<void> {
  await states.send(new CreateStateMachineCommand({ name, definition: JSON.stringify(definition), roleArn }));
}

async function startExecutions(states: SFNClient, life: number): Promise<void> {
  const starts = Object.keys(tasks).flatMap((name) =>
    Array.from({ length: executionsPerLife }, (_, index) =>
      states.send(
        new StartExecutionCommand({ stateMachineArn: machineArn(name), name: `life-${life}-${index}` }),
      ),
    ),
  );
  await Promise.all(starts);
}

/** Waits for all to end. */
async function endedExecutions(states: SFNClient): Promise<readonly string[]> {
  const giveUpAt = Date.now() + endingMilliseconds;
  for (;;) {
    const found = await Promise.all(
      Object.keys(tasks).map((name) =>
        states.send(new ListExecutionsCommand({ stateMachineArn: machineArn(name), maxResults: 1000 })),
      ),
    );
    const executions = found.flatMap(({ executions = [] }) => executions);
    const running = executions.filter(({ status }) => status === 'RUNNING');
    if (running.length === 0) return executions.map(({ executionArn = '' }) => executionArn);
    if (Date.now() > giveUpAt)
      throw new Error(`still running: ${running.map(({ executionArn }) => executionArn)}`);
    await sleep(200);
  }
}
