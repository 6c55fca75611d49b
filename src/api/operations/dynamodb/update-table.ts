import { isJsonArray, isJsonObject, type JsonObject } from '../../../base/json.ts';
import type { Operation } from '../../operation.ts';
import { tableArn, tablePermission } from './permissions.ts';
import { checkInput, orUnavailable, tableNameOf, tablesOf } from './requests.ts';
import { tableJson } from './table-json.ts';

export const updateTable: Operation = {
  service: 'dynamodb',
  name: 'UpdateTable',
  async permissions(input, call) {
    const { place } = call.caller;
    const name = tableNameOf(String(input.TableName), call);
    const permission = tablePermission('dynamodb:UpdateTable', { tables: await tablesOf(call), place, name });
    const updates = updatesOf(input).flatMap((update) => Object.values(update).filter(isJsonObject));
    const indexes = updates.map(({ IndexName }) => ({
      ...permission,
      resource: tableArn(place, name, IndexName),
    }));
    return [permission, ...indexes];
  },
  async run(input, call) {
    const given = { ...input, TableName: tableNameOf(String(input.TableName), call) };
    const known = knownPart(given);
    const checked = known === undefined ? undefined : checkInput('UpdateTable', known, call);
    const tables = await tablesOf(call);
    return { TableDescription: tableJson(await orUnavailable(tables.update(checked, given)), call) };
  },
};

/** What dynalite makes of an update: all but indexes that come and go. */
function knownPart(given: JsonObject): JsonObject | undefined {
  const { TableName, BillingMode, ProvisionedThroughput } = given;
  const changed = updatesOf(given).filter(({ Update }) => Update !== undefined);
  const hasOthers =
    updatesOf(given).length > changed.length ||
    given.DeletionProtectionEnabled !== undefined ||
    given.TableClass !== undefined;
  const isKnown = BillingMode !== undefined || ProvisionedThroughput !== undefined || changed.length > 0;
  if (!isKnown && hasOthers) return undefined;
  return {
    TableName: TableName ?? null,
    ...(BillingMode !== undefined && { BillingMode }),
    ...(ProvisionedThroughput !== undefined && { ProvisionedThroughput }),
    ...(changed.length > 0 && { GlobalSecondaryIndexUpdates: changed }),
  };
}

function updatesOf({ GlobalSecondaryIndexUpdates: updates }: JsonObject): readonly JsonObject[] {
  return isJsonArray(updates) ? updates.filter(isJsonObject) : [];
}
