import { type Arn, formatArn, type Place, parseArn } from '../../../base/arn.ts';
import { ClientException } from './errors.ts';

export type BatchResourceType = 'compute-environment' | 'job-queue' | 'job-definition' | 'job';

export function batchArn(place: Place, type: BatchResourceType, name: string): Arn {
  return formatArn({ ...place, service: 'batch', resource: `${type}/${name}` });
}

/** The name in `text`, which is a name or the ARN of such a resource at `place`; undefined where it is neither. */
export function nameIn(text: string, type: BatchResourceType, place: Place): string | undefined {
  if (!text.startsWith('arn:')) return text;
  const parts = parseArn(text);
  const prefix = `${type}/`;
  const isHere =
    parts?.account === place.account && parts.region === place.region && parts.service === 'batch';
  return isHere && parts.resource.startsWith(prefix) ? parts.resource.slice(prefix.length) : undefined;
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
