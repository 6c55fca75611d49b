import { isJsonArray, isJsonObject, type JsonObject } from '../base/json.ts';
import { DynamoDbError, validationError } from './errors.ts';
import type { ItemParts } from './run-action.ts';
import { endOf, type Table } from './table-catalog.ts';
import { indexPrefix, itemPrefix } from './table-store.ts';

interface IndexRequest {
  /** Of UpdateTable's GlobalSecondaryIndexUpdates. */
  readonly create: JsonObject;
  /** All of UpdateTable's input. */
  readonly given: JsonObject;
}

/** Indexes of a table. Source: Developer Guide, "Quotas in Amazon DynamoDB". */
const indexesMax = 20;

/** How many items at a time get their entries in an index that is made. */
const itemsAtOnce = 256;

/** `table` with an index more, its entries on disk. Items that are written meanwhile get theirs by themselves. */
export async function addIndex(
  parts: ItemParts,
  table: Table,
  { create, given }: IndexRequest,
): Promise<Table> {
  const { description } = table;
  const name = String(create.IndexName);
  const indexes = indexesOf(description, 'GlobalSecondaryIndexes');
  const all = [...indexes, ...indexesOf(description, 'LocalSecondaryIndexes')];
  if (all.some(({ IndexName }) => IndexName === name)) {
    throw validationError(`Attempting to create an index which already exists: ${name}`);
  }
  if (indexes.length === indexesMax) {
    throw new DynamoDbError('LimitExceededException', 'Number of GlobalSecondaryIndexes exceeds the limit.');
  }
  const definitions = mergedDefinitions(description, given);
  const keys = isJsonArray(create.KeySchema) ? create.KeySchema.filter(isJsonObject) : [];
  for (const { AttributeName } of keys) {
    if (definitions.some((definition) => definition.AttributeName === AttributeName)) continue;
    throw validationError(
      `One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [${AttributeName}]`,
    );
  }
  const index = {
    ...create,
    IndexArn: `${description.TableArn}/index/${name}`,
    IndexStatus: 'ACTIVE',
    IndexSizeBytes: 0,
    ItemCount: 0,
    ProvisionedThroughput: {
      NumberOfDecreasesToday: 0,
      ...(isJsonObject(create.ProvisionedThroughput)
        ? create.ProvisionedThroughput
        : { ReadCapacityUnits: 0, WriteCapacityUnits: 0 }),
    },
  };
  const changed: Table = {
    ...table,
    description: {
      ...description,
      AttributeDefinitions: definitions,
      GlobalSecondaryIndexes: [...indexes, index],
    },
  };
  const prefix = indexPrefix(table, name);
  await parts.database.clear({ gte: prefix, lt: endOf(prefix) });
  // From here on items that are written have entries in it. A crash before the end of this leaves a table that has the
  // index, with entries missing; the next start fills it again.
  parts.catalog.put({ ...changed, unfilledIndex: name });
  // Those that are being written may not know of it.
  await Promise.allSettled(parts.writing);
  await fillIndex(parts, changed, name);
  return changed;
}

/** Gives every item its entry in the index called `name`. */
export async function fillIndex(parts: ItemParts, table: Table, name: string): Promise<void> {
  const { database } = parts;
  const prefix = itemPrefix(table);
  let range: { readonly gte: string } | { readonly gt: string } = { gte: prefix };
  for (;;) {
    const entries = database.entries({ ...range, lt: endOf(prefix) });
    const some = await entries.nextv(itemsAtOnce);
    await entries.close();
    const last = some.at(-1);
    if (last === undefined) return;
    await parts.locks.holding(
      some.map(([key]) => key),
      async () => {
        const items = await Promise.all(some.map(([key]) => database.getLatest(key)));
        for (const item of items) if (item !== undefined) putEntries(parts, table, { name, item });
        await database.written();
      },
    );
    range = { gt: last[0] };
  }
}

function putEntries(
  { dynalite, database }: ItemParts,
  table: Table,
  { name, item }: { readonly name: string; readonly item: JsonObject },
): void {
  const { description } = table;
  const index = indexesOf(description, 'GlobalSecondaryIndexes').filter(
    ({ IndexName }) => IndexName === name,
  );
  // An attribute of another type than the index's key keeps the item out of it.
  const types = new Map(
    mergedDefinitions(description, {}).map((one) => [one.AttributeName, String(one.AttributeType)]),
  );
  const keys = index.flatMap(({ KeySchema }) =>
    isJsonArray(KeySchema) ? KeySchema.filter(isJsonObject) : [],
  );
  const fits = keys.every(({ AttributeName }) => {
    const value = item[String(AttributeName)];
    return isJsonObject(value) && value[types.get(AttributeName ?? null) ?? ''] !== undefined;
  });
  if (!fits) return;
  for (const entry of dynalite.indexEntries(index, item, description)) {
    database.put({ type: 'put', key: indexPrefix(table, name) + entry.key, value: entry.item });
  }
}

/** `table` without the indexes called `names`, which must be there. What they hold is nobody's from then on. */
export function removeIndexes(table: Table, names: readonly string[]): Table {
  const indexes = indexesOf(table.description, 'GlobalSecondaryIndexes');
  for (const name of names) {
    if (!indexes.some(({ IndexName }) => IndexName === name)) {
      throw new DynamoDbError('ResourceNotFoundException', 'Requested resource not found');
    }
  }
  const { GlobalSecondaryIndexes: _all, ...description } = table.description;
  const left = indexes.filter(({ IndexName }) => !names.includes(String(IndexName)));
  return {
    ...table,
    description: { ...description, ...(left.length > 0 && { GlobalSecondaryIndexes: left }) },
  };
}

function mergedDefinitions(description: JsonObject, given: JsonObject): readonly JsonObject[] {
  const byName = new Map<string, JsonObject>();
  for (const { AttributeDefinitions: definitions } of [description, given]) {
    for (const definition of isJsonArray(definitions) ? definitions.filter(isJsonObject) : []) {
      byName.set(String(definition.AttributeName), definition);
    }
  }
  return [...byName.values()];
}

export function indexesOf(description: JsonObject, member: string): readonly JsonObject[] {
  const indexes = description[member];
  return isJsonArray(indexes) ? indexes.filter(isJsonObject) : [];
}
