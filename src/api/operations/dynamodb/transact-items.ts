import { isJsonArray, isJsonObject, type JsonObject } from '../../../base/json.ts';
import type { DynaliteAction } from '../../../dynamodb/dynalite.ts';
import { DynamoDbError, validationError } from '../../../dynamodb/errors.ts';
import type { Transaction, TransactionPart } from '../../../dynamodb/transactions.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { Call, Operation } from '../../operation.ts';
import { itemContext, tableArn } from './permissions.ts';
import { checkInput, orUnavailable, tableNameOf, tablesOf } from './requests.ts';

/** What a part of each kind is checked as, and the action that permits it. */
const kinds = {
  ConditionCheck: { action: 'DeleteItem', permission: 'ConditionCheckItem' },
  Delete: { action: 'DeleteItem', permission: 'DeleteItem' },
  Get: { action: 'GetItem', permission: 'GetItem' },
  Put: { action: 'PutItem', permission: 'PutItem' },
  Update: { action: 'UpdateItem', permission: 'UpdateItem' },
} as const satisfies Record<
  TransactionPart['kind'],
  { readonly action: DynaliteAction; readonly permission: string }
>;

export const transactWriteItems = transactOperation('TransactWriteItems', (transaction, call) =>
  tablesOf(call).then((tables) => tables.transactWrite(transaction)),
);

export const transactGetItems = transactOperation('TransactGetItems', (transaction, call) =>
  tablesOf(call).then((tables) => tables.transactGet(transaction)),
);

const read = new WeakMap<JsonObject, Transaction>();

function transactOperation(
  name: 'TransactGetItems' | 'TransactWriteItems',
  run: (transaction: Transaction, call: Call) => Promise<JsonObject>,
): Operation {
  const transactionOf = (input: JsonObject, call: Call): Transaction => {
    const transaction = read.get(input) ?? readTransaction(input, call);
    read.set(input, transaction);
    return transaction;
  };
  return {
    service: 'dynamodb',
    name,
    async permissions(input, call) {
      const tables = await tablesOf(call);
      return transactionOf(input, call).parts.map(
        ({ kind, tableName, input: part }): Permission => ({
          action: `dynamodb:${kinds[kind].permission}`,
          resource: tableArn(call.caller.place, tableName),
          context: { ...itemContext(tables.find(tableName), part), 'dynamodb:EnclosingOperation': name },
        }),
      );
    },
    run: (input, call) => orUnavailable(run(transactionOf(input, call), call)),
  };
}

function readTransaction(input: JsonObject, call: Call): Transaction {
  const { TransactItems, ClientRequestToken, ReturnConsumedCapacity } = input;
  const items = isJsonArray(TransactItems) ? TransactItems.filter(isJsonObject) : [];
  return {
    parts: items.map((item) => readPart(item, input, call)),
    token: typeof ClientRequestToken === 'string' ? ClientRequestToken : undefined,
    request: { TransactItems: TransactItems ?? null },
    returnedCapacity: ReturnConsumedCapacity,
    at: call.services.clock.now(),
  };
}

function readPart(item: JsonObject, { ReturnConsumedCapacity }: JsonObject, call: Call): TransactionPart {
  const given = Object.entries(item).filter(([, part]) => isJsonObject(part)) as [string, JsonObject][];
  const [found] = given;
  if (found === undefined || given.length > 1 || !isKind(found[0])) {
    throw validationError('TransactItems can only contain one of Check, Put, Update or Delete');
  }
  const [kind, part] = found;
  const { ReturnValuesOnConditionCheckFailure, ...more } = part;
  const tableName = tableNameOf(String(part.TableName), call);
  const input = checkInput(
    kinds[kind].action,
    {
      ...more,
      TableName: tableName,
      ...(ReturnConsumedCapacity !== undefined && { ReturnConsumedCapacity }),
    },
    call,
  );
  const attributes = kind === 'Put' ? input.Item : input.Key;
  if (!isJsonObject(attributes)) throw new DynamoDbError('ValidationException', `${kind} needs a key.`);
  return {
    kind,
    tableName,
    input,
    attributes,
    returnsItem: ReturnValuesOnConditionCheckFailure === 'ALL_OLD',
  };
}

function isKind(name: string): name is TransactionPart['kind'] {
  return Object.hasOwn(kinds, name);
}
