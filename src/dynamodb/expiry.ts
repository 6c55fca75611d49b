import { isJsonObject, type JsonObject } from '../base/json.ts';
import { type ItemParts, runAction } from './run-action.ts';
import { endOf, type Table } from './table-catalog.ts';
import { itemPrefix } from './table-store.ts';

/** How many items are looked at a time. */
const itemsAtOnce = 256;

/** What is older than this does not count as expired. Source: Developer Guide, "Using time to live (TTL)". */
const expirySecondsMax = 5 * 365 * 24 * 60 * 60;

/** Removes the items of a table whose time to live is over at `now`. */
export async function removeExpired(parts: ItemParts, table: Table, now: number): Promise<void> {
  const { timeToLive } = table;
  if (timeToLive?.isEnabled !== true) return;
  const { attributeName } = timeToLive;
  const prefix = itemPrefix(table);
  const entries = parts.database.entries({ gte: prefix, lt: endOf(prefix) });
  try {
    for (
      let some = await entries.nextv(itemsAtOnce);
      some.length > 0;
      some = await entries.nextv(itemsAtOnce)
    ) {
      const expired = some.filter(([, item]) => isExpired(item[attributeName], now));
      await Promise.all(expired.map(([, item]) => remove(parts, table, item)));
    }
  } finally {
    await entries.close();
  }
}

/** Unless it was given another time meanwhile. */
async function remove(
  parts: ItemParts,
  { name, description, timeToLive }: Table,
  item: JsonObject,
): Promise<void> {
  const attribute = timeToLive?.attributeName ?? '';
  const schema = Array.isArray(description.KeySchema) ? (description.KeySchema as readonly JsonObject[]) : [];
  const names = schema.map(({ AttributeName }) => String(AttributeName));
  const input = parts.dynalite.check('DeleteItem', {
    TableName: name,
    Key: Object.fromEntries(names.map((key) => [key, item[key] ?? null])),
    ConditionExpression: '#ttl = :seen',
    ExpressionAttributeNames: { '#ttl': attribute },
    ExpressionAttributeValues: { ':seen': item[attribute] ?? null },
  });
  // A condition that no longer holds, or a table that is gone.
  await runAction(parts, { action: 'DeleteItem', input }).catch(() => {});
}

function isExpired(attribute: unknown, now: number): boolean {
  const { N } = isJsonObject(attribute) ? attribute : {};
  if (typeof N !== 'string') return false;
  const age = now / 1000 - Number(N);
  return age >= 0 && age < expirySecondsMax;
}
