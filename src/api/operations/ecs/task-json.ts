import type { JsonObject } from '../../../base/json.ts';
import type { EcsContainer, EcsTaskBody } from '../../../store/resources/ecs.ts';
import { optional } from '../typed-operation.ts';
import { clusterArn } from './clusters.ts';

/** The API's Task. Points in time are epoch milliseconds. */
export function taskJson(task: EcsTaskBody, { hasTags = false } = {}): JsonObject {
  return {
    attachments: [],
    attributes: [{ name: 'ecs.cpu-architecture', value: 'x86_64' }],
    availabilityZone: `${task.place.region}a`,
    clusterArn: clusterArn(task.place, task.clusterName),
    connectivity: 'CONNECTED',
    connectivityAt: task.createdAt,
    containers: task.containers.map((container) => containerJson(container, task.arn)),
    createdAt: task.createdAt,
    desiredStatus: task.desiredStatus,
    enableExecuteCommand: false,
    group: `family:${task.family}`,
    healthStatus: 'UNKNOWN',
    lastStatus: task.lastStatus,
    launchType: task.launchType,
    ...optional('startedAt', task.startedAt),
    ...optional('startedBy', task.startedBy),
    ...optional('stopCode', task.stopCode),
    ...optional('stoppedAt', task.stoppedAt),
    ...optional('stoppedReason', task.stoppedReason),
    ...optional('stoppingAt', task.stoppingAt),
    tags: hasTags ? task.tags.map(({ key, value }) => ({ key, value })) : [],
    taskArn: task.arn,
    taskDefinitionArn: task.taskDefinitionArn,
    version: task.version,
    ...task.reported,
  };
}

function containerJson(container: EcsContainer, taskArn: string): JsonObject {
  return {
    containerArn: container.arn,
    taskArn,
    name: container.name,
    image: container.image,
    runtimeId: container.runtimeId,
    lastStatus: container.lastStatus,
    ...optional('exitCode', container.exitCode),
    ...optional('reason', container.reason),
    networkBindings: [],
    networkInterfaces: [],
    healthStatus: 'UNKNOWN',
    cpu: container.cpu,
    ...optional('memory', container.memory),
  };
}

const times = ['connectivityAt', 'createdAt', 'startedAt', 'stoppedAt', 'stoppingAt'] as const;

/** The task as EventBridge hears of it: without tags, its points in time as texts. */
export function taskEventDetail(task: EcsTaskBody, at: number): JsonObject {
  const { tags: _tags, ...json } = taskJson(task);
  const written: Record<string, string> = { updatedAt: new Date(at).toISOString() };
  for (const name of times) {
    const time = json[name];
    if (typeof time === 'number') written[name] = new Date(time).toISOString();
  }
  return { ...json, ...written };
}
