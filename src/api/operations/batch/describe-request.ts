import type { Arn } from '../../../base/arn.ts';

/** What the describing operations have in common. */
export interface DescribeInput {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/** Resources of one page, by default and at most. Source: API Reference, "DescribeJobQueues". */
const itemsMax = 100;

export function limitOf({ maxResults = itemsMax }: DescribeInput): number {
  return Math.min(Math.max(maxResults, 1), itemsMax);
}

interface Named {
  readonly name: string;
  readonly body: { readonly arn: Arn };
}

/** Whether a resource is one of those that `asked` has by name or ARN; every one is where nothing is asked for. */
export function isAmong(asked: readonly string[] = []): (resource: Named) => boolean {
  const wanted = new Set(asked);
  return ({ name, body }) => wanted.size === 0 || wanted.has(name) || wanted.has(body.arn);
}
