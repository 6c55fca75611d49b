import { type Arn, formatArn, type Place } from '../../../base/arn.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../base/json.ts';
import type { Table } from '../../../dynamodb/table-catalog.ts';
import type { Tables } from '../../../dynamodb/tables.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { Tag } from '../../../store/resources/tag.ts';

type Context = Record<string, string | readonly string[]>;

export function tableArn(place: Place, name: string, index?: Json): Arn {
  const within = typeof index === 'string' ? `/index/${index}` : '';
  return formatArn({ ...place, service: 'dynamodb', resource: `table/${name}${within}` });
}

/** The permission to do `action` with a table as such. */
export function tablePermission(
  action: `dynamodb:${string}`,
  { tables, place, name }: { readonly tables: Tables; readonly place: Place; readonly name: string },
  context: Permission['context'] = {},
): Permission {
  return {
    action,
    resource: tableArn(place, name),
    context: { ...resourceTags(tables.find(name)), ...context },
  };
}

/**
 * The condition keys of a request for items of `table`, by its checked input.
 *
 * Source: Developer Guide, "Using IAM policy conditions for fine-grained access control".
 */
export function itemContext(table: Table | undefined, input: JsonObject): Context {
  const context: Context = resourceTags(table);
  const attributes = attributesOf(input);
  if (attributes.length > 0) context['dynamodb:Attributes'] = attributes;
  for (const name of ['ReturnConsumedCapacity', 'ReturnValues', 'Select']) {
    const value = input[name];
    if (typeof value === 'string') context[`dynamodb:${name}`] = value;
  }
  const keys = table === undefined ? [] : leadingKeys(table, input);
  if (keys.length > 0) context['dynamodb:LeadingKeys'] = keys;
  return context;
}

/** The values of the partition key that the request names. */
function leadingKeys({ description }: Table, input: JsonObject): readonly string[] {
  const { IndexName, Key, Item, KeyConditions, Keys, Requests } = input;
  const schema = schemaOf(description, IndexName);
  const name = String(schema[0]?.AttributeName);
  const items = [
    Item,
    Key,
    ...(isJsonArray(Keys) ? Keys : []),
    ...(isJsonArray(Requests) ? Requests.map(itemOfRequest) : []),
  ];
  const values = items.map((item) => (isJsonObject(item) ? item[name] : undefined));
  const condition = isJsonObject(KeyConditions) ? KeyConditions[name] : undefined;
  if (isJsonObject(condition) && isJsonArray(condition.AttributeValueList)) {
    values.push(condition.AttributeValueList[0]);
  }
  return [
    ...new Set(values.flatMap((value) => (isJsonObject(value) ? Object.values(value).map(String) : []))),
  ];
}

/** The item or key of one of BatchWriteItem's requests. */
function itemOfRequest(request: Json): Json {
  const { PutRequest, DeleteRequest } = isJsonObject(request) ? request : {};
  if (isJsonObject(PutRequest)) return PutRequest.Item ?? null;
  return isJsonObject(DeleteRequest) ? (DeleteRequest.Key ?? null) : null;
}

function schemaOf(description: JsonObject, indexName: Json | undefined): readonly JsonObject[] {
  const { GlobalSecondaryIndexes: global, LocalSecondaryIndexes: local } = description;
  const indexes = [...(isJsonArray(global) ? global : []), ...(isJsonArray(local) ? local : [])];
  const index = indexes.filter(isJsonObject).find(({ IndexName }) => IndexName === indexName);
  const { KeySchema } = indexName === undefined ? description : (index ?? {});
  return isJsonArray(KeySchema) ? KeySchema.filter(isJsonObject) : [];
}

const attributeMaps = [
  'Item',
  'Key',
  'Expected',
  'AttributeUpdates',
  'KeyConditions',
  'QueryFilter',
  'ScanFilter',
];
const expressions = ['_condition', '_filter', '_projection', '_updates'];

/** The top-level attributes that the request names. */
function attributesOf(input: JsonObject): readonly string[] {
  const names = new Set<string>();
  for (const member of attributeMaps) {
    const map = input[member];
    if (isJsonObject(map)) for (const name of Object.keys(map)) names.add(name);
  }
  if (isJsonArray(input.AttributesToGet)) for (const name of input.AttributesToGet) names.add(String(name));
  for (const member of expressions) {
    const parsed = input[member];
    if (!isJsonObject(parsed)) continue;
    if (isJsonObject(parsed.pathHeads)) for (const name of Object.keys(parsed.pathHeads)) names.add(name);
    if (!isJsonArray(parsed.paths)) continue;
    for (const path of parsed.paths) names.add(String(isJsonArray(path) ? path[0] : path));
  }
  return [...names];
}

function resourceTags(table: Table | undefined): Context {
  return Object.fromEntries((table?.tags ?? []).map(({ key, value }) => [`aws:ResourceTag/${key}`, value]));
}

/** `aws:RequestTag/…` and `aws:TagKeys` of a request that gives these tags. */
export function requestTags(tags: readonly Tag[]): Context {
  if (tags.length === 0) return {};
  return {
    ...Object.fromEntries(tags.map(({ key, value }) => [`aws:RequestTag/${key}`, value])),
    'aws:TagKeys': tags.map(({ key }) => key),
  };
}
