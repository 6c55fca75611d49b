import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import type { Tag } from '../store/resources/tag.ts';
import { type CheckedInput, type DynaliteAction, isRefusal } from './dynalite.ts';
import { DynamoDbError, tableNotFound, toDynamoDbError, validationError } from './errors.ts';
import { addIndex, removeIndexes } from './indexes.ts';
import { plainJson } from './plain-json.ts';
import type { ItemParts } from './run-action.ts';
import { dataPrefix, endOf, type Table } from './table-catalog.ts';
import { indexPrefix } from './table-store.ts';

/** A change of tables: one at a time for each, and on disk before it is answered. */
export interface TableParts extends ItemParts {
  readonly account: string;
  readonly region: string;
  readonly newId: () => string;
}

/** Members of CreateTable and UpdateTable that the tables here do not have. */
const unsupported = ['StreamSpecification', 'ReplicaUpdates', 'ResourcePolicy', 'GlobalTableWitnessUpdates'];

export function createTable(parts: TableParts, input: CheckedInput, given: JsonObject): Promise<JsonObject> {
  refuseUnsupported(given);
  const name = String(input.TableName);
  return parts.locks.holding([lockOf(name)], async () => {
    if (parts.catalog.find(name) !== undefined) {
      throw new DynamoDbError('ResourceInUseException', `Table already exists: ${name}`);
    }
    const { answer, description } = await change(parts, 'CreateTable', { input, before: undefined });
    // dynalite's own is no UUID.
    const more = { TableId: parts.newId(), ...ownMembers(given) };
    const tags = isJsonArray(given.Tags) ? given.Tags.map(tagOf) : [];
    parts.catalog.put({
      name,
      id: more.TableId,
      description: { ...description, ...more },
      tags,
    });
    await parts.database.written();
    return { ...answer, ...more };
  });
}

export function updateTable(
  parts: TableParts,
  input: CheckedInput | undefined,
  given: JsonObject,
): Promise<JsonObject> {
  refuseUnsupported(given);
  const name = String(given.TableName);
  return parts.locks.holding([lockOf(name)], async () => {
    let table = getTable(parts, name);
    let answer: JsonObject | undefined;
    if (input !== undefined) {
      const changed = await change(parts, 'UpdateTable', { input, before: table });
      table = { ...table, description: changed.description };
      answer = changed.answer;
    }
    table = { ...table, description: { ...table.description, ...ownMembers(given) } };
    for (const update of updatesOf(given)) {
      if (isJsonObject(update.Create)) table = await addIndex(parts, table, { create: update.Create, given });
    }
    const removed = updatesOf(given).flatMap(({ Delete }) =>
      isJsonObject(Delete) ? [String(Delete.IndexName)] : [],
    );
    if (removed.length > 0) table = removeIndexes(table, removed);
    parts.catalog.put(table);
    await parts.database.written();
    for (const indexName of removed) clearInBackground(parts, indexPrefix(table, indexName));
    return { ...table.description, ...answer, ...ownMembers(given) };
  });
}

export function deleteTable(parts: TableParts, name: string): Promise<JsonObject> {
  return parts.locks.holding([lockOf(name)], async () => {
    const { id, description } = getTable(parts, name);
    if (description.DeletionProtectionEnabled === true) {
      throw validationError(
        `Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.`,
      );
    }
    parts.catalog.delete(name);
    await parts.database.written();
    // Nobody can reach it any more: neither the caller nor a crash has to wait for it.
    clearInBackground(parts, dataPrefix(id));
    return { ...description, TableStatus: 'DELETING' };
  });
}

/** What is left of it where that fails is nobody's, and removed before anybody uses its keys again. */
function clearInBackground({ database }: TableParts, prefix: string): void {
  database.clear({ gte: prefix, lt: endOf(prefix) }).catch(() => {});
}

/** The table called `name`. Throws ResourceNotFoundException in the words of operations that name it. */
export function getTable({ catalog }: Pick<ItemParts, 'catalog'>, name: string): Table {
  const found = catalog.find(name);
  if (found === undefined) throw tableNotFound(name);
  return found;
}

/** Tables and items have locks of their own. */
export function lockOf(tableName: string): string {
  return `table~${tableName}`;
}

/**
 * What dynalite makes of a table: first one that is on its way to the change, which is the answer, and a moment later the
 * one that has it.
 */
function change(
  { dynalite, account, region }: TableParts,
  action: DynaliteAction,
  { input, before }: { readonly input: CheckedInput; readonly before: Table | undefined },
): Promise<{ readonly answer: JsonObject; readonly description: JsonObject }> {
  return new Promise((resolve, reject) => {
    let answer: JsonObject | undefined;
    const description = structuredClone(before?.description);
    const store = {
      options: { createTableMs: 0, updateTableMs: 0 },
      tableDb: {
        awsAccountId: account,
        awsRegion: region,
        lock: (_key: string, run: (release: <Value>(callback: Value) => Value) => void) =>
          run((callback) => callback),
        get: (_key: string, callback: (error: null, table?: JsonObject) => void) =>
          callback(null, description),
        put(_key: string, table: JsonObject, callback: (error: null) => void) {
          if (answer === undefined) callback(null);
          else resolve({ answer, description: plainJson(table) as JsonObject });
        },
      },
      getTable: (_name: string, _isUsable: boolean, callback: (error: null, table?: JsonObject) => void) =>
        callback(null, description),
    };
    dynalite.actions[action](store, structuredClone(input), (error, result) => {
      if (error !== null && error !== undefined) {
        reject(isRefusal(error) ? toDynamoDbError(error) : error);
        return;
      }
      answer = plainJson(result?.TableDescription ?? {}) as JsonObject;
    });
  });
}

function refuseUnsupported(given: JsonObject): void {
  for (const name of unsupported) {
    if (given[name] === undefined) continue;
    const { StreamEnabled } = isJsonObject(given[name]) ? given[name] : {};
    if (StreamEnabled !== false) throw validationError(`Tables of this server have no ${name}.`);
  }
}

/** What a description shows as it was given. */
function ownMembers({ DeletionProtectionEnabled, TableClass }: JsonObject): JsonObject {
  return {
    ...(typeof DeletionProtectionEnabled === 'boolean' && { DeletionProtectionEnabled }),
    ...(typeof TableClass === 'string' && { TableClassSummary: { TableClass } }),
  };
}

function updatesOf({ GlobalSecondaryIndexUpdates: updates }: JsonObject): readonly JsonObject[] {
  return isJsonArray(updates) ? updates.filter(isJsonObject) : [];
}

export function tagOf(tag: Json): Tag {
  const { Key, Value } = isJsonObject(tag) ? tag : {};
  return { key: String(Key), value: String(Value ?? '') };
}
