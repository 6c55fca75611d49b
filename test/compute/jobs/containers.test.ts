import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import type { ContainerSpec } from '../../../src/compute/jobs/containers/container-spec.ts';
import { folderLabel, jobLabel } from '../../../src/compute/jobs/containers/run-arguments.ts';
import { createJobRunner, type JobLaunch, type JobRunner } from '../../../src/compute/jobs/job-runner.ts';
import { systemClock } from '../../../src/runtime/system-clock.ts';
import { findTestEngine, skipReason } from './a-container-engine.ts';

const found = await findTestEngine('compute');
afterAll(() => found?.removeImage());

describe('a job of an image', () => {
  if (found === undefined) {
    test.skip(skipReason);
    return;
  }
  const { engine, image, ask } = found;

  function aDirectory(): string {
    const directory = mkdtempSync(join(tmpdir(), 'stepwell-containers-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    return directory;
  }

  function aRunner(directory = aDirectory(), settings = {}): JobRunner {
    const runner = createJobRunner({ directory, clock: systemClock, engine, ...settings });
    onTestFinished(() => runner.close());
    return runner;
  }

  function aLaunch(
    script: string,
    { id = 'job', ...launch }: Partial<JobLaunch> = {},
    spec: Partial<ContainerSpec> = {},
  ) {
    const container: ContainerSpec = {
      image,
      entryPoint: [],
      command: ['sh', '-c', script],
      hasReadOnlyRoot: false,
      isPrivileged: false,
      hasInit: false,
      hasNetwork: true,
      ulimits: [],
      mounts: [],
      temporaryFileSystems: [],
      capabilitiesAdded: [],
      capabilitiesDropped: [],
      ...spec,
    };
    // Unlike any other: the names of containers are the machine's.
    return { id: `${id}-${crypto.randomUUID()}`, command: [], environment: {}, container, ...launch };
  }

  function logOf(directory: string, { id }: JobLaunch): string {
    const path = join(directory, 'logs', `${id}.log`);
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  async function eventually(holds: () => boolean): Promise<void> {
    await expect.poll(holds, { timeout: 15_000, interval: 20 }).toBe(true);
  }

  async function containersOf(directory: string): Promise<readonly string[]> {
    const label = `label=${folderLabel}=${readFileSync(join(directory, 'id'), 'utf8')}`;
    const listed = await ask('ps', '--all', '--quiet', `--filter=${label}`);
    const volumes = await ask('volume', 'ls', '--quiet', `--filter=${label}`);
    return `${listed}${volumes}`.split('\n').filter((line) => line !== '');
  }

  test.each([
    { title: 'success', script: 'exit 0', exitCode: 0 },
    { title: 'an exit status', script: 'exit 7', exitCode: 7 },
    { title: '125, which engines say of themselves', script: 'exit 125', exitCode: 125 },
    { title: '126, which engines say of themselves', script: 'exit 126', exitCode: 126 },
    { title: '127, which engines say of themselves', script: 'exit 127', exitCode: 127 },
    { title: 'a signal as 128 and its number', script: "sh -c 'kill -KILL $$'; exit $?", exitCode: 137 },
  ])('ends with $title', async ({ script, exitCode }) => {
    const directory = aDirectory();
    const job = aRunner(directory).start(aLaunch(script));
    expect(await job.ended).toEqual({
      exitCode,
      startFailure: undefined,
      error: undefined,
      stopped: undefined,
    });
    expect(await job.started).toBe(true);
    expect(await containersOf(directory)).toEqual([]);
  });

  test.each([
    {
      title: 'an image that cannot be had',
      spec: { image: 'localhost:1/stepwell/no-such-image:1' },
      error: 'CannotPullContainerError',
      failure: /connection refused/,
    },
    {
      title: 'an image that looks like an option',
      spec: { image: '--privileged' },
      error: 'CannotPullContainerError',
      failure: /./,
    },
    {
      title: 'a program that its image has not',
      spec: { command: ['no-such-program'] },
      error: 'CannotStartContainerError',
      failure: /no-such-program/,
    },
    {
      title: 'a volume of elsewhere',
      spec: { refusal: 'there is no volume v' },
      error: 'CannotCreateContainerError',
      failure: /^there is no volume v$/,
    },
    {
      title: 'a variable that no environment takes',
      environment: { A: 'a\0b' },
      error: 'CannotCreateContainerError',
      failure: /null bytes/,
    },
  ])(
    'with $title does not start, and its end says so',
    async ({ spec, environment = {}, error, failure }) => {
      const directory = aDirectory();
      const job = aRunner(directory).start(aLaunch('true', { environment }, spec));
      const end = await job.ended;
      expect(await job.started).toBe(false);
      expect(end).toMatchObject({ exitCode: undefined, error });
      expect(end.startFailure).toMatch(failure);
      expect(await containersOf(directory)).toEqual([]);
    },
  );

  test('runs what its image runs where its definition does not say', async () => {
    const directory = aDirectory();
    const launch = aLaunch('', {}, { command: [] });
    expect(await aRunner(directory).start(launch).ended).toMatchObject({ exitCode: 4 });
    expect(logOf(directory, launch)).toBe('FROM_IMAGE=yes\n');
  });

  test('has its variables as they are and none of the server, and none is seen among the processes', async () => {
    const directory = aDirectory();
    process.env.SERVER_SECRET = 'secret';
    process.env.HTTPS_PROXY = 'http://127.0.0.1:9';
    onTestFinished(() => {
      delete process.env.SERVER_SECRET;
      delete process.env.HTTPS_PROXY;
    });
    const environment = {
      PLAIN: ' a = "b" $HOME # c ',
      QUOTED: '"in quotes"',
      LINES: 'one\ntwo\n',
      LONG: 'x'.repeat(70_000),
      PASSWORD: 'hunter2-of-this-test',
    };
    const script =
      'echo "[$PLAIN][$QUOTED][$LINES][$(echo -n $LONG | busybox wc -c)][$SERVER_SECRET$HTTPS_PROXY]"; sleep 1; env';
    const launch = aLaunch(`exec 2>&1; ${script}`, { environment });
    const job = aRunner(directory).start(launch);
    await eventually(() => logOf(directory, launch).includes(']\n'));
    const seen = spawnLines('ps', ['axww', '-o', 'args']);
    expect(await job.ended).toMatchObject({ exitCode: 0 });
    expect(logOf(directory, launch)).toContain('[ a = "b" $HOME # c ]["in quotes"][one\ntwo\n][70000][]\n');
    const lines = await seen;
    expect(lines).toContain(`--name=stepwell-${launch.id}`);
    expect(lines).not.toContain('hunter2-of-this-test');
  });

  test('has variables of any name', async () => {
    const directory = aDirectory();
    const launch = aLaunch(
      '',
      { environment: { 'with.dot': 'dotted', PATH: '/bin:/work' } },
      { command: ['env'] },
    );
    expect(await aRunner(directory).start(launch).ended).toMatchObject({ exitCode: 0 });
    const lines = logOf(directory, launch).split('\n');
    for (const line of ['with.dot=dotted', 'PATH=/bin:/work']) expect(lines).toContain(line);
  });

  test('writes to its log as it goes, both outputs', async () => {
    const directory = aDirectory();
    const launch = aLaunch('echo out; echo err >&2; sleep 60');
    const job = aRunner(directory).start(launch);
    await eventually(() => logOf(directory, launch).split('\n').sort().join() === ',err,out');
    expect(await job.started).toBe(true);
    job.stop(0);
    expect(await job.ended).toMatchObject({ exitCode: 137, stopped: 'asked' });
  });

  test('has the user, folder, entry point, limits and mounts of its definition', async () => {
    const directory = aDirectory();
    const folder = aDirectory();
    chmodSync(folder, 0o777);
    writeFileSync(join(folder, 'from-host'), 'host');
    const script =
      'id -u; id -g; pwd; ulimit -n; cat /data/from-host; echo; touch /data/made; touch /fixed/made; touch /made; touch /tmp/made';
    const launch = aLaunch(
      '',
      {},
      {
        entryPoint: ['sh', '-c'],
        command: [script],
        user: '7:8',
        workingDirectory: '/work',
        hasReadOnlyRoot: true,
        ulimits: [{ name: 'nofile', soft: 300, hard: 400 }],
        temporaryFileSystems: [{ path: '/tmp', mebibytes: 1, options: ['mode=1777'] }],
        mounts: [
          { source: { folder }, path: '/data', isReadOnly: false },
          { source: { folder }, path: '/fixed', isReadOnly: true },
        ],
      },
    );
    expect(await aRunner(directory).start(launch).ended).toMatchObject({ exitCode: 0 });
    const log = logOf(directory, launch);
    for (const line of ['7', '8', '/work', '300', 'host']) expect(log.split('\n')).toContain(line);
    expect(log).toMatch(/\/fixed\/made.*Read-only/);
    expect(log).toMatch(/touch: \/made: .*/);
    expect(existsSync(join(folder, 'made'))).toBe(true);
  });

  test('shares a volume of its task with the others of it, which goes with the last', async () => {
    const directory = aDirectory();
    const runner = aRunner(directory);
    const shared = `stepwell-test-${crypto.randomUUID()}`;
    const mounts = [{ source: { shared }, path: '/shared', isReadOnly: false }];
    const waits = 'while [ ! -e /shared/told ]; do sleep 0.05; done; cat /shared/told';
    const reader = aLaunch(waits, {}, { mounts });
    const jobs = [runner.start(reader), runner.start(aLaunch('echo hello > /shared/told', {}, { mounts }))];
    for (const { ended } of jobs) expect(await ended).toMatchObject({ exitCode: 0 });
    expect(logOf(directory, reader)).toBe('hello\n');
    expect(await containersOf(directory)).toEqual([]);
  });

  test('that listens to SIGTERM ends by itself when it is stopped', async () => {
    const directory = aDirectory();
    const launch = aLaunch("trap 'echo bye; exit 9' TERM; echo ready; while :; do sleep 0.05; done");
    const job = aRunner(directory).start(launch);
    await eventually(() => logOf(directory, launch) === 'ready\n');
    job.stop(30);
    expect(await job.ended).toMatchObject({ exitCode: 9, stopped: 'asked' });
    expect(logOf(directory, launch)).toBe('ready\nbye\n');
  });

  test.each([
    { title: 'that is stopped', launch: {}, stop: 0.2, stopped: 'asked' },
    { title: 'that is stopped before it starts', launch: {}, stop: 0, stopped: 'asked', isEarly: true },
  ])(
    '$title and does not listen is killed when its grace is over',
    async ({ launch, stop, stopped, isEarly }) => {
      const directory = aDirectory();
      const deaf = aLaunch('echo deaf; sleep 300', launch);
      const job = aRunner(directory).start(deaf);
      if (isEarly !== true) await eventually(() => logOf(directory, deaf) === 'deaf\n');
      job.stop(stop);
      const end = await job.ended;
      expect(end).toMatchObject({ startFailure: undefined, stopped });
      if (isEarly !== true) expect(end.exitCode).toBe(137);
      expect(await containersOf(directory)).toEqual([]);
    },
  );

  test('that takes too long is ended, and its end says why', async () => {
    const script = "trap 'exit 143' TERM; while :; do sleep 0.05; done";
    const job = aRunner().start(aLaunch(script, { timeoutSeconds: 0.5 }));
    expect(await job.ended).toMatchObject({ exitCode: 143, stopped: 'timeout' });
  });

  test('is gone once the runner is closed, however far it was', async () => {
    const directory = aDirectory();
    const runner = createJobRunner({ directory, clock: systemClock, engine });
    const running = [1, 2, 3].map(() => runner.start(aLaunch('sleep 300')));
    for (const { started } of running) expect(await started).toBe(true);
    const jobs = [
      ...running,
      runner.start(aLaunch('sleep 300')),
      runner.start(aLaunch('', {}, { image: 'localhost:1/stepwell/no-such-image:1' })),
    ];
    await runner.close();
    for (const { ended } of jobs) expect(await ended).toMatchObject({ stopped: 'closing' });
    expect(await containersOf(directory)).toEqual([]);
  });

  test.each([
    { title: 'with the same engine', settings: {} },
    { title: 'without any', settings: { engine: undefined } },
  ])('that an earlier server left is ended by the next start $title', async ({ settings }) => {
    const directory = aDirectory();
    const before = createJobRunner({ directory, clock: systemClock, engine });
    await before.endLeftovers();
    const folderId = readFileSync(join(directory, 'id'), 'utf8');
    await runDetached(folderId);
    const stranger = await runDetached('another-folder');
    onTestFinished(async () => {
      await ask('kill', stranger);
      await ask('rm', '--force', stranger);
    });
    expect(await aRunner(directory, settings).endLeftovers()).toBe(1);
    expect(await containersOf(directory)).toEqual([]);
    expect(await ask('ps', '--quiet', `--filter=name=${stranger}`)).not.toBe('');
  });

  async function runDetached(folderId: string): Promise<string> {
    const name = `stepwell-test-${crypto.randomUUID()}`;
    const labels = [`--label=${folderLabel}=${folderId}`, `--label=${jobLabel}=job`];
    await ask('run', '--detach', '--network=host', `--name=${name}`, ...labels, image, 'sleep', '300');
    return name;
  }
});

/** What `command` writes. */
function spawnLines(command: string, parameters: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const child = spawn(command, parameters, { stdio: ['ignore', 'pipe', 'ignore'] });
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.once('close', () => resolve(text));
  });
}
