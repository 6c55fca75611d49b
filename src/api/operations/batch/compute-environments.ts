import type { Place } from '../../../base/arn.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { BatchComputeEnvironmentBody } from '../../../store/resources/batch.ts';
import type { Resource, ResourceKey, Store } from '../../../store/store.ts';
import { ClientException } from '../jobs/client-exception.ts';
import { nameIn } from './names.ts';

/** What the API says of compute resources, as far as it is read. */
export interface ComputeResources {
  readonly maxvCpus?: number;
  readonly instanceRole?: string;
}

export interface UsedResource {
  readonly name: string;
  readonly body: BatchComputeEnvironmentBody;
}

/** vCPUs of an unmanaged environment, of which nobody says how large it is. */
const unmanagedVcpus = 256;

/** Throws ClientException. */
export function vcpusMaxOf(maxvCpus: number = unmanagedVcpus): number {
  if (maxvCpus < 1) throw new ClientException('computeResources.maxvCpus must be at least 1.');
  return maxvCpus;
}

export function computeEnvironmentKey(
  { account, region }: Place,
  name: string,
): ResourceKey<'BatchComputeEnvironment'> {
  return { kind: 'BatchComputeEnvironment', account, region, name };
}

/** The compute environment that `text` names; throws ClientException. */
export async function getComputeEnvironment(
  store: Store,
  place: Place,
  text: string,
): Promise<Resource<'BatchComputeEnvironment'>> {
  const name = nameIn(text, 'compute-environment', place);
  const found =
    name === undefined ? undefined : await store.resources.get(computeEnvironmentKey(place, name));
  if (found === undefined) throw new ClientException(`${text} does not exist`);
  return found;
}

export function computeEnvironmentJson({ name, body }: UsedResource): JsonObject {
  return {
    computeEnvironmentName: name,
    computeEnvironmentArn: body.arn,
    ecsClusterArn: ecsClusterArnOf(body.arn, body.uuid),
    type: body.type,
    state: body.state,
    status: 'VALID',
    statusReason: 'ComputeEnvironment Healthy',
    uuid: body.uuid,
    containerOrchestrationType: 'ECS',
    tags: {},
    ...body.reported,
  };
}

/** The cluster that AWS makes for the environment. */
function ecsClusterArnOf(arn: string, uuid: string): string {
  const [prefix = '', name = ''] = arn.split(':compute-environment/');
  return `${prefix.replace(':batch:', ':ecs:')}:cluster/AWSBatch-${name}-${uuid}`;
}
