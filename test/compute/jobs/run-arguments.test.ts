import { describe, expect, test } from 'vitest';
import {
  describeEngine,
  openContainerEngine,
} from '../../../src/compute/jobs/containers/container-engine.ts';
import type { ContainerSpec } from '../../../src/compute/jobs/containers/container-spec.ts';
import { planVariables } from '../../../src/compute/jobs/containers/container-variables.ts';
import { refusalIn } from '../../../src/compute/jobs/containers/engine-command.ts';
import { runArguments } from '../../../src/compute/jobs/containers/run-arguments.ts';

const podman = {
  program: 'podman',
  kind: 'podman',
  cpuCount: 4,
  limitsMemory: true,
  limitsCpu: true,
} as const;
const docker = { ...podman, program: 'docker', kind: 'docker' } as const;
const limitless = { ...podman, limitsMemory: false, limitsCpu: false };

const plain: ContainerSpec = {
  image: 'alpine',
  entryPoint: [],
  command: [],
  hasReadOnlyRoot: false,
  isPrivileged: false,
  hasInit: false,
  hasNetwork: true,
  ulimits: [],
  mounts: [],
  temporaryFileSystems: [],
  capabilitiesAdded: [],
  capabilitiesDropped: [],
};

function argumentsOf(spec: Partial<ContainerSpec>, engine: Parameters<typeof runArguments>[0] = podman) {
  return runArguments(engine, {
    name: 'stepwell-job',
    folderId: 'folder',
    jobId: 'job',
    spec: { ...plain, ...spec },
    variablesFile: '/work/variables',
    variableNames: ['LINES'],
  });
}

const ofEvery = [
  'run',
  '--name=stepwell-job',
  '--label=stepwell.server=folder',
  '--label=stepwell.job=job',
  '--pull=never',
  '--sig-proxy=false',
  '--log-driver=none',
];
const variables = ['--env-file=/work/variables', '--env=LINES'];

test.each([
  { engine: podman, words: ['--network=host', '--http-proxy=false'] },
  { engine: docker, words: ['--network=host'] },
])(
  'a container of $engine.program that asks for nothing has its labels, network and variables',
  ({ engine, words }) => {
    expect(argumentsOf({}, engine)).toEqual([...ofEvery, ...words, ...variables, '--', 'alpine']);
  },
);

test.each<{
  title: string;
  spec: Partial<ContainerSpec>;
  engine?: typeof limitless;
  words: readonly string[];
}>([
  {
    title: 'bounds of memory',
    spec: { memoryMebibytes: 64, memoryReservationMebibytes: 32, sharedMemoryMebibytes: 16 },
    words: ['--memory=64m', '--memory-reservation=32m', '--shm-size=16m'],
  },
  { title: 'a share of the CPUs', spec: { cpuShares: 512 }, words: ['--cpu-shares=512'] },
  { title: 'a part of the CPUs', spec: { cpusMax: 0.25 }, words: ['--cpus=0.25'] },
  { title: 'all the CPUs there are, which is no bound', spec: { cpusMax: 16 }, words: [] },
  {
    title: 'bounds that the engine cannot keep, which are left out',
    spec: { memoryMebibytes: 64, memoryReservationMebibytes: 32, cpuShares: 512, cpusMax: 1 },
    engine: limitless,
    words: [],
  },
  {
    title: 'all that a definition can say',
    spec: {
      ulimits: [{ name: 'nofile', soft: 1, hard: 2 }],
      mounts: [
        { source: { folder: '/data' }, path: '/in', isReadOnly: true },
        { source: { shared: 'v' }, path: '/v', isReadOnly: false },
      ],
      temporaryFileSystems: [{ path: '/tmp', mebibytes: 8, options: ['noexec'] }],
      capabilitiesAdded: ['SYS_PTRACE'],
      capabilitiesDropped: ['ALL'],
      hasInit: true,
      hasReadOnlyRoot: true,
      isPrivileged: true,
      user: '1:2',
      workingDirectory: '/work',
    },
    words: [
      '--ulimit=nofile=1:2',
      '--volume=/data:/in:ro',
      '--volume=v:/v',
      '--tmpfs=/tmp:size=8m,noexec',
      '--cap-add=SYS_PTRACE',
      '--cap-drop=ALL',
      '--init',
      '--read-only',
      '--privileged',
      '--user=1:2',
      '--workdir=/work',
    ],
  },
])('a container with $title', ({ spec, engine = podman, words }) => {
  const lead = [...ofEvery, '--network=host', '--http-proxy=false', ...variables];
  expect(argumentsOf(spec, engine)).toEqual([...lead, ...words, '--', 'alpine']);
});

test('the words after the first of an entry point come before those of the command', () => {
  const words = argumentsOf({ entryPoint: ['sh', '-c'], command: ['--help'], hasNetwork: false });
  expect(words).toContain('--network=none');
  expect(words.slice(words.indexOf('--entrypoint=sh'))).toEqual([
    '--entrypoint=sh',
    '--',
    'alpine',
    '-c',
    '--help',
  ]);
});

describe('a variable', () => {
  test.each([
    { title: 'of one line goes by a file', name: 'LD_PRELOAD', value: '/lib/x.so ', way: 'file' },
    {
      title: 'of several lines goes by the environment of the engine',
      name: 'KEY',
      value: 'a\nb',
      way: 'environment',
    },
    { title: 'that podman might unquote does, too', name: 'KEY', value: '"a"', way: 'environment' },
    {
      title: 'longer than a line that docker reads does, too',
      name: 'KEY',
      value: 'x'.repeat(20_000),
      way: 'environment',
    },
  ])('$title', ({ name, value, way }) => {
    const inFile = way === 'file';
    expect(planVariables({ [name]: value })).toEqual({
      file: inFile ? `${name}=${value}\n` : '',
      environment: inFile ? {} : { [name]: value },
    });
  });

  test.each([
    { title: 'of several lines that the engine reads itself', name: 'LD_PRELOAD', value: '/lib/x.so\n' },
    { title: 'of several lines that docker reads itself', name: 'DOCKER_HOST', value: 'tcp://a\n' },
    {
      title: 'of several lines that a shell takes for a function',
      name: 'BASH_FUNC_exec%%',
      value: '() {\n}',
    },
    { title: 'whose name is a comment', name: '#A', value: 'a' },
    { title: 'whose name has two lines', name: 'A=1\nB', value: 'a' },
    { title: 'without a name', name: '', value: 'a' },
  ])('$title is refused', ({ name, value }) => {
    expect(() => planVariables({ [name]: value })).toThrow();
  });
});

test.each([
  {
    says: 'docker on machines that bound both',
    info: { NCPU: 8, MemoryLimit: true, CpuCfsQuota: true },
    engine: { program: 'x', kind: 'docker', cpuCount: 8, limitsMemory: true, limitsCpu: true },
  },
  {
    says: 'podman without root',
    info: { host: { cpus: 2, cgroupControllers: ['memory', 'pids'] } },
    engine: { program: 'x', kind: 'podman', cpuCount: 2, limitsMemory: true, limitsCpu: false },
  },
  { says: 'another program', info: { name: 'other' }, engine: undefined },
])('an engine is what $says tells about itself', ({ info, engine }) => {
  expect(describeEngine('x', JSON.stringify(info))).toEqual(engine);
});

test.each([
  { title: 'there is no such program', program: '/no/such/podman', problem: /there is no such program/ },
  { title: 'it is something else', program: 'echo', problem: /neither podman nor docker/ },
  { title: 'it fails', program: 'false', problem: /does not say why/ },
])('an engine does not open where $title', async ({ program, problem }) => {
  await expect(openContainerEngine(program)).rejects.toThrow(problem);
});

test.each([
  {
    errors:
      "Unable to find image 'x:1' locally\ndocker: Error response from daemon: pull access denied\n\nRun 'docker run --help' for more information\n",
    refusal: 'Error response from daemon: pull access denied',
  },
  {
    errors: 'Error: crun: executable file `x` not found in $PATH\n',
    refusal: 'crun: executable file `x` not found in $PATH',
  },
  { errors: '', refusal: 'no reason was given' },
])('what an engine refuses is said in its words: $refusal', ({ errors, refusal }) => {
  expect(refusalIn(errors)).toBe(refusal);
});
