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
  // Requests and turns ask for parts so often that cutting out just these is worth more than a split.
  if (!arn.startsWith('arn:')) return undefined;
  const partitionEnd = arn.indexOf(':', 4);
  const serviceEnd = arn.indexOf(':', partitionEnd + 1);
  const regionEnd = arn.indexOf(':', serviceEnd + 1);
  const accountEnd = arn.indexOf(':', regionEnd + 1);
  // The last search began again from the start where one before it found nothing.
  if (partitionEnd < 0 || serviceEnd < partitionEnd || regionEnd < serviceEnd || accountEnd < regionEnd)
    return undefined;
  return {
    partition: arn.slice(4, partitionEnd),
    service: arn.slice(partitionEnd + 1, serviceEnd),
    region: arn.slice(serviceEnd + 1, regionEnd),
    account: arn.slice(regionEnd + 1, accountEnd),
    resource: arn.slice(accountEnd + 1),
  };
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
