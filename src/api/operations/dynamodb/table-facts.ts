import type { JsonObject } from '../../../base/json.ts';
import type { Table } from '../../../dynamodb/table-catalog.ts';
import { withTimeToLive } from '../../../dynamodb/tables.ts';
import type { Call, Operation } from '../../operation.ts';
import { tablePermission } from './permissions.ts';
import { orUnavailable, tableNameOf, tablesOf } from './requests.ts';

/** An operation on what a table is besides its items, named by TableName. */
function tableOperation(
  name: string,
  run: (input: JsonObject, table: Table, call: Call) => Promise<JsonObject> | JsonObject,
): Operation {
  const nameOf = (input: JsonObject, call: Call) => tableNameOf(String(input.TableName), call);
  return {
    service: 'dynamodb',
    name,
    permissions: async (input, call) => [
      tablePermission(`dynamodb:${name}`, {
        tables: await tablesOf(call),
        place: call.caller.place,
        name: nameOf(input, call),
      }),
    ],
    run: async (input, call) => run(input, (await tablesOf(call)).get(nameOf(input, call)), call),
  };
}

export const describeTimeToLive = tableOperation('DescribeTimeToLive', (_input, { timeToLive }) => ({
  TimeToLiveDescription:
    timeToLive?.isEnabled === true
      ? { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive.attributeName }
      : { TimeToLiveStatus: 'DISABLED' },
}));

export const updateTimeToLive = tableOperation(
  'UpdateTimeToLive',
  async ({ TimeToLiveSpecification }, { name }, call) => {
    const specification = TimeToLiveSpecification as JsonObject;
    const tables = await tablesOf(call);
    await orUnavailable(tables.change(name, (table) => withTimeToLive(table, specification)));
    return { TimeToLiveSpecification: specification };
  },
);

/** There are none. */
export const describeContinuousBackups = tableOperation('DescribeContinuousBackups', () => ({
  ContinuousBackupsDescription: {
    ContinuousBackupsStatus: 'DISABLED',
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus: 'DISABLED' },
  },
}));
