import type { JsonObject } from '../../../base/json.ts';
import { ClientException } from '../jobs/client-exception.ts';
import { optional } from '../typed-operation.ts';
import { type ResourceRequirement, requirementOf } from './job-settings.ts';

export interface KeyValue extends JsonObject {
  readonly name: string;
  readonly value: string;
}

/** A definition's container, as far as it is read. */
export interface ContainerProperties {
  readonly image?: string;
  readonly vcpus?: number;
  readonly memory?: number;
  readonly command?: readonly string[];
  readonly environment?: readonly KeyValue[];
  readonly jobRoleArn?: string;
  readonly executionRoleArn?: string;
  readonly resourceRequirements?: readonly (ResourceRequirement & JsonObject)[];
}

/** What a request for a job has otherwise than its definition. */
export interface ContainerOverrides {
  readonly vcpus?: number;
  readonly memory?: number;
  readonly command?: readonly string[];
  readonly environment?: readonly KeyValue[];
  readonly instanceType?: string;
  readonly resourceRequirements?: readonly (ResourceRequirement & JsonObject)[];
}

/** What a job has where neither its definition nor its request says. */
const vcpusDefault = 1;
const memoryMebibytesDefault = 2048;

/** Throws ClientException. */
export function checkContainerProperties({
  image,
  vcpus,
  memory,
  resourceRequirements,
}: ContainerProperties): void {
  if (image === undefined || image === '')
    throw new ClientException('Container properties image should not be empty');
  if (vcpus !== undefined && vcpus < 1)
    throw new ClientException('Container properties vcpus must be at least 1');
  if (memory !== undefined && memory < 4)
    throw new ClientException('Container properties memory must be at least 4');
  requirementOf(resourceRequirements, 'VCPU');
  requirementOf(resourceRequirements, 'MEMORY');
}

/** How many vCPUs a job takes. Throws ClientException. */
export function vcpusOf(properties: ContainerProperties, overrides: ContainerOverrides): number {
  return (
    requirementOf(overrides.resourceRequirements, 'VCPU') ??
    overrides.vcpus ??
    requirementOf(properties.resourceRequirements, 'VCPU') ??
    properties.vcpus ??
    vcpusDefault
  );
}

/** The API's ContainerDetail of a job that has not run: the definition's container with the request's changes. */
export function containerDetail(
  properties: ContainerProperties & JsonObject,
  overrides: ContainerOverrides,
  parameters: Readonly<Record<string, string>>,
): JsonObject {
  const { command = [], environment = [], resourceRequirements = [], ...rest } = properties;
  const changed = overrides.environment ?? [];
  const names = new Set(changed.map(({ name }) => name));
  const types = new Set((overrides.resourceRequirements ?? []).map(({ type }) => type));
  return {
    vcpus: vcpusDefault,
    memory: memoryMebibytesDefault,
    volumes: [],
    mountPoints: [],
    ulimits: [],
    networkInterfaces: [],
    secrets: [],
    ...rest,
    ...optional('vcpus', overrides.vcpus),
    ...optional('memory', overrides.memory),
    ...optional('instanceType', overrides.instanceType),
    command: (overrides.command ?? command).map((word) => fillIn(word, parameters)),
    environment: [...environment.filter(({ name }) => !names.has(name)), ...changed],
    resourceRequirements: [
      ...resourceRequirements.filter(({ type }) => !types.has(type)),
      ...(overrides.resourceRequirements ?? []),
    ],
  };
}

/** `Ref::name` stands for the parameter of that name, and for itself where there is none. */
function fillIn(word: string, parameters: Readonly<Record<string, string>>): string {
  return word.replace(/Ref::([\w-]+)/g, (placeholder, name: string) =>
    Object.hasOwn(parameters, name) ? (parameters[name] ?? '') : placeholder,
  );
}
