import { isJsonArray, isJsonObject, type JsonObject } from '../../../base/json.ts';
import { parseLogGroupArn } from '../../../runtime/execution-logging/log-group.ts';
import type { Call } from '../../operation.ts';
import { findGroup, groupKey } from '../logs/groups.ts';
import { InvalidLoggingConfiguration } from './errors.ts';

/**
 * Throws InvalidLoggingConfiguration where the log group that executions are to log to was deleted here (recorded).
 *
 * AWS says the same of a group that never was. Here that one is made by the first who logs to it: the groups of most
 * definitions that come to this server are elsewhere.
 */
export async function checkLogGroup({ destinations }: JsonObject = {}, call: Call): Promise<void> {
  const [destination] = isJsonArray(destinations) ? destinations : [];
  const { cloudWatchLogsLogGroup } = isJsonObject(destination) ? destination : {};
  const { logGroupArn } = isJsonObject(cloudWatchLogsLogGroup) ? cloudWatchLogsLogGroup : {};
  const group = typeof logGroupArn === 'string' ? parseLogGroupArn(logGroupArn) : undefined;
  if (group === undefined) return;
  const found = await call.services.store.resources.get(groupKey(group));
  if (found?.body.deletedAt === undefined || (await findGroup(group, call)) !== undefined) return;
  throw new InvalidLoggingConfiguration('Log Destination not found.');
}
