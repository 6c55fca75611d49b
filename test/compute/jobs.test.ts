import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createJobRunner, type JobLaunch, type JobRunner } from '../../src/compute/jobs/job-runner.ts';
import { jobVariable } from '../../src/compute/jobs/marked-processes.ts';
import { systemClock } from '../../src/runtime/system-clock.ts';

function aDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'stepwell-jobs-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function aRunner(directory = aDirectory(), settings = {}): JobRunner {
  const runner = createJobRunner({ directory, clock: systemClock, ...settings });
  onTestFinished(() => runner.close());
  return runner;
}

function shell(script: string, launch: Partial<JobLaunch> = {}): JobLaunch {
  return { id: 'job', command: ['sh', '-c', script], environment: {}, ...launch };
}

function logOf(directory: string, id = 'job'): string {
  return readFileSync(join(directory, 'logs', `${id}.log`), 'utf8');
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie answers, too.
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

async function eventually(holds: () => boolean): Promise<void> {
  await expect.poll(holds, { interval: 20 }).toBe(true);
}

const sleepers = 'sleep 300 & echo $!; sleep 300 & echo $!; wait';

test.each([
  { title: 'an exit status', script: 'exit 7', exitCode: 7 },
  { title: 'success', script: 'true', exitCode: 0 },
  { title: 'a signal as 128 and its number', script: 'kill -KILL $$', exitCode: 137 },
])('a job ends with $title', async ({ script, exitCode }) => {
  const end = await aRunner().start(shell(script)).ended;
  expect(end).toEqual({ exitCode, startFailure: undefined, stopped: undefined });
});

test.each([
  { title: 'no program of its name', launch: { command: ['no-such-program'] }, failure: /ENOENT/ },
  { title: 'no command', launch: { command: [] }, failure: /no command specified/ },
  { title: 'no such folder', launch: { workingDirectory: '/no/such/folder' }, failure: /ENOENT/ },
  {
    title: 'a variable that no environment takes',
    launch: { environment: { A: 'a\0b' } },
    failure: /null bytes/,
  },
])('a job with $title does not start, and its end says so', async ({ launch, failure }) => {
  const job = aRunner().start(shell('true', launch));
  expect(job.pid).toBeUndefined();
  const end = await job.ended;
  expect(end).toMatchObject({ exitCode: undefined });
  expect(end.startFailure).toMatch(failure);
});

test('a job has its own variables, the search path, a home and nothing of the server', async () => {
  const directory = aDirectory();
  process.env.SERVER_SECRET = 'secret';
  onTestFinished(() => {
    delete process.env.SERVER_SECRET;
  });
  await aRunner(directory).start(shell('env; pwd', { environment: { GREETING: 'hello' } })).ended;
  const names = logOf(directory).match(/^\w+(?==)/gm) ?? [];
  expect(names.filter((name) => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name)).sort()).toEqual(
    ['GREETING', 'HOME', 'LANG', 'PATH', jobVariable].sort(),
  );
  expect(logOf(directory)).toContain(join(directory, 'work', 'job'));
});

test("a job's folder goes with it", async () => {
  const directory = aDirectory();
  await aRunner(directory).start(shell('echo kept > file')).ended;
  expect(readdirSync(join(directory, 'work'))).toEqual([]);
});

test('a log has both outputs, and no more bytes than it may', async () => {
  const directory = aDirectory();
  const runner = aRunner(directory, { logBytesMax: 1000 });
  await runner.start(shell('echo out; echo err >&2')).ended;
  expect(logOf(directory).split('\n').sort()).toEqual(['', 'err', 'out']);
  await runner.start(shell('yes | head -c 1000000', { id: 'loud' })).ended;
  expect(logOf(directory, 'loud')).toMatch(/^(y\n){500}\n\[the log ends here/);
});

test('only the latest logs are kept, those of an earlier start counted', async () => {
  const directory = aDirectory();
  for (const start of ['one', 'two']) {
    const runner = aRunner(directory, { logFilesMax: 3 });
    for (const job of ['a', 'b']) await runner.start(shell('echo', { id: `${start}-${job}` })).ended;
    await runner.close();
  }
  expect(readdirSync(join(directory, 'logs')).sort()).toEqual(['one-b.log', 'two-a.log', 'two-b.log']);
});

test('a job that is stopped takes its whole process group with it', async () => {
  const directory = aDirectory();
  const job = aRunner(directory).start(shell(sleepers));
  await eventually(
    () => existsSync(join(directory, 'logs', 'job.log')) && logOf(directory).split('\n').length === 3,
  );
  const pids = logOf(directory).trim().split('\n').map(Number);
  job.stop(30);
  expect(await job.ended).toEqual({ exitCode: 143, startFailure: undefined, stopped: 'asked' });
  await eventually(() => !pids.some(isAlive));
});

test('a job that does not listen to SIGTERM is killed when its grace is over', async () => {
  const directory = aDirectory();
  const job = aRunner(directory).start(shell("trap '' TERM; echo deaf; while :; do sleep 0.05; done"));
  await eventually(() => existsSync(join(directory, 'logs', 'job.log')));
  job.stop(0.2);
  expect(await job.ended).toMatchObject({ exitCode: 137, stopped: 'asked' });
});

test('a job that takes too long is ended, and its end says why', async () => {
  const end = await aRunner().start(shell('sleep 300', { timeoutSeconds: 0.2 })).ended;
  expect(end).toMatchObject({ exitCode: 143, stopped: 'timeout' });
});

test('what a job leaves in the background ends with it, in its group or out of it', async () => {
  const directory = aDirectory();
  const runner = aRunner(directory);
  await runner.start(shell('sleep 300 & echo $!; setsid sleep 300 & sleep 0.1; echo $!')).ended;
  const pids = logOf(directory).trim().split('\n').map(Number);
  expect(pids).toHaveLength(2);
  await eventually(() => !pids.some(isAlive));
});

test('nothing of any job runs once the runner is closed', async () => {
  const directory = aDirectory();
  const runner = createJobRunner({ directory, clock: systemClock });
  const jobs = ['a', 'b', 'c'].map((id) => runner.start(shell(`setsid sleep 300 & ${sleepers}`, { id })));
  await eventually(() => ['a', 'b', 'c'].every((id) => existsSync(join(directory, 'logs', `${id}.log`))));
  await runner.close();
  for (const { ended, pid } of jobs) {
    expect(await ended).toMatchObject({ stopped: 'closing' });
    expect(isAlive(pid ?? 0)).toBe(false);
  }
  expect(processesMarked(readFileSync(join(directory, 'id'), 'utf8'))).toEqual([]);
});

test.runIf(process.platform === 'linux')(
  'a runner ends what an earlier one of its folder left, and nothing of other folders',
  async () => {
    const directory = aDirectory();
    const id = (folder: string) => readFileSync(join(folder, 'id'), 'utf8');
    await createJobRunner({ directory, clock: systemClock }).close();
    const other = aDirectory();
    await createJobRunner({ directory: other, clock: systemClock }).close();
    const orphan = spawnMarked(id(directory));
    const stranger = spawnMarked(id(other));
    const runner = aRunner(directory);
    await eventually(() => processesMarked(id(directory)).length === 1);
    // One that takes its time to die is found again.
    expect(await runner.endLeftovers()).toBeGreaterThanOrEqual(1);
    await eventually(() => !isAlive(orphan));
    expect(isAlive(stranger)).toBe(true);
  },
);

function spawnMarked(folderId: string): number {
  const child = spawn('sleep', ['300'], {
    env: { PATH: process.env.PATH, [jobVariable]: `${folderId}/job` },
    detached: true,
    stdio: 'ignore',
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return child.pid ?? 0;
}

function processesMarked(folderId: string): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      try {
        const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
        return environment.includes(`${jobVariable}=${folderId}/`) && isAlive(pid);
      } catch {
        return false;
      }
    });
}
