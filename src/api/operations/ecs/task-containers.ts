import { isJsonArray, isJsonObject, type JsonObject } from '../../../base/json.ts';
import type { ContainerSpec } from '../../../compute/jobs/containers/container-spec.ts';
import type { EcsContainer, EcsTaskBody } from '../../../store/resources/ecs.ts';
import type { Store } from '../../../store/store.ts';
import { definitionContainer, numberOf, textsIn } from '../jobs/definition-container.ts';
import { findTaskDefinition } from './task-definitions.ts';

/** Of a CPU. Source: Developer Guide, "Task definition parameters", cpu. */
const unitsPerCpu = 1024;
/** The least that Linux knows. */
const sharesMin = 2;

/** The containers of a task, in its order, as its definition and its overrides have them. */
export async function taskContainers(store: Store, task: EcsTaskBody): Promise<readonly ContainerSpec[]> {
  const definition = await findTaskDefinition(store, task.place, task.taskDefinitionArn);
  const { containers = [], reported = {} } = definition?.body ?? {};
  return task.containers.map((container) => {
    const described = containers.find(({ name }) => name === container.name) ?? { image: container.image };
    return containerOf(task, container, {
      described,
      volumes: reported.volumes,
      network: reported.networkMode,
    });
  });
}

interface Described {
  readonly described: JsonObject;
  readonly volumes: JsonObject[string] | undefined;
  readonly network: JsonObject[string] | undefined;
}

function containerOf(
  task: EcsTaskBody,
  container: EcsContainer,
  { described, volumes, network }: Described,
): ContainerSpec {
  const entryPoint = textsIn(described.entryPoint);
  const memoryReservationMebibytes = numberOf(described.memoryReservation);
  const cpu = numberOf(container.cpu);
  return definitionContainer(described, {
    entryPoint,
    command: container.command.slice(entryPoint.length),
    hasNetwork: network !== 'none',
    memoryMebibytes:
      numberOf(overrideOf(task, container.name).memory) ??
      numberOf(described.memory) ??
      numberOf(task.reported.memory),
    memoryReservationMebibytes,
    cpuShares: cpu === undefined ? undefined : Math.max(sharesMin, cpu),
    cpusMax: cpusOf(task),
    volumes,
    volumePrefix: `stepwell-ecs-${task.taskId}`,
  });
}

/** The CPUs of the task, which each of its containers may have: `512` is half of one, and so is `.5 vCPU`. */
function cpusOf({ reported: { cpu } }: EcsTaskBody): number | undefined {
  const [, inCpus] = /^([\d.]+)\s*vcpu$/i.exec(String(cpu)) ?? [];
  if (inCpus !== undefined) return numberOf(inCpus);
  const units = numberOf(cpu);
  return units === undefined ? undefined : units / unitsPerCpu;
}

function overrideOf({ reported: { overrides } }: EcsTaskBody, name: string): JsonObject {
  const all =
    isJsonObject(overrides) && isJsonArray(overrides.containerOverrides) ? overrides.containerOverrides : [];
  return (all.find((each) => isJsonObject(each) && each.name === name) as JsonObject | undefined) ?? {};
}
