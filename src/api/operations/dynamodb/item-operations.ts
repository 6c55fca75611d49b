import { isJsonArray, isJsonObject, type JsonObject } from '../../../base/json.ts';
import { DynamoDbError } from '../../../dynamodb/errors.ts';
import type { ItemAction } from '../../../dynamodb/tables.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { Call, Operation } from '../../operation.ts';
import { itemContext, tableArn } from './permissions.ts';
import { orUnavailable, readRequest, type TableRequest } from './requests.ts';

type PermissionsFor = (action: ItemAction, request: TableRequest, call: Call) => readonly Permission[];

/** Of a request for one table, or for one of its indexes. */
const forTable: PermissionsFor = (action, { tables, input }, { caller: { place } }) => {
  const name = String(input.TableName);
  const context = itemContext(tables.find(name), input);
  return [{ action: `dynamodb:${action}`, resource: tableArn(place, name, input.IndexName), context }];
};

/** Of a batch, one for each table. */
const forTables: PermissionsFor = (action, { tables, input }, { caller: { place } }) => {
  const requests = isJsonObject(input.RequestItems) ? input.RequestItems : {};
  return Object.entries(requests).map(([name, part]) => {
    const about: JsonObject = isJsonArray(part) ? { Requests: part } : isJsonObject(part) ? part : {};
    const context = itemContext(tables.find(name), {
      ...about,
      ...(input.ReturnConsumedCapacity !== undefined && {
        ReturnConsumedCapacity: input.ReturnConsumedCapacity,
      }),
    });
    return { action: `dynamodb:${action}`, resource: tableArn(place, name), context };
  });
};

/** The operations on items that are dynalite's work as a whole, by what they ask permission for. */
const itemActions: Readonly<Record<ItemAction, PermissionsFor>> = {
  GetItem: forTable,
  PutItem: forTable,
  UpdateItem: forTable,
  DeleteItem: forTable,
  Query: forTable,
  Scan: forTable,
  BatchGetItem: forTables,
  BatchWriteItem: forTables,
};

export const itemOperations = Object.fromEntries(
  Object.entries(itemActions).map(([name, permissionsFor]) => [
    name,
    itemOperation(name as ItemAction, permissionsFor),
  ]),
) as Readonly<Record<ItemAction, Operation>>;

function itemOperation(action: ItemAction, permissionsFor: PermissionsFor): Operation {
  return {
    service: 'dynamodb',
    name: action,
    checksInput: true,
    permissions: async (input, call) => permissionsFor(action, await readRequest(action, input, call), call),
    async run(input, call) {
      const { tables, input: checked } = await readRequest(action, input, call);
      try {
        return await orUnavailable(tables.runItemAction(action, checked));
      } catch (error) {
        throw error instanceof DynamoDbError ? withWantedItem(error, input) : error;
      }
    },
  };
}

/** Only who asks for it is shown the item that stood against a condition. */
function withWantedItem(error: DynamoDbError, { ReturnValuesOnConditionCheckFailure: wanted }: JsonObject) {
  if (error.details.Item === undefined || wanted === 'ALL_OLD') return error;
  return new DynamoDbError(error.code, error.message);
}
