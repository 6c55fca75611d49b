/** An Amazon Resource Name, as text. */
export type Arn = string;

export interface ArnParts {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** Everything after the fifth colon. */
  readonly resource: string;
}

/** The parts of `arn`, or undefined where it has no six of them or does not begin with `arn`. */
export function parseArn(arn: string): ArnParts | undefined {
  const parts = arn.split(':');
  if (parts.length < 6 || parts[0] !== 'arn') return undefined;
  const [, partition = '', service = '', region = '', account = ''] = parts;
  return { partition, service, region, account, resource: parts.slice(5).join(':') };
}

export function formatArn({ partition, service, region, account, resource }: ArnParts): Arn {
  return `arn:${partition}:${service}:${region}:${account}:${resource}`;
}

/** Where a request or a resource lives. */
export interface Place {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
}

/** The partition a region belongs to. Source: AWS General Reference, "Amazon Resource Names". */
export function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return 'aws';
}

export function isAccountId(text: string): boolean {
  return /^\d{12}$/.test(text);
}
