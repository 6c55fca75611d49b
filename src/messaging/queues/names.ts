import { type Arn, formatArn, isAccountId, type Place, parseArn } from '../../base/arn.ts';
import type { ResourceKey } from '../../store/store.ts';
import { InvalidAddress } from './errors.ts';

/** A queue, whether it exists or not. */
export interface QueueName {
  readonly place: Place;
  readonly name: string;
}

/**
 * The queue that a URL names by its last two segments, the account and the name; the region is the request's own. Whose
 * host it names does not matter, so that URLs outlive the address of the server. Throws InvalidAddress.
 */
export function parseQueueUrl(url: string, { partition, region }: Place): QueueName {
  const nameStart = url.lastIndexOf('/') + 1;
  const accountStart = url.lastIndexOf('/', nameStart - 2) + 1;
  const account = url.slice(accountStart, Math.max(accountStart, nameStart - 1));
  const name = url.slice(nameStart);
  if (!isAccountId(account) || name === '') throw new InvalidAddress(url);
  return { place: { partition, region, account }, name };
}

export function queueUrlOf({ place: { account }, name }: QueueName, endpoint: string): string {
  return `${endpoint}/${account}/${name}`;
}

export function queueArnOf({ place, name }: QueueName): Arn {
  return formatArn({ ...place, service: 'sqs', resource: name });
}

/** The queue that `arn` names; undefined where it names none. */
export function parseQueueArn(arn: Arn): QueueName | undefined {
  const parts = parseArn(arn);
  if (parts?.service !== 'sqs' || !isAccountId(parts.account) || !/^[\w.-]+$/.test(parts.resource))
    return undefined;
  const { partition, account, region, resource } = parts;
  return { place: { partition, account, region }, name: resource };
}

export function queueKey({ place: { account, region }, name }: QueueName): ResourceKey<'Queue'> {
  return { kind: 'Queue', account, region, name };
}
