import { parseArn } from '../../../base/arn.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../base/json.ts';
import { type CheckedInput, type DynaliteAction, isRefusal } from '../../../dynamodb/dynalite.ts';
import { DynamoDbError, toDynamoDbError } from '../../../dynamodb/errors.ts';
import type { Tables } from '../../../dynamodb/tables.ts';
import { StoreUnavailable } from '../../../store/store.ts';
import type { Call } from '../../operation.ts';

/** A request with what it is about, read once. */
export interface TableRequest {
  readonly tables: Tables;
  /** As it came, with names in place of the ARNs of tables. */
  readonly given: JsonObject;
  /** As the action takes it, once. */
  readonly input: CheckedInput;
}

const read = new WeakMap<JsonObject, Promise<TableRequest>>();

/**
 * `input` checked as dynalite checks it, for the operations that it has. Throws what DynamoDB answers where that fails.
 *
 * Asked for the same input again it gives the same request: permissions and the operation itself both need it.
 */
export function readRequest(action: DynaliteAction, input: JsonObject, call: Call): Promise<TableRequest> {
  const known = read.get(input);
  if (known !== undefined) return known;
  const reading = check(action, input, call);
  read.set(input, reading);
  return reading;
}

async function check(action: DynaliteAction, input: JsonObject, call: Call): Promise<TableRequest> {
  const given = withTableNames(input, call);
  const checked = checkInput(action, given, call);
  return { tables: await tablesOf(call), given, input: checked };
}

export function tablesOf({ caller, services }: Call): Promise<Tables> {
  return orUnavailable(services.dynamodb.at(caller.place));
}

/** The input of `action` as dynalite takes it; `input` itself stays as it is. Throws a DynamoDbError. */
export function checkInput(action: DynaliteAction, input: JsonObject, { services }: Call): CheckedInput {
  try {
    // The checks take members out of what they are given.
    return services.dynamodb.dynalite().check(action, copyOf(input) as JsonObject);
  } catch (error) {
    throw isRefusal(error) ? toDynamoDbError(error) : error;
  }
}

function copyOf(value: Json): Json {
  if (isJsonArray(value)) return value.map(copyOf);
  if (!isJsonObject(value)) return value;
  const copy: Record<string, Json> = {};
  for (const name in value) copy[name] = copyOf(value[name] as Json);
  return copy;
}

/** `work`, with a failure of the disk as the store's own. */
export async function orUnavailable<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work;
  } catch (error) {
    if (isStorageFailure(error)) throw new StoreUnavailable(error.message);
    throw error;
  }
}

function isStorageFailure(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('LEVEL_');
}

/** Tables may be named by their ARNs. */
function withTableNames(input: JsonObject, call: Call): JsonObject {
  const { TableName, RequestItems } = input;
  const isArn = typeof TableName === 'string' && TableName.startsWith('arn:');
  if (!isArn && !isJsonObject(RequestItems)) return input;
  return {
    ...input,
    ...(isArn && { TableName: tableNameOf(TableName, call) }),
    ...(isJsonObject(RequestItems) && {
      RequestItems: Object.fromEntries(
        Object.entries(RequestItems).map(([name, requests]) => [tableNameOf(name, call), requests]),
      ),
    }),
  };
}

/** The name in `text`, which is a name or an ARN. Throws where that is of a table elsewhere: none lets anybody else in. */
export function tableNameOf(text: string, { caller: { place } }: Call): string {
  const parts = parseArn(text);
  if (parts === undefined) return text;
  const { service, account, region, resource } = parts;
  if (service === 'dynamodb' && account === place.account && region === place.region) {
    return resource.split('/')[1] ?? '';
  }
  throw new DynamoDbError('AccessDeniedException', `${text} is not a table of this account and region.`);
}
