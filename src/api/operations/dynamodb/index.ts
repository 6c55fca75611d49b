import type { Operation } from '../../operation.ts';
import { createTable } from './create-table.ts';
import { deleteTable } from './delete-table.ts';
import { describeTable } from './describe-table.ts';
import { itemOperations } from './item-operations.ts';
import { listTables } from './list-tables.ts';
import { describeEndpoints, describeLimits } from './server-facts.ts';
import { describeContinuousBackups, describeTimeToLive, updateTimeToLive } from './table-facts.ts';
import { listTagsOfResource, tagResource, untagResource } from './tag-operations.ts';
import { transactGetItems, transactWriteItems } from './transact-items.ts';
import { updateTable } from './update-table.ts';

/** The actions of DynamoDB that this server answers, by name. */
export const dynamodbOperations = {
  CreateTable: createTable,
  DescribeTable: describeTable,
  ListTables: listTables,
  UpdateTable: updateTable,
  DeleteTable: deleteTable,
  ...itemOperations,
  TransactGetItems: transactGetItems,
  TransactWriteItems: transactWriteItems,
  TagResource: tagResource,
  UntagResource: untagResource,
  ListTagsOfResource: listTagsOfResource,
  DescribeTimeToLive: describeTimeToLive,
  UpdateTimeToLive: updateTimeToLive,
  DescribeContinuousBackups: describeContinuousBackups,
  DescribeEndpoints: describeEndpoints,
  DescribeLimits: describeLimits,
} satisfies Readonly<Record<string, Operation>>;
