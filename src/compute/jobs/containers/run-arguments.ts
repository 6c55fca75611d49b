import type { ContainerEngine } from './container-engine.ts';
import type { ContainerSpec, Mount, TemporaryFileSystem } from './container-spec.ts';

/** Tells which folder of jobs a container or volume belongs to. */
export const folderLabel = 'stepwell.server';
/** Tells which job a container is of. */
export const jobLabel = 'stepwell.job';

/** A container that is to be run. */
export interface ContainerRun {
  readonly name: string;
  readonly folderId: string;
  readonly jobId: string;
  readonly spec: ContainerSpec;
  readonly variablesFile: string;
  /** Variables that the engine takes from its own environment. */
  readonly variableNames: readonly string[];
}

/** The engine's words for running the container once, in front, until it ends. The image must be there. */
export function runArguments(engine: ContainerEngine, run: ContainerRun): readonly string[] {
  const { spec } = run;
  const [entryPoint, ...entryParameters] = spec.entryPoint;
  return [
    'run',
    `--name=${run.name}`,
    `--label=${folderLabel}=${run.folderId}`,
    `--label=${jobLabel}=${run.jobId}`,
    '--pull=never',
    '--sig-proxy=false',
    // What it writes is read as it comes; the engine need not keep it, too.
    '--log-driver=none',
    `--network=${spec.hasNetwork ? 'host' : 'none'}`,
    // Otherwise podman hands the server's own proxies on.
    ...(engine.kind === 'podman' ? ['--http-proxy=false'] : []),
    `--env-file=${run.variablesFile}`,
    ...run.variableNames.map((name) => `--env=${name}`),
    ...limits(engine, spec),
    ...spec.ulimits.map(({ name, soft, hard }) => `--ulimit=${name}=${soft}:${hard}`),
    ...spec.mounts.map(volume),
    ...spec.temporaryFileSystems.map(temporary),
    ...spec.capabilitiesAdded.map((name) => `--cap-add=${name}`),
    ...spec.capabilitiesDropped.map((name) => `--cap-drop=${name}`),
    ...(spec.hasInit ? ['--init'] : []),
    ...(spec.hasReadOnlyRoot ? ['--read-only'] : []),
    ...(spec.isPrivileged ? ['--privileged'] : []),
    ...option('user', spec.user),
    ...option('workdir', spec.workingDirectory),
    ...option('entrypoint', entryPoint),
    // An image must not be taken for an option, whatever it is called.
    '--',
    spec.image,
    ...entryParameters,
    ...spec.command,
  ];
}

/** Bounds that the engine cannot keep are left out: with some, podman would not start the container at all. */
function limits(engine: ContainerEngine, spec: ContainerSpec): readonly string[] {
  const { cpusMax } = spec;
  return [
    ...(engine.limitsMemory ? option('memory', mebibytes(spec.memoryMebibytes)) : []),
    ...(engine.limitsMemory ? option('memory-reservation', mebibytes(spec.memoryReservationMebibytes)) : []),
    ...option('shm-size', mebibytes(spec.sharedMemoryMebibytes)),
    ...(engine.limitsCpu ? option('cpu-shares', spec.cpuShares?.toString()) : []),
    // More CPUs than there are is no bound, and docker refuses it.
    ...(engine.limitsCpu && cpusMax !== undefined && cpusMax < engine.cpuCount ? [`--cpus=${cpusMax}`] : []),
  ];
}

function mebibytes(count: number | undefined): string | undefined {
  return count === undefined ? undefined : `${count}m`;
}

function volume({ source, path, isReadOnly }: Mount): string {
  const from = 'folder' in source ? source.folder : source.shared;
  return `--volume=${from}:${path}${isReadOnly ? ':ro' : ''}`;
}

function temporary({ path, mebibytes: size, options }: TemporaryFileSystem): string {
  return `--tmpfs=${path}:${[`size=${size}m`, ...options].join(',')}`;
}

function option(name: string, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [`--${name}=${value}`];
}
