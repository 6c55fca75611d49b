import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNServiceException,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { account, NotStarted, region, type ServerProcess, startServerProcess } from './server-process.ts';

const isRoot = process.getuid?.() === 0;
const canMount = tryToMount();
const stateMachineArn = `arn:aws:states:${region}:${account}:stateMachine:Sleeper`;

/** Within which the disk becomes full, on a busy machine too. */
const secondsUntilFull = 6;

let directory: string;
let killServer: () => void = () => {};
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'stepwell-full-'));
});
afterEach(() => {
  killServer();
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

describe.skipIf(isRoot && !canMount)('a read-only data folder (skipped for root without mounts)', () => {
  test('ends the server at once, with what to do about it', async () => {
    const path = join(directory, 'data');
    mkdirSync(path);
    if (isRoot) mountMemory(path, 'ro');
    else chmodSync(path, 0o555);
    try {
      const reason = isRoot ? 'its file system is read-only' : 'this user lacks the permission';
      await expect(start()).rejects.toMatchObject({
        status: 1,
        told: expect.stringMatching(
          new RegExp(`^stepwell: The data directory ${path} cannot be written: ${reason}\\.\n$`),
        ),
      });
    } finally {
      if (isRoot) unmount(path);
      else chmodSync(path, 0o755);
    }
  });
});

describe.skipIf(!canMount)('a disk that fills up (skipped where no tmpfs can be mounted)', () => {
  beforeEach(() => {
    mkdirSync(join(directory, 'data'));
    mountMemory(join(directory, 'data'), 'size=8m');
  });
  afterEach(() => {
    killServer();
    unmount(join(directory, 'data'));
  });

  test('nothing is acknowledged that was not written, timers wait, and all goes on once there is space', async () => {
    const server = await start();
    await createSleeper(server);
    // Its timer comes due while the disk is full, and its turn then needs more room than a start that finds none.
    await startExecution(server, 'waits', { seconds: secondsUntilFull });
    const dueTime = Date.now() + secondsUntilFull * 1000;
    fill();
    const acknowledged = ['waits'];
    const refusals: unknown[] = [];
    const startMany = async (prefix: string, text: string) => {
      const names = Array.from({ length: 100 }, (_, index) => `${prefix}-${index}`);
      const outcomes = await Promise.allSettled(
        names.map((name) => startExecution(server, name, { seconds: 3_600, text })),
      );
      for (const [index, outcome] of outcomes.entries()) {
        if (outcome.status === 'fulfilled') acknowledged.push(names[index] ?? '');
        else refusals.push(outcome.reason);
      }
      return outcomes.some(({ status }) => status === 'fulfilled');
    };
    await startMany('big', 'x'.repeat(20_000));
    fillFurther();
    // Until not even a small turn finds room.
    for (let round = 0; await startMany(`small-${round}`, ''); round += 1) expect(round).toBeLessThan(100);
    expect(refusals.length).toBeGreaterThan(0);
    for (const refusal of refusals) {
      expect(refusal).toBeInstanceOf(SFNServiceException);
      expect(refusal).toMatchObject({ name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } });
    }
    await expect
      .poll(() => server.told())
      .toContain(`The disk that holds ${join(directory, 'data')} is full.`);
    const ready = async () => (await fetch(`${server.endpoint}/ready`)).status;
    expect(await ready()).toBe(503);
    // What can be read is answered all the while.
    expect((await listNames(server)).sort()).toEqual([...acknowledged].sort());
    expect(Date.now()).toBeLessThan(dueTime);
    await sleep(dueTime + 500 - Date.now());
    expect(await statusOf(server, 'waits')).toBe('RUNNING');

    for (const name of ['filler', 'filler-2']) rmSync(join(directory, 'data', name));
    const deadline = Date.now() + 10_000;
    while ((await statusOf(server, 'waits')) === 'RUNNING' && Date.now() < deadline) await sleep(100);
    expect(await statusOf(server, 'waits')).toBe('SUCCEEDED');
    await startExecution(server, 'later', { seconds: 0 });
    acknowledged.push('later');
    await expect.poll(() => server.told()).toContain('The store can write again.');
    expect(await ready()).toBe(200);

    await server.kill();
    const restarted = await start();
    expect((await listNames(restarted)).sort()).toEqual([...acknowledged].sort());
    expect(await restarted.stop()).toBe(0);
  });

  test('a server that starts on a full disk says so', async () => {
    const reason = 'is full. Free some space';
    const killed = await start();
    await createSleeper(killed);
    await killed.kill();
    fill();
    fillFurther();
    const started = await start().catch((error: unknown) => error);
    if (started instanceof NotStarted) {
      expect(started.told).toContain(reason);
    } else {
      const server = started as ServerProcess;
      await expect(startExecution(server, 'never', { seconds: 0 })).rejects.toThrow();
      await expect.poll(() => server.told()).toContain(reason);
      expect(await listNames(server)).toEqual([]);
    }
  });
});

async function start(): Promise<ServerProcess> {
  return startServerProcess(join(directory, 'data'), (kill) => {
    killServer = kill;
  });
}

/** What sleeps needs room once it wakes. */
async function createSleeper({ states }: ServerProcess): Promise<void> {
  const definition = JSON.stringify({
    StartAt: 'Sleep',
    States: {
      Sleep: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Grow' },
      Grow: { Type: 'Pass', Result: 'x'.repeat(100_000), End: true },
    },
  });
  const roleArn = `arn:aws:iam::${account}:role/sleeper`;
  await states.send(new CreateStateMachineCommand({ name: 'Sleeper', definition, roleArn }));
}

async function startExecution({ states }: ServerProcess, name: string, input: object): Promise<void> {
  await states.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
}

async function listNames({ states }: ServerProcess): Promise<string[]> {
  const { executions = [] } = await states.send(
    new ListExecutionsCommand({ stateMachineArn, maxResults: 1_000 }),
  );
  return executions.map(({ name = '' }) => name);
}

async function statusOf({ states }: ServerProcess, name: string): Promise<string | undefined> {
  const executionArn = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;
  return (await states.send(new DescribeExecutionCommand({ executionArn }))).status;
}

/** Leaves some 200 KiB. */
function fill(): void {
  writeFiller('filler', freeBytes() - 200 * 1024);
}

function fillFurther(): void {
  writeFiller('filler-2', freeBytes());
}

function freeBytes(): number {
  const { bavail, bsize } = statfsSync(join(directory, 'data'));
  return bavail * bsize;
}

function writeFiller(name: string, bytes: number): void {
  writeFileSync(join(directory, 'data', name), Buffer.alloc(Math.max(0, bytes)));
}

function mountMemory(path: string, options: string): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'stepwell-test', path], { stdio: 'pipe' });
}

function unmount(path: string): void {
  execFileSync('umount', ['-l', path]);
}

function tryToMount(): boolean {
  const path = mkdtempSync(join(tmpdir(), 'stepwell-mount-'));
  try {
    mountMemory(path, 'size=1m');
    unmount(path);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}
