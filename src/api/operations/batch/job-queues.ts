import type { Arn, Place } from '../../../base/arn.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { BatchJobQueueBody } from '../../../store/resources/batch.ts';
import type { Resource, ResourceKey, Store } from '../../../store/store.ts';
import { ClientException } from '../jobs/client-exception.ts';
import { getComputeEnvironment } from './compute-environments.ts';
import { nameIn } from './names.ts';

export interface ComputeEnvironmentOrder {
  readonly order: number;
  readonly computeEnvironment: string;
}

/** Compute environments of one queue. Source: User Guide, "AWS Batch service quotas". */
const environmentsMax = 3;

export function jobQueueKey({ account, region }: Place, name: string): ResourceKey<'BatchJobQueue'> {
  return { kind: 'BatchJobQueue', account, region, name };
}

/** The queue that `text` names; throws ClientException. */
export async function getJobQueue(
  store: Store,
  place: Place,
  text: string,
): Promise<Resource<'BatchJobQueue'>> {
  const name = nameIn(text, 'job-queue', place);
  const found = name === undefined ? undefined : await store.resources.get(jobQueueKey(place, name));
  if (found === undefined) throw new ClientException(`JobQueue ${text} not found.`);
  return found;
}

/** The ARNs of the environments that `order` names, in that order. Throws ClientException. */
export async function orderedEnvironments(
  store: Store,
  place: Place,
  order: readonly ComputeEnvironmentOrder[],
): Promise<readonly Arn[]> {
  if (order.length === 0 || order.length > environmentsMax) {
    throw new ClientException(`A job queue must have 1 to ${environmentsMax} compute environments.`);
  }
  const sorted = [...order].sort((left, right) => left.order - right.order);
  const arns: Arn[] = [];
  for (const { computeEnvironment } of sorted) {
    arns.push((await getComputeEnvironment(store, place, computeEnvironment)).body.arn);
  }
  if (new Set(arns).size < arns.length) {
    throw new ClientException('A job queue must not have a compute environment twice.');
  }
  return arns;
}

export function jobQueueJson({
  name,
  body,
}: {
  readonly name: string;
  readonly body: BatchJobQueueBody;
}): JsonObject {
  return {
    jobQueueName: name,
    jobQueueArn: body.arn,
    state: body.state,
    status: 'VALID',
    statusReason: 'JobQueue Healthy',
    priority: body.priority,
    computeEnvironmentOrder: body.computeEnvironments.map((computeEnvironment, index) => ({
      order: index + 1,
      computeEnvironment,
    })),
    ...body.reported,
  };
}
