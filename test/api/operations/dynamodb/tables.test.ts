import { beforeEach, describe, expect, test } from 'vitest';
import { anOrdersTable, ordersTable, type TestDynamoDb } from './a-dynamodb.ts';

let db: TestDynamoDb;

beforeEach(async () => {
  db = await anOrdersTable();
});

describe('a table', () => {
  test('is active once it is created', async () => {
    expect(await db.send('DescribeTable', {})).toMatchObject({
      Table: {
        TableStatus: 'ACTIVE',
        TableArn: 'arn:aws:dynamodb:us-east-1:111111111111:table/orders',
        GlobalSecondaryIndexes: [{ IndexName: 'by-team', IndexStatus: 'ACTIVE' }],
      },
    });
    await expect(db.send('CreateTable', ordersTable)).rejects.toMatchObject({
      name: 'ResourceInUseException',
    });
  });

  test('gets an index with entries of the items it has, and loses it', async () => {
    await db.send('UpdateTable', {
      AttributeDefinitions: [{ AttributeName: 'sk', AttributeType: 'N' }],
      GlobalSecondaryIndexUpdates: [
        {
          Create: {
            IndexName: 'by-sk',
            KeySchema: [{ AttributeName: 'sk', KeyType: 'HASH' }],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        },
      ],
    });
    const query = {
      IndexName: 'by-sk',
      KeyConditionExpression: 'sk = :sk',
      ExpressionAttributeValues: { ':sk': { N: '3' } },
    };
    expect((await db.send('Query', query)).Items).toEqual([{ pk: { S: 'a' }, sk: { N: '3' } }]);
    await db.send('UpdateTable', { GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'by-sk' } }] });
    await expect(db.send('Query', query)).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('that is created again under its name is empty', async () => {
    await db.send('DeleteTable', {});
    expect(await db.send('ListTables', { TableName: undefined })).toMatchObject({ TableNames: [] });
    await db.send('CreateTable', ordersTable);
    expect((await db.send('Scan', {})).Count).toBe(0);
  });

  test('is not deleted while it is protected', async () => {
    await db.send('UpdateTable', { DeletionProtectionEnabled: true });
    await expect(db.send('DeleteTable', {})).rejects.toMatchObject({ name: 'ValidationException' });
    await db.send('UpdateTable', { DeletionProtectionEnabled: false });
    await db.send('DeleteTable', {});
  });

  test('has tags', async () => {
    const ResourceArn = 'arn:aws:dynamodb:us-east-1:111111111111:table/orders';
    await db.send('TagResource', {
      ResourceArn,
      Tags: [
        { Key: 'team', Value: 'blue' },
        { Key: 'x', Value: '' },
      ],
    });
    await db.send('UntagResource', { ResourceArn, TagKeys: ['x'] });
    expect(await db.send('ListTagsOfResource', { ResourceArn })).toMatchObject({
      Tags: [{ Key: 'team', Value: 'blue' }],
    });
  });

  test('says which attribute says how long items live', async () => {
    const TimeToLiveSpecification = { Enabled: true, AttributeName: 'ttl' };
    await db.send('UpdateTimeToLive', { TimeToLiveSpecification });
    expect(await db.send('DescribeTimeToLive', {})).toMatchObject({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'ttl' },
    });
  });
});
