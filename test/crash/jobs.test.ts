import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BatchClient,
  CreateComputeEnvironmentCommand,
  CreateJobQueueCommand,
  DescribeJobsCommand,
  RegisterJobDefinitionCommand,
  SubmitJobCommand,
} from '@aws-sdk/client-batch';
import {
  CreateClusterCommand,
  DescribeTasksCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import { expect, onTestFinished, test } from 'vitest';
import { account, region, type ServerProcess, startServerProcess } from './server-process.ts';

/** Each leaves a process behind that its group does not hold. */
const script = 'setsid sleep 300 & sleep 300 & wait';

function clientsOf({ endpoint }: ServerProcess) {
  const credentials = { accessKeyId: account, secretAccessKey: 'any' };
  const batch = new BatchClient({ endpoint, region, credentials });
  const ecs = new ECSClient({ endpoint, region, credentials });
  onTestFinished(() => {
    batch.destroy();
    ecs.destroy();
  });
  return { batch, ecs };
}

/** A Batch job and an ECS task, both running. */
async function startJobs(server: ServerProcess) {
  const { batch, ecs } = clientsOf(server);
  await batch.send(
    new CreateComputeEnvironmentCommand({
      computeEnvironmentName: 'laptop',
      type: 'MANAGED',
      computeResources: { type: 'EC2', maxvCpus: 4, subnets: [] },
    }),
  );
  const computeEnvironmentOrder = [{ order: 1, computeEnvironment: 'laptop' }];
  await batch.send(new CreateJobQueueCommand({ jobQueueName: 'work', priority: 1, computeEnvironmentOrder }));
  const containerProperties = { image: 'alpine', command: ['sh', '-c', script] };
  await batch.send(
    new RegisterJobDefinitionCommand({ jobDefinitionName: 'job', type: 'container', containerProperties }),
  );
  const job = { jobName: 'job', jobQueue: 'work', jobDefinition: 'job' };
  const { jobId = '' } = await batch.send(new SubmitJobCommand(job));
  await ecs.send(new CreateClusterCommand({}));
  const containerDefinitions = [{ name: 'main', image: 'alpine', memory: 64, command: ['sh', '-c', script] }];
  await ecs.send(new RegisterTaskDefinitionCommand({ family: 'task', containerDefinitions }));
  const { tasks = [] } = await ecs.send(new RunTaskCommand({ taskDefinition: 'task' }));
  const taskArn = tasks[0]?.taskArn ?? '';
  await expect
    .poll(async () => statusesOf(server, { jobId, taskArn }), { timeout: 30_000 })
    .toMatchObject({ job: { status: 'RUNNING' }, task: { lastStatus: 'RUNNING' } });
  return { jobId, taskArn };
}

async function statusesOf(server: ServerProcess, { jobId, taskArn }: { jobId: string; taskArn: string }) {
  const { batch, ecs } = clientsOf(server);
  const { jobs = [] } = await batch.send(new DescribeJobsCommand({ jobs: [jobId] }));
  const { tasks = [] } = await ecs.send(new DescribeTasksCommand({ tasks: [taskArn] }));
  return { job: jobs[0], task: tasks[0] };
}

/** The processes that jobs of the server in `directory` left. */
function processesOf(directory: string): readonly number[] {
  const mark = `STEPWELL_JOB=${readFileSync(join(directory, 'jobs', 'id'), 'utf8')}/`;
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        const isZombie = /^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
        return !isZombie && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark);
      } catch {
        return false;
      }
    });
}

test.runIf(process.platform === 'linux').each([
  { how: 'kill -9', end: (server: ServerProcess) => server.kill(), leaves: true },
  { how: 'SIGTERM', end: (server: ServerProcess) => server.stop(), leaves: false },
])(
  'after $how no process of a job is left by the next start, which says what became of it',
  async ({ end, leaves }) => {
    const directory = mkdtempSync(join(tmpdir(), 'stepwell-crash-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const before = await startServerProcess(directory);
    const started = await startJobs(before);
    await expect.poll(() => processesOf(directory).length).toBeGreaterThanOrEqual(6);
    await end(before);
    expect(processesOf(directory).length > 0).toBe(leaves);

    const after = await startServerProcess(directory);
    onTestFinished(() => after.kill());
    await expect.poll(() => processesOf(directory)).toEqual([]);
    await expect
      .poll(() => statusesOf(after, started))
      .toMatchObject({
        job: { status: 'FAILED', statusReason: 'Host EC2 (instance stepwell) terminated.' },
        task: { lastStatus: 'STOPPED', stopCode: 'TerminationNotice' },
      });
    await after.stop();
    expect(processesOf(directory)).toEqual([]);
  },
);
