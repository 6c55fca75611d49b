import { parseArn } from '../../../base/arn.ts';
import { isJsonArray, type JsonObject } from '../../../base/json.ts';
import { tagOf } from '../../../dynamodb/change-table.ts';
import { tableNotFound, validationError } from '../../../dynamodb/errors.ts';
import type { Table } from '../../../dynamodb/table-catalog.ts';
import type { Permission } from '../../../runtime/identity/identity.ts';
import type { Call, Operation } from '../../operation.ts';
import { requestTags, tablePermission } from './permissions.ts';
import { orUnavailable, tableNameOf, tablesOf } from './requests.ts';

/** Tags of one resource. Source: Developer Guide, "Tagging restrictions in DynamoDB". */
const tagsMax = 50;

export const tagResource = tagOperation(
  'TagResource',
  ({ Tags }) => requestTags(isJsonArray(Tags) ? Tags.map(tagOf) : []),
  async ({ Tags }, name, call) => {
    const added = isJsonArray(Tags) ? Tags.map(tagOf) : [];
    if (added.length === 0) throw validationError('Atleast one Tag needs to be provided as Input.');
    await changeTable(name, call, (table) => {
      const values = new Map([...table.tags, ...added].map(({ key, value }) => [key, value]));
      if (values.size > tagsMax)
        throw validationError(`Too many tags: ${values.size}, the limit is ${tagsMax}.`);
      return { ...table, tags: [...values].map(([key, value]) => ({ key, value })) };
    });
    return {};
  },
);

export const untagResource = tagOperation(
  'UntagResource',
  ({ TagKeys }) => ({ 'aws:TagKeys': isJsonArray(TagKeys) ? TagKeys.map(String) : [] }),
  async ({ TagKeys }, name, call) => {
    const removed = new Set(isJsonArray(TagKeys) ? TagKeys.map(String) : []);
    await changeTable(name, call, (table) => ({
      ...table,
      tags: table.tags.filter(({ key }) => !removed.has(key)),
    }));
    return {};
  },
);

export const listTagsOfResource = tagOperation(
  'ListTagsOfResource',
  () => ({}),
  async (_input, name, call) => {
    const { tags } = (await tablesOf(call)).get(name);
    return { Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) };
  },
);

function tagOperation(
  action: string,
  contextOf: (input: JsonObject) => NonNullable<Permission['context']>,
  run: (input: JsonObject, tableName: string, call: Call) => Promise<JsonObject>,
): Operation {
  return {
    service: 'dynamodb',
    name: action,
    permissions: async (input, call) => [
      tablePermission(
        `dynamodb:${action}`,
        { tables: await tablesOf(call), place: call.caller.place, name: nameIn(input, call) },
        contextOf(input),
      ),
    ],
    async run(input, call) {
      const name = nameIn(input, call);
      if ((await tablesOf(call)).find(name) === undefined) throw tableNotFound(name);
      return run(input, name, call);
    },
  };
}

function changeTable(name: string, call: Call, change: (table: Table) => Table): Promise<void> {
  return orUnavailable(tablesOf(call).then((tables) => tables.change(name, change)));
}

/** Throws ValidationException where the ARN is not a table's. */
function nameIn({ ResourceArn }: JsonObject, call: Call): string {
  const arn = String(ResourceArn);
  if (!/^table\/[\w.-]+$/.test(parseArn(arn)?.resource ?? '')) {
    throw validationError(`Invalid TableArn: Invalid ResourceArn provided as input ${arn}`);
  }
  return tableNameOf(arn, call);
}
