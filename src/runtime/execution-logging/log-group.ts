import { type Arn, parseArn } from '../../base/arn.ts';

/** A log group of CloudWatch Logs, by name, per account and region. */
export interface LogGroup {
  readonly partition: string;
  readonly account: string;
  readonly region: string;
  readonly name: string;
}

/**
 * The log group of `arn:aws:logs:us-east-1:111111111111:log-group:/aws/vendedlogs/states/name:*`, or undefined where
 * the ARN is no such: without the `:*`, or with letters that no account, region or log group has.
 *
 * Source: CloudWatch Logs API Reference, "CreateLogGroup", logGroupName.
 */
export function parseLogGroupArn(arn: Arn): LogGroup | undefined {
  const parts = parseArn(arn);
  if (parts === undefined || parts.service !== 'logs') return undefined;
  const { partition, account, region, resource } = parts;
  const [, name] = /^log-group:([-._/#A-Za-z0-9]{1,512}):\*$/.exec(resource) ?? [];
  if (name === undefined || !/^\d{12}$/.test(account) || !/^[a-z0-9-]+$/.test(region)) return undefined;
  return { partition, account, region, name };
}
