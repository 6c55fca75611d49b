import { type Arn, formatArn, type Place } from '../../base/arn.ts';
import type { TextPattern } from '../foreseen.ts';
import { escapeResource } from '../resource-pattern.ts';
import { allow, integration } from './integration.ts';
import { parameter } from './resources.ts';

/** Stands for what a run fills in; no URL has it. */
const gap = '\0';

/**
 * The queue of a URL, whose host has the region, and whose path ends in the account and the name:
 * `https://sqs.us-east-1.amazonaws.com/111122223333/orders`. A text without a path is a name.
 */
export function queueArn(pattern: TextPattern, place: Place): Arn | undefined {
  const text = pattern.join(gap);
  const [scheme = '', , host = '', ...path] = text.split('/');
  if (!text.includes('/')) return text.includes(gap) || text === '' ? undefined : arn(text, place);
  if (scheme.includes(gap) && path.length < 2) return undefined;
  const region = scheme.includes(gap) ? gap : regionOf(host, place);
  return arn(path.at(-1) ?? gap, { ...place, account: path.at(-2) ?? gap, region });
}

/** Source: SQS Developer Guide, "Queue URLs"; AWS General Reference, "Amazon SQS endpoints", legacy ones included. */
function regionOf(host: string, place: Place): string {
  const [first = '', second = ''] = host.split('.');
  if (/^(sqs|sqs-fips|vpce-[\w-]+)$/.test(first) && second !== '') return cutAtGap(second);
  if (second === 'queue') return cutAtGap(first);
  if (host === 'queue.amazonaws.com') return 'us-east-1';
  return host.includes(gap) ? gap : place.region;
}

/** A gap may hide where a part of the host ends. */
function cutAtGap(part: string): string {
  const [known = '', ...hidden] = part.split(gap);
  return hidden.length === 0 ? part : `${known}${gap}`;
}

function arn(name: string, { partition, region, account }: Place): Arn {
  const [regionPart = '', accountPart = '', resource = ''] = [region, account, name].map((part) =>
    part.includes(gap) ? part.split(gap).map(escapeResource).join('*') : escapeResource(part),
  );
  return formatArn({ partition, service: 'sqs', region: regionPart, account: accountPart, resource });
}

export const sendMessage = integration('sqs:sendMessage', {
  call: [allow('sqs:SendMessage', parameter('QueueUrl', queueArn))],
});
