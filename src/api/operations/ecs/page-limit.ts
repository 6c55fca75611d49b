import { InvalidParameterException } from './errors.ts';

export interface PageInput {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/** Members of one page, by default and at most. Source: API Reference, "ListTasks". */
const itemsMax = 100;

/** Throws InvalidParameterException. */
export function limitOf({ maxResults = itemsMax }: PageInput): number {
  if (maxResults >= 1 && maxResults <= itemsMax) return maxResults;
  throw new InvalidParameterException(`maxResults must be between 1 and ${itemsMax}.`);
}
