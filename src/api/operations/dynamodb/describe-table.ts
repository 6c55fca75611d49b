import type { Operation } from '../../operation.ts';
import { tablePermission } from './permissions.ts';
import { readRequest } from './requests.ts';
import { tableJson } from './table-json.ts';

export const describeTable: Operation = {
  service: 'dynamodb',
  name: 'DescribeTable',
  checksInput: true,
  async permissions(input, call) {
    const { tables, input: checked } = await readRequest('DescribeTable', input, call);
    const name = String(checked.TableName);
    return [tablePermission('dynamodb:DescribeTable', { tables, place: call.caller.place, name })];
  },
  async run(input, call) {
    const { tables, input: checked } = await readRequest('DescribeTable', input, call);
    const { description } = tables.get(String(checked.TableName));
    return { Table: tableJson({ DeletionProtectionEnabled: false, ...description }, call) };
  },
};
