import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  BatchClient,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  RegisterJobDefinitionCommand,
} from '@aws-sdk/client-batch';
import { CreateClusterCommand, ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs';
import { CreateJobCommand, GlueClient } from '@aws-sdk/client-glue';
import type { JsonObject } from '../../src/base/json.ts';
import { type Clients, createStateMachine, type Key } from './two-accounts.ts';

/** What becomes of a job, or of its task meanwhile. */
export const outcomes = ['succeeds', 'fails', 'is stopped', 'times out'] as const;
export type Outcome = (typeof outcomes)[number];

/** A job of a case: what it does, and the file in which it leaves its process's number. */
export interface Job {
  readonly outcome: Outcome;
  readonly marker: string;
  /** Where it runs. */
  readonly account: string;
  readonly region: string;
}

/** A place where jobs run, and how to make what they need there. */
export interface JobPlace {
  readonly endpoint: string;
  readonly key: Key;
  readonly region: string;
  /** A role of the account that every service may assume. */
  readonly roleArn: string;
  /** For scripts. */
  readonly folder: string;
  readonly clients: Clients;
}

export interface JobService {
  readonly resource: string;
  /** Whether AWS has a managed rule for its jobs. */
  readonly isAnnounced: boolean;
  readonly actions: { readonly call: string; readonly poll: string; readonly cancel: string };
  prepare(place: JobPlace): Promise<void>;
  parameters(job: Job): JsonObject;
}

export const jobServices = {
  Batch: {
    resource: 'batch:submitJob',
    isAnnounced: true,
    actions: { call: 'batch:SubmitJob', poll: 'batch:DescribeJobs', cancel: 'batch:TerminateJob' },
    async prepare({ endpoint, key, region }) {
      const client = new BatchClient({ endpoint, region, credentials: key, maxAttempts: 1 });
      const computeResources = {
        type: 'EC2' as const,
        maxvCpus: 256,
        subnets: ['subnet-1'],
        instanceRole: 'ecsInstanceRole',
      };
      await client.send(
        new CreateComputeEnvironmentCommand({
          computeEnvironmentName: 'room',
          type: 'MANAGED',
          computeResources,
        }),
      );
      const computeEnvironmentOrder = [{ order: 1, computeEnvironment: 'room' }];
      await client.send(
        new CreateJobQueueCommand({ jobQueueName: 'work', priority: 1, computeEnvironmentOrder }),
      );
      const containerProperties = { image: 'alpine', vcpus: 1, memory: 16, command: ['true'] };
      await client.send(
        new RegisterJobDefinitionCommand({
          jobDefinitionName: 'job',
          type: 'container',
          containerProperties,
        }),
      );
      client.destroy();
    },
    parameters: (job) => ({
      JobName: 'job',
      JobQueue: 'work',
      JobDefinition: 'job',
      ContainerOverrides: { Command: shellCommand(job) },
    }),
  },
  ECS: {
    resource: 'ecs:runTask',
    isAnnounced: true,
    actions: { call: 'ecs:RunTask', poll: 'ecs:DescribeTasks', cancel: 'ecs:StopTask' },
    async prepare({ endpoint, key, region }) {
      const client = new ECSClient({ endpoint, region, credentials: key, maxAttempts: 1 });
      await client.send(new CreateClusterCommand({ clusterName: 'work' }));
      const containerDefinitions = [{ name: 'app', image: 'alpine', memory: 16, command: ['true'] }];
      await client.send(new RegisterTaskDefinitionCommand({ family: 'job', containerDefinitions }));
      client.destroy();
    },
    parameters: (job) => ({
      Cluster: 'work',
      TaskDefinition: 'job',
      Overrides: { ContainerOverrides: [{ Name: 'app', Command: shellCommand(job) }] },
    }),
  },
  Glue: {
    resource: 'glue:startJobRun',
    isAnnounced: false,
    actions: { call: 'glue:StartJobRun', poll: 'glue:GetJobRun', cancel: 'glue:BatchStopJobRun' },
    async prepare({ endpoint, key, region, roleArn, folder }) {
      const script = join(folder, 'job.py');
      writeFileSync(script, glueScript);
      const client = new GlueClient({ endpoint, region, credentials: key, maxAttempts: 1 });
      await client.send(
        new CreateJobCommand({
          Name: 'job',
          Role: roleArn,
          Command: { Name: 'pythonshell', ScriptLocation: script, PythonVersion: '3.9' },
          ExecutionProperty: { MaxConcurrentRuns: 100 },
        }),
      );
      client.destroy();
    },
    parameters: ({ outcome, marker }) => ({
      JobName: 'job',
      Arguments: { '--marker': marker, '--does': outcome },
    }),
  },
  'Step Functions': {
    resource: 'states:startExecution',
    isAnnounced: true,
    actions: {
      call: 'states:StartExecution',
      poll: 'states:DescribeExecution',
      cancel: 'states:StopExecution',
    },
    async prepare({ clients, roleArn }) {
      const endless: JsonObject = { Type: 'Wait', Seconds: 100_000, End: true };
      const ends: Readonly<Record<Outcome, JsonObject>> = {
        succeeds: { Type: 'Pass', End: true },
        fails: { Type: 'Fail', Error: 'Broken' },
        'is stopped': endless,
        'times out': endless,
      };
      for (const outcome of outcomes)
        await createStateMachine(clients, childName(outcome), {
          role: roleArn,
          states: { Only: ends[outcome] },
        });
    },
    parameters: ({ outcome, account, region }) => ({
      StateMachineArn: `arn:aws:states:${region}:${account}:stateMachine:${childName(outcome)}`,
    }),
  },
} as const satisfies Readonly<Record<string, JobService>>;

export type ServiceName = keyof typeof jobServices;

function childName(outcome: Outcome): string {
  return `child-${outcome.replaceAll(' ', '-')}`;
}

function shellCommand({ outcome, marker }: Job): string[] {
  const ends: Readonly<Record<Outcome, string>> = {
    succeeds: 'exit 0',
    fails: 'exit 3',
    'is stopped': 'exec sleep 300',
    'times out': 'exec sleep 300',
  };
  return ['sh', '-c', `echo $$ > ${marker}; ${ends[outcome]}`];
}

const glueScript = `import os, sys, time
_, _, marker, _, does = sys.argv
with open(marker, 'w') as file:
    file.write(str(os.getpid()))
if does == 'fails':
    sys.exit(3)
if does != 'succeeds':
    time.sleep(300)
`;
