import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../base/json.ts';
import type {
  ContainerSpec,
  Mount,
  TemporaryFileSystem,
  Ulimit,
} from '../../../compute/jobs/containers/container-spec.ts';

/** What of a container its definition alone does not say. */
export interface ContainerRunSettings
  extends Pick<
    ContainerSpec,
    | 'entryPoint'
    | 'command'
    | 'hasNetwork'
    | 'memoryMebibytes'
    | 'memoryReservationMebibytes'
    | 'cpuShares'
    | 'cpusMax'
  > {
  /** The volumes that its mount points name. */
  readonly volumes: Json | undefined;
  /** Begins the names of volumes that no other task shares. */
  readonly volumePrefix: string;
}

/**
 * The container that a definition of Batch or ECS, which name alike what both have, describes. What it asks for that has not
 * the form of the API is left out.
 */
export function definitionContainer(definition: JsonObject, settings: ContainerRunSettings): ContainerSpec {
  const { volumes, volumePrefix, ...run } = settings;
  const linux = objectOf(definition.linuxParameters);
  const capabilities = objectOf(linux.capabilities);
  const { mounts, refusal } = mountsOf(definition.mountPoints, { volumes, volumePrefix });
  return {
    ...run,
    image: String(definition.image),
    user: textOf(definition.user),
    workingDirectory: textOf(definition.workingDirectory),
    hasReadOnlyRoot: definition.readonlyRootFilesystem === true,
    isPrivileged: definition.privileged === true,
    hasInit: linux.initProcessEnabled === true,
    sharedMemoryMebibytes: numberOf(linux.sharedMemorySize),
    ulimits: objectsIn(definition.ulimits).map(ulimitOf),
    mounts,
    temporaryFileSystems: objectsIn(linux.tmpfs).map(temporaryOf),
    capabilitiesAdded: textsIn(capabilities.add),
    capabilitiesDropped: textsIn(capabilities.drop),
    refusal,
  };
}

interface Volumes {
  readonly volumes: Json | undefined;
  readonly volumePrefix: string;
}

function mountsOf(
  mountPoints: Json | undefined,
  { volumes, volumePrefix }: Volumes,
): Pick<ContainerSpec, 'mounts' | 'refusal'> {
  const known = new Map(objectsIn(volumes).map((volume) => [String(volume.name), volume]));
  const mounts: Mount[] = [];
  for (const { sourceVolume, containerPath, readOnly } of objectsIn(mountPoints)) {
    const name = String(sourceVolume);
    const volume = known.get(name);
    const path = String(containerPath);
    if (volume === undefined) return refused(`there is no volume ${name}`);
    if (isElsewhere(volume)) return refused(`the volume ${name} is neither of the machine nor of the task`);
    const folder = textOf(objectOf(volume.host).sourcePath);
    if (folder !== undefined && !isPlainPath(folder)) return refused(`${folder} cannot be mounted`);
    if (!isPlainPath(path)) return refused(`nothing can be mounted at ${path}`);
    const source = folder === undefined ? { shared: `${volumePrefix}-${name}` } : { folder };
    mounts.push({ source, path, isReadOnly: readOnly === true });
  }
  return { mounts, refusal: undefined };
}

function refused(refusal: string): Pick<ContainerSpec, 'mounts' | 'refusal'> {
  return { mounts: [], refusal };
}

/** Volumes that a service keeps, which this server does not have. */
function isElsewhere(volume: JsonObject): boolean {
  return Object.keys(volume).some((member) => /^(efs|fsx\w*|s3files)VolumeConfiguration$/.test(member));
}

/** Engines separate the parts of a mount by colons. */
function isPlainPath(path: string): boolean {
  return path.startsWith('/') && !/[:\0]/.test(path);
}

function ulimitOf({ name, softLimit, hardLimit }: JsonObject): Ulimit {
  return { name: String(name), soft: Number(softLimit), hard: Number(hardLimit) };
}

function temporaryOf({ containerPath, size, mountOptions }: JsonObject): TemporaryFileSystem {
  return { path: String(containerPath), mebibytes: Number(size), options: textsIn(mountOptions) };
}

function objectOf(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function objectsIn(value: Json | undefined): readonly JsonObject[] {
  return isJsonArray(value) ? value.filter((item) => isJsonObject(item)) : [];
}

/** The words of a list, such as a command. */
export function textsIn(value: Json | undefined): readonly string[] {
  return isJsonArray(value) ? value.map(String) : [];
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Undefined for what is no number, as a number or a text. */
export function numberOf(value: Json | undefined): number | undefined {
  if (typeof value !== 'number' && typeof value !== 'string') return undefined;
  const number = Number(value);
  return number > 0 ? number : undefined;
}
