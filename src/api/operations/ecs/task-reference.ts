import type { Arn, Place } from '../../../base/arn.ts';
import { defaultCluster } from './clusters.ts';
import { ecsArn, nameIn, taskIdIn } from './names.ts';

/** The ARN of the task of a cluster that `text` names, as policies see it. */
export function taskArn(place: Place, cluster: string | undefined, text: string): Arn {
  const clusterName = nameIn(cluster ?? defaultCluster, 'cluster', place) ?? '*';
  return ecsArn(place, `task/${clusterName}/${taskIdIn(text, place) ?? '*'}`);
}
