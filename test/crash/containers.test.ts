import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateClusterCommand,
  DescribeTasksCommand,
  ECSClient,
  RegisterTaskDefinitionCommand,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { findTestEngine, skipReason } from '../compute/jobs/a-container-engine.ts';
import { account, region, type ServerProcess, startServerProcess } from './server-process.ts';

const found = await findTestEngine('crash');
afterAll(() => found?.removeImage());

function clientOf({ endpoint }: ServerProcess): ECSClient {
  const ecs = new ECSClient({
    endpoint,
    region,
    credentials: { accessKeyId: account, secretAccessKey: 'any' },
  });
  onTestFinished(() => ecs.destroy());
  return ecs;
}

async function taskOf(server: ServerProcess, taskArn: string) {
  const { tasks = [] } = await clientOf(server).send(new DescribeTasksCommand({ tasks: [taskArn] }));
  return tasks[0];
}

/** A task of two containers that run. */
async function startTask(server: ServerProcess, image: string): Promise<string> {
  const ecs = clientOf(server);
  await ecs.send(new CreateClusterCommand({}));
  const containerDefinitions = ['main', 'sidecar'].map((name) => ({
    name,
    image,
    memory: 64,
    command: ['sleep', '300'],
    mountPoints: [{ sourceVolume: 'shared', containerPath: '/shared' }],
  }));
  const volumes = [{ name: 'shared' }];
  await ecs.send(new RegisterTaskDefinitionCommand({ family: 'task', containerDefinitions, volumes }));
  const { tasks = [] } = await ecs.send(new RunTaskCommand({ taskDefinition: 'task' }));
  const taskArn = tasks[0]?.taskArn ?? '';
  await expect
    .poll(() => taskOf(server, taskArn), { timeout: 20_000 })
    .toMatchObject({ lastStatus: 'RUNNING' });
  return taskArn;
}

test.skipIf(found === undefined).each([
  { how: 'kill -9', end: (server: ServerProcess) => server.kill(), leftCount: 2 },
  { how: 'SIGTERM', end: (server: ServerProcess) => server.stop(), leftCount: 0 },
])(
  `after $how no container of a task is left by the next start, which says what became of it (${skipReason})`,
  async ({ end, leftCount }) => {
    const { engine, image, ask } = found as NonNullable<typeof found>;
    const directory = mkdtempSync(join(tmpdir(), 'stepwell-crash-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    process.env.STEPWELL_JOB_IMAGES = engine.program;
    onTestFinished(() => {
      delete process.env.STEPWELL_JOB_IMAGES;
    });
    const before = await startServerProcess(directory);
    const taskArn = await startTask(before, image);
    const filter = `--filter=label=stepwell.server=${readFileSync(join(directory, 'jobs', 'id'), 'utf8')}`;
    const countOf = async (...words: readonly string[]) =>
      (await ask(...words, '--quiet', filter)).split('\n').filter((line) => line !== '').length;
    expect(await countOf('ps')).toBe(2);
    await end(before);
    expect(await countOf('ps', '--all')).toBe(leftCount);

    const after = await startServerProcess(directory);
    onTestFinished(() => after.kill());
    expect(await countOf('ps', '--all')).toBe(0);
    expect(await countOf('volume', 'ls')).toBe(0);
    await expect
      .poll(() => taskOf(after, taskArn), { timeout: 5_000 })
      .toMatchObject({
        lastStatus: 'STOPPED',
        stopCode: 'TerminationNotice',
        stoppedReason: 'Host EC2 (instance stepwell) terminated.',
      });
    await after.stop();
  },
);
