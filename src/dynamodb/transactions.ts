import { createHash } from 'node:crypto';
import { isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import type { CheckedInput, DynaliteAction, LevelWrite } from './dynalite.ts';
import { DynamoDbError, tableNotFound, validationError } from './errors.ts';
import { type ItemParts, runAction } from './run-action.ts';
import { endOf } from './table-catalog.ts';
import { itemPrefix } from './table-store.ts';

/** One item's part in a transaction, checked. */
export interface TransactionPart {
  readonly kind: 'ConditionCheck' | 'Delete' | 'Get' | 'Put' | 'Update';
  readonly tableName: string;
  readonly input: CheckedInput;
  /** The item of a Put, the key of all others. */
  readonly attributes: JsonObject;
  /** Whether a condition that fails answers with the item. */
  readonly returnsItem: boolean;
}

export interface Transaction {
  readonly parts: readonly TransactionPart[];
  /** Under which a client that asks again is answered as before. */
  readonly token: string | undefined;
  /** What the client must ask again for. */
  readonly request: JsonObject;
  readonly returnedCapacity: Json | undefined;
  readonly at: number;
}

/** Why a part stands in the way. `Message` is absent for parts that do not. */
interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: JsonObject;
}

/** How long a token is known. Source: API Reference, "TransactWriteItems", ClientRequestToken. */
const tokenMilliseconds = 10 * 60 * 1000;

const tokenPrefix = 'token~';

/** What is kept of a transaction, and is removed by transactions of later on. */
interface TokenRow {
  readonly digest: string;
  readonly expiresAt: number;
}

const actionsOfKinds = {
  ConditionCheck: 'GetItem',
  Delete: 'DeleteItem',
  Get: 'GetItem',
  Put: 'PutItem',
  Update: 'UpdateItem',
} as const satisfies Readonly<Record<TransactionPart['kind'], DynaliteAction>>;

/**
 * All parts or none: every item is locked, each part sees whether it may go on and what it would write, and only when none
 * stands in the way all of it is written in one piece.
 *
 * Throws TransactionCanceledException with a reason for each part.
 */
export async function transactWrite(parts: ItemParts, transaction: Transaction): Promise<JsonObject> {
  const { token, request, at } = transaction;
  const keys = keysOf(parts, transaction.parts);
  const locks = [
    ...keys.filter((key) => key !== undefined),
    ...(token === undefined ? [] : [tokenPrefix + token]),
  ];
  const answer = parts.locks.holding(locks, async () => {
    const digest = createHash('sha256').update(JSON.stringify(request)).digest('base64');
    if (token !== undefined && (await isRepeated(parts, { token, digest, at }))) {
      return consumed(transaction, []);
    }
    const writes: LevelWrite[] = [];
    const outcomes = await Promise.all(
      transaction.parts.map((part, index) => prepare(parts, part, { key: keys[index], writes })),
    );
    const reasons = outcomes.map(({ reason }) => reason);
    if (reasons.some(({ Code }) => Code !== 'None')) throw canceled(reasons);
    for (const write of writes) parts.database.put(write);
    if (token !== undefined) {
      const row = { digest, expiresAt: at + tokenMilliseconds };
      parts.database.put({ type: 'put', key: tokenPrefix + token, value: row });
    }
    await parts.database.written();
    return consumed(
      transaction,
      outcomes.map(({ answer: { ConsumedCapacity } }) => ConsumedCapacity),
    );
  });
  const ended: Promise<unknown> = answer.then(
    () => parts.writing.delete(ended),
    () => parts.writing.delete(ended),
  );
  parts.writing.add(ended);
  return answer;
}

/** The items as they stood together at one moment. */
export async function transactGet(parts: ItemParts, transaction: Transaction): Promise<JsonObject> {
  const snapshot = parts.database.snapshot();
  try {
    const answers = await Promise.all(
      transaction.parts.map(async (part) => {
        try {
          return {
            reason: noReason,
            answer: await runAction(parts, { action: 'GetItem', input: part.input, snapshot }),
          };
        } catch (error) {
          return { reason: reasonOf(error, part), answer: {} as JsonObject };
        }
      }),
    );
    const reasons = answers.map(({ reason }) => reason);
    if (reasons.some(({ Code }) => Code !== 'None')) throw canceled(reasons);
    return {
      Responses: answers.map(({ answer: { Item } }) => (Item === undefined ? {} : { Item })),
      ...consumed(
        transaction,
        answers.map(({ answer: { ConsumedCapacity } }) => ConsumedCapacity),
      ),
    };
  } finally {
    await snapshot.close();
  }
}

/** Removes what is known of transactions that nobody asks for again. */
export async function forgetTokens({ database, locks }: ItemParts, now: number): Promise<void> {
  const rows = database.entries({ gte: tokenPrefix, lt: endOf(tokenPrefix) });
  try {
    for (let some = await rows.nextv(tokensAtOnce); some.length > 0; some = await rows.nextv(tokensAtOnce)) {
      const keys = some.filter(([, row]) => isOver(row, now)).map(([key]) => key);
      await locks.holding(keys, async () => {
        for (const key of keys) {
          const row = await database.getLatest(key);
          if (row !== undefined && isOver(row, now)) database.put({ type: 'del', key });
        }
        await database.written();
      });
    }
  } finally {
    await rows.close();
  }
}

const tokensAtOnce = 256;

function isOver(row: JsonObject, now: number): boolean {
  return (row as unknown as TokenRow).expiresAt <= now;
}

/** The key of each part's item; undefined where its attributes have none. Throws where a table is missing or an item meant twice. */
function keysOf(
  { dynalite, catalog }: ItemParts,
  parts: readonly TransactionPart[],
): readonly (string | undefined)[] {
  const keys = parts.map(({ kind, tableName, attributes }) => {
    const table = catalog.find(tableName);
    if (table === undefined) throw tableNotFound();
    const { description } = table;
    const problem =
      kind === 'Put'
        ? dynalite.findItemProblem(attributes, description)
        : dynalite.findKeyProblem(attributes, description);
    return problem === undefined ? itemPrefix(table) + dynalite.keyOf(attributes, description) : undefined;
  });
  const known = keys.filter((key) => key !== undefined);
  if (new Set(known).size < known.length) {
    throw validationError('Transaction request cannot include multiple operations on one item');
  }
  return keys;
}

async function isRepeated(
  { database }: ItemParts,
  { token, digest, at }: { readonly token: string; readonly digest: string; readonly at: number },
): Promise<boolean> {
  const row = (await database.getLatest(tokenPrefix + token)) as unknown as TokenRow | undefined;
  if (row === undefined || row.expiresAt <= at) return false;
  if (row.digest === digest) return true;
  throw new DynamoDbError(
    'IdempotentParameterMismatchException',
    'The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical',
  );
}

interface Prepared {
  readonly reason: CancellationReason;
  readonly answer: JsonObject;
}

/** What the part would write is added to `writes`. */
async function prepare(
  parts: ItemParts,
  part: TransactionPart,
  { key, writes }: { readonly key: string | undefined; readonly writes: LevelWrite[] },
): Promise<Prepared> {
  try {
    if (part.kind === 'ConditionCheck' && key !== undefined) {
      const item = await parts.database.getLatest(key);
      const problem = parts.dynalite.findConditionProblem(part.input, item);
      return { reason: problem === undefined ? noReason : failedCondition(part, item), answer: {} };
    }
    const action = actionsOfKinds[part.kind];
    const answer = await runAction(parts, {
      action,
      input: part.input,
      gather: (write) => writes.push(write),
    });
    return { reason: noReason, answer };
  } catch (error) {
    return { reason: reasonOf(error, part), answer: {} };
  }
}

const noReason: CancellationReason = { Code: 'None' };

function reasonOf(error: unknown, part: TransactionPart): CancellationReason {
  if (!(error instanceof DynamoDbError)) throw error;
  const { Item } = error.details;
  if (error.code === 'ConditionalCheckFailedException') {
    return failedCondition(part, isJsonObject(Item) ? Item : undefined);
  }
  if (error.code === 'ValidationException') return { Code: 'ValidationError', Message: error.message };
  throw error;
}

function failedCondition({ returnsItem }: TransactionPart, item: JsonObject | undefined): CancellationReason {
  return {
    Code: 'ConditionalCheckFailed',
    Message: 'The conditional request failed',
    ...(returnsItem && item !== undefined && { Item: item }),
  };
}

function canceled(reasons: readonly CancellationReason[]): DynamoDbError {
  const codes = reasons.map(({ Code }) => Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  return new DynamoDbError('TransactionCanceledException', message, {
    CancellationReasons: reasons as unknown as Json,
  });
}

/** By table. What is done in a transaction takes twice the capacity. */
function consumed({ returnedCapacity }: Transaction, capacities: readonly (Json | undefined)[]): JsonObject {
  if (returnedCapacity !== 'TOTAL' && returnedCapacity !== 'INDEXES') return {};
  const units = new Map<string, number>();
  for (const capacity of capacities) {
    if (!isJsonObject(capacity)) continue;
    const table = String(capacity.TableName);
    units.set(table, (units.get(table) ?? 0) + 2 * Number(capacity.CapacityUnits));
  }
  const list: readonly JsonObject[] = [...units].map(([TableName, CapacityUnits]) => ({
    TableName,
    CapacityUnits,
  }));
  return { ConsumedCapacity: list };
}
