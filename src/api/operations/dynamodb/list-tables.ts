import type { Operation } from '../../operation.ts';
import { readRequest } from './requests.ts';

/** Names of a page where the request names no number. Source: API Reference, "ListTables". */
const namesDefault = 100;

export const listTables: Operation = {
  service: 'dynamodb',
  name: 'ListTables',
  checksInput: true,
  permissions: () => [{ action: 'dynamodb:ListTables', resource: '*' }],
  async run(input, call) {
    const { tables, input: checked } = await readRequest('ListTables', input, call);
    const { ExclusiveStartTableName: after = '', Limit: limit = namesDefault } = checked;
    const names = tables.names().filter((name) => name > String(after));
    const page = names.slice(0, Number(limit));
    const last = page.at(-1);
    return {
      TableNames: page,
      ...(page.length < names.length && last !== undefined && { LastEvaluatedTableName: last }),
    };
  },
};
