import { type Arn, parseArn } from '../../../base/arn.ts';
import type { JsonObject } from '../../../base/json.ts';
import { taskEventDetail } from '../ecs/task-json.ts';
import type { JobServices } from './job-services.ts';

/** What the event of a job's end says of it; undefined for a job that goes on, and for one that is not known. */
export function findJobEnd(
  { batch, ecs }: Pick<JobServices, 'batch' | 'ecs'>,
  job: Arn,
): JsonObject | undefined {
  const place = parseArn(job);
  switch (place?.service) {
    case 'batch': {
      const found = batch.findAt(place, job);
      const isOver = found?.status === 'SUCCEEDED' || found?.status === 'FAILED';
      return isOver ? batch.describe(found) : undefined;
    }
    case 'ecs': {
      const [, clusterName = ''] = place.resource.split('/');
      const found = ecs.findAt(place, clusterName, job);
      return found?.stoppedAt === undefined ? undefined : taskEventDetail(found, found.stoppedAt);
    }
    default:
      return undefined;
  }
}
