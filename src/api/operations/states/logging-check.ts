import { type Place, parseArn } from '../../../base/arn.ts';
import { AccessDeniedException } from '../../../base/aws-error.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../base/json.ts';
import { parseLogGroupArn } from '../../../runtime/execution-logging/log-group.ts';
import type { Call } from '../../operation.ts';
import { InvalidArn, InvalidLoggingConfiguration } from './errors.ts';
import { assumeRole } from './role-check.ts';

/** `configuration` with what AWS adds where the request left it out (recorded). */
export function completeLogging(configuration: JsonObject = {}): JsonObject {
  return { level: 'OFF', includeExecutionData: false, ...configuration };
}

/**
 * Throws InvalidLoggingConfiguration or InvalidArn where logging is asked for without exactly one place to log to, or
 * to a place that is no log group of the caller's account and region. Every name of a log group there will do.
 *
 * Source of the wordings: recorded answers, and what others report of AWS's.
 */
export function checkLoggingConfiguration(configuration: JsonObject | undefined, place: Place): void {
  if (configuration === undefined) return;
  const destinations = isJsonArray(configuration.destinations) ? configuration.destinations : [];
  const isMissing = isLogging(configuration) && destinations.length === 0;
  if (isMissing || destinations.length > 1) throw new InvalidLoggingConfiguration(notOneDestination);
  if (destinations.length === 1) checkDestination(destinations[0] ?? null, place);
}

const notOneDestination = 'Must specify exactly one Log Destination.';

function isLogging({ level = 'OFF' }: JsonObject): boolean {
  return level !== 'OFF';
}

function checkDestination(destination: Json, place: Place): void {
  const { cloudWatchLogsLogGroup } = isJsonObject(destination) ? destination : {};
  const { logGroupArn } = isJsonObject(cloudWatchLogsLogGroup) ? cloudWatchLogsLogGroup : {};
  if (typeof logGroupArn !== 'string') throw new InvalidLoggingConfiguration(notOneDestination);
  const parts = parseArn(logGroupArn);
  if (parts === undefined) throw new InvalidArn(`Invalid ARN prefix: ${logGroupArn}`);
  if (parts.resource.startsWith('log-group:') && !parts.resource.endsWith(':*')) {
    throw new InvalidLoggingConfiguration("Log Group ARN must be provided with '*' qualifier.");
  }
  const group = parseLogGroupArn(logGroupArn);
  const isHere =
    group?.partition === place.partition && group.account === place.account && group.region === place.region;
  if (!isHere) throw new InvalidLoggingConfiguration('Log Destination not found.');
}

/** What delivering logs takes. Source: Developer Guide, "Using CloudWatch Logs to log execution history", IAM policies. */
const deliveryActions = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
] as const;

export interface LogDelivery {
  readonly loggingConfiguration?: JsonObject | undefined;
  readonly roleArn: string;
  readonly stateMachineArn: string;
}

/** Throws AccessDeniedException where logging is asked for and the execution role may not deliver logs. */
export async function checkLogDelivery(
  { loggingConfiguration = {}, roleArn, stateMachineArn }: LogDelivery,
  call: Call,
): Promise<void> {
  if (!isLogging(loggingConfiguration)) return;
  const { identity, log } = call.services;
  try {
    const role = await assumeRole({ roleArn, stateMachineArn }, call);
    for (const action of deliveryActions) await identity.authorize(role, { action, resource: '*' });
  } catch (error) {
    if (!(error instanceof AccessDeniedException)) throw error;
    log.info({ roleArn, reason: error.message }, 'execution role may not deliver logs');
    throw new AccessDeniedException(
      'The state machine IAM Role is not authorized to access the Log Destination',
    );
  }
}
