import { Failure } from '../../base/failure.ts';
import { isJsonArray, type Json, type JsonObject, jsonText } from '../../base/json.ts';
import {
  type ApiIntegration,
  type JobOutcome,
  presentMembers,
  type ServiceFacts,
  statusAt,
  structuresIn,
  textOf,
} from '../api-integration.ts';
import type { ConnectorTask } from '../connector.ts';
import { managedRules } from '../managed-rules.ts';
import { startedBySfn } from '../started-by-sfn.ts';

const ecs: ServiceFacts = {
  name: 'ecs',
  errorPrefix: 'ECS',
  label: 'AmazonECS',
  generalException: 'AmazonECSException',
};

/** Source: Developer Guide, "Run Amazon ECS or Fargate tasks with Step Functions". */
export const runTask: ApiIntegration = {
  resource: 'ecs:runTask',
  service: ecs,
  action: 'RunTask',
  idempotencyToken: 'ClientToken',
  takesTaskToken: true,
  toApi: signed,
  findRefusal,
  job: {
    names: ({ Tasks }) => {
      const tasks = structuresIn(Tasks);
      return presentMembers({
        Cluster: tasks[0]?.ClusterArn,
        Tasks: tasks.map((task) => textOf(task, 'TaskArn')),
      });
    },
    poll: { action: 'DescribeTasks' },
    describe: ({ Tasks }) => decisive(structuresIn(Tasks)),
    statusOf: statusAt('LastStatus'),
    outcomes: { STOPPED: 'Succeeded' },
    outcomeOf,
    cancel: {
      action: 'StopTask',
      parameters: ({ Cluster, Tasks }) =>
        texts(Tasks).map((Task) => presentMembers({ Cluster, Task, Reason: startedBySfn.stopReason })),
    },
    managedRule: managedRules.ecsTask,
    completionName: ({ Tasks }) => texts(Tasks)[0] ?? '',
    // An event tells of one task, and none of its tags, which this service does not ask for in descriptions either.
    ofEvent: (detail, { Tasks }) =>
      texts(Tasks).length === 1 ? { tasks: [{ tags: [], ...detail }] } : undefined,
  },
};

/** A task that is waited for tells in its description who started it. */
function signed(parameters: JsonObject, { pattern }: ConnectorTask): JsonObject {
  return pattern === 'Sync' ? { StartedBy: startedBySfn.name, ...parameters } : parameters;
}

/** ECS answers that all is well, and lists among `Failures` what it could not start. */
function findRefusal(result: JsonObject): Failure | undefined {
  const { Failures, Tasks } = result;
  const isRefused = isJsonArray(Failures) && Failures.length > 0;
  return isRefused || structuresIn(Tasks).length === 0
    ? new Failure('AmazonECS.Unknown', jsonText(result))
    : undefined;
}

/** Of several tasks the one that says how things stand: one that goes on, else one that failed. */
function decisive(tasks: readonly JsonObject[]): JsonObject | undefined {
  return (
    tasks.find(({ LastStatus }) => LastStatus !== 'STOPPED') ??
    tasks.find((task) => outcomeOf(task) === 'Failed') ??
    tasks[0]
  );
}

/** A description does not tell which containers are essential, so that all of them count. */
function outcomeOf({ StopCode, Containers }: JsonObject): JobOutcome {
  const containers = structuresIn(Containers);
  const hasRun = StopCode === undefined || StopCode === 'EssentialContainerExited';
  const isClean = containers.length > 0 && containers.every(({ ExitCode }) => ExitCode === 0);
  return hasRun && isClean ? 'Succeeded' : 'Failed';
}

function texts(value: Json | undefined): readonly string[] {
  return isJsonArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
