import { type Arn, formatArn, type Place } from '../../../base/arn.ts';
import { ClientException } from '../jobs/client-exception.ts';
import { resourceNameIn } from '../jobs/resource-name.ts';

export type BatchResourceType = 'compute-environment' | 'job-queue' | 'job-definition' | 'job';

export function batchArn(place: Place, type: BatchResourceType, name: string): Arn {
  return formatArn({ ...place, service: 'batch', resource: `${type}/${name}` });
}

/** The name in `text`, which is a name or the ARN of such a resource at `place`; undefined where it is neither. */
export function nameIn(text: string, type: BatchResourceType, place: Place): string | undefined {
  return resourceNameIn(text, { service: 'batch', prefix: `${type}/`, place });
}

/** The ARN of the resource that `text`, a name or an ARN, names, as policies see it. */
export function arnNamed(text: string, type: BatchResourceType, place: Place): Arn {
  return batchArn(place, type, nameIn(text, type, place) ?? '*');
}

/** What Batch lets resources be called. Source: API Reference, "CreateJobQueue", jobQueueName. */
const namePattern = /^[A-Za-z0-9][\w-]{0,127}$/;

/** Throws ClientException, in which `member` is the name's in the request. */
export function checkName(name: string, member: string): void {
  if (namePattern.test(name)) return;
  throw new ClientException(
    `${member} should match valid pattern: 1-128 letters, numbers, hyphens and underscores, and begin with a letter or number.`,
  );
}
