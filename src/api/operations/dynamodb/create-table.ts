import { isJsonArray, type JsonObject } from '../../../base/json.ts';
import { tagOf } from '../../../dynamodb/change-table.ts';
import type { Tag } from '../../../store/resources/tag.ts';
import type { Operation } from '../../operation.ts';
import { requestTags, tablePermission } from './permissions.ts';
import { orUnavailable, readRequest } from './requests.ts';
import { tableJson } from './table-json.ts';

export const createTable: Operation = {
  service: 'dynamodb',
  name: 'CreateTable',
  checksInput: true,
  async permissions(input, call) {
    const { tables, input: checked } = await readRequest('CreateTable', input, call);
    const table = { tables, place: call.caller.place, name: String(checked.TableName) };
    const tags = tagsOf(input);
    const context = requestTags(tags);
    return [
      tablePermission('dynamodb:CreateTable', table, context),
      ...(tags.length > 0 ? [tablePermission('dynamodb:TagResource', table, context)] : []),
    ];
  },
  async run(input, call) {
    const { tables, input: checked, given } = await readRequest('CreateTable', input, call);
    return { TableDescription: tableJson(await orUnavailable(tables.create(checked, given)), call) };
  },
};

function tagsOf({ Tags }: JsonObject): readonly Tag[] {
  return isJsonArray(Tags) ? Tags.map(tagOf) : [];
}
