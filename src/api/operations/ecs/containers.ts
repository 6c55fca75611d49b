import type { JsonObject } from '../../../base/json.ts';
import { ClientException } from '../jobs/client-exception.ts';

export interface KeyValue extends JsonObject {
  readonly name: string;
  readonly value: string;
}

/** A container of a task definition, as far as it is read. */
export interface ContainerDefinition {
  readonly name?: string;
  readonly image?: string;
  readonly cpu?: number;
  readonly memory?: number;
  readonly memoryReservation?: number;
  readonly essential?: boolean;
  readonly entryPoint?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: readonly KeyValue[];
  readonly workingDirectory?: string;
  readonly stopTimeout?: number;
  readonly dependsOn?: readonly JsonObject[];
}

/** The containers as they are kept, with what they do not say. Throws ClientException. */
export function checkContainers(
  containers: readonly (ContainerDefinition & JsonObject)[],
  taskMemory: string | undefined,
): readonly JsonObject[] {
  if (containers.length === 0)
    throw new ClientException('TaskDefinition must have at least one container definition.');
  const names = new Set<string>();
  for (const { name = '', image, memory, memoryReservation, dependsOn = [] } of containers) {
    if (name === '') throw new ClientException('Container.name should not be null or empty.');
    if (names.has(name))
      throw new ClientException('Container names must be unique within a task definition.');
    names.add(name);
    if (image === undefined || image === '') {
      throw new ClientException('Container.image should not be null or empty.');
    }
    if ((memory ?? memoryReservation ?? taskMemory) === undefined) {
      throw new ClientException(
        `Invalid setting for container '${name}'. At least one of 'memory' or 'memoryReservation' must be specified.`,
      );
    }
    if (dependsOn.length > 0) {
      throw new ClientException(
        'This server starts all containers of a task at once; none may depend on another.',
      );
    }
  }
  if (containers.every(({ essential }) => essential === false)) {
    throw new ClientException('Invalid setting for container definitions: at least one must be essential.');
  }
  return containers.map((container) => ({
    cpu: 0,
    portMappings: [],
    essential: true,
    environment: [],
    mountPoints: [],
    volumesFrom: [],
    systemControls: [],
    ...container,
  }));
}
