import type { Operation } from '../../operation.ts';
import { tablePermission } from './permissions.ts';
import { orUnavailable, readRequest } from './requests.ts';
import { tableJson } from './table-json.ts';

export const deleteTable: Operation = {
  service: 'dynamodb',
  name: 'DeleteTable',
  checksInput: true,
  async permissions(input, call) {
    const { tables, input: checked } = await readRequest('DeleteTable', input, call);
    const name = String(checked.TableName);
    return [tablePermission('dynamodb:DeleteTable', { tables, place: call.caller.place, name })];
  },
  async run(input, call) {
    const { tables, input: checked } = await readRequest('DeleteTable', input, call);
    const description = await orUnavailable(tables.delete(String(checked.TableName)));
    return { TableDescription: tableJson(description, call) };
  },
};
