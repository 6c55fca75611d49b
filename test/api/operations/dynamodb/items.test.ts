import { beforeEach, describe, expect, test } from 'vitest';
import { anOrder, anOrdersTable, type TestDynamoDb } from './a-dynamodb.ts';

let db: TestDynamoDb;

beforeEach(async () => {
  db = await anOrdersTable();
});

const key = anOrder('a', 1);

describe('an operation on items', () => {
  const answers: readonly (readonly [string, string, object, object])[] = [
    ['gives an item', 'GetItem', { Key: key }, { Item: anOrder('a', 1, { team: { S: 'odd' } }) }],
    [
      'gives the attributes that are asked for',
      'GetItem',
      { Key: key, ProjectionExpression: 'team' },
      { Item: { team: { S: 'odd' } } },
    ],
    [
      'takes the ARN of a table for its name',
      'GetItem',
      {
        TableName: 'arn:aws:dynamodb:us-east-1:111111111111:table/orders',
        Key: key,
        ProjectionExpression: 'sk',
      },
      { Item: { sk: { N: '1' } } },
    ],
    [
      'updates by expressions',
      'UpdateItem',
      {
        Key: key,
        UpdateExpression: 'SET #n = if_not_exists(#n, :zero) + :one',
        ExpressionAttributeNames: { '#n': 'count' },
        ExpressionAttributeValues: { ':zero': { N: '0' }, ':one': { N: '1' } },
        ReturnValues: 'UPDATED_NEW',
      },
      { Attributes: { count: { N: '1' } } },
    ],
    [
      'deletes, with what was there',
      'DeleteItem',
      { Key: key, ReturnValues: 'ALL_OLD' },
      { Attributes: anOrder('a', 1, { team: { S: 'odd' } }) },
    ],
    [
      'queries a range in order, backwards',
      'Query',
      {
        KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
        ExpressionAttributeValues: { ':pk': { S: 'a' }, ':from': { N: '2' }, ':to': { N: '3' } },
        ScanIndexForward: false,
        ProjectionExpression: 'sk',
      },
      { Count: 2, Items: [{ sk: { N: '3' } }, { sk: { N: '2' } }] },
    ],
    [
      'queries an index',
      'Query',
      {
        IndexName: 'by-team',
        KeyConditionExpression: 'team = :team',
        ExpressionAttributeValues: { ':team': { S: 'even' } },
        Select: 'COUNT',
      },
      { Count: 2, ScannedCount: 2 },
    ],
    [
      'scans with a filter',
      'Scan',
      { FilterExpression: 'sk > :four', ExpressionAttributeValues: { ':four': { N: '4' } } },
      { Count: 1, ScannedCount: 5 },
    ],
    [
      'writes a batch',
      'BatchWriteItem',
      {
        RequestItems: {
          orders: [{ PutRequest: { Item: anOrder('b', 1) } }, { DeleteRequest: { Key: key } }],
        },
      },
      { UnprocessedItems: {} },
    ],
    [
      'gets a batch',
      'BatchGetItem',
      { RequestItems: { orders: { Keys: [key], ProjectionExpression: 'sk' } } },
      { Responses: { orders: [{ sk: { N: '1' } }] } },
    ],
    [
      'gets several items of one moment',
      'TransactGetItems',
      { TransactItems: [{ Get: { TableName: 'orders', Key: key, ProjectionExpression: 'team' } }] },
      { Responses: [{ Item: { team: { S: 'odd' } } }] },
    ],
  ];
  test.each(answers)('%s', async (_title, name, input, answer) => {
    expect(await db.send(name, input)).toMatchObject(answer);
  });

  const refusals: readonly (readonly [string, string, object, string, string])[] = [
    [
      'a table that is not there',
      'GetItem',
      { TableName: 'none', Key: key },
      'ResourceNotFoundException',
      'Requested resource not found',
    ],
    [
      'a name that is none, in the words of the API model',
      'GetItem',
      { TableName: 'a/table', Key: key },
      'ValidationException',
      "1 validation error detected: Value 'a/table' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    ],
    [
      'an item without its key',
      'PutItem',
      { Item: { pk: { S: 'a' } } },
      'ValidationException',
      'One or more parameter values were invalid: Missing the key sk in the item',
    ],
    [
      'a condition that does not hold',
      'PutItem',
      { Item: key, ConditionExpression: 'attribute_not_exists(pk)' },
      'ConditionalCheckFailedException',
      'The conditional request failed',
    ],
    [
      'a table of another account',
      'GetItem',
      { TableName: 'arn:aws:dynamodb:us-east-1:222222222222:table/orders', Key: key },
      'AccessDeniedException',
      'arn:aws:dynamodb:us-east-1:222222222222:table/orders is not a table of this account and region.',
    ],
    [
      'one item twice in a transaction',
      'TransactWriteItems',
      { TransactItems: [1, 2].map(() => ({ Delete: { TableName: 'orders', Key: key } })) },
      'ValidationException',
      'Transaction request cannot include multiple operations on one item',
    ],
  ];
  test.each(refusals)('is refused %s', async (_title, name, input, code, message) => {
    await expect(db.send(name, input)).rejects.toMatchObject({ name: code, message });
  });

  test('shows the item that stood against a condition only where it is asked for', async () => {
    const input = { Item: key, ConditionExpression: 'attribute_not_exists(pk)' };
    const shown = { ...input, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
    await expect(db.send('PutItem', shown)).rejects.toMatchObject({ Item: { team: { S: 'odd' } } });
    const refused = await db.send('PutItem', input).catch((error: object) => error);
    expect((refused as { readonly Item?: unknown }).Item).toBeUndefined();
  });

  test('gives pages that together have every item once', async () => {
    const found: unknown[] = [];
    let page: Record<string, unknown> = {};
    do {
      const ExclusiveStartKey = page.LastEvaluatedKey;
      page = await db.send('Scan', {
        Limit: 2,
        ...(ExclusiveStartKey !== undefined && { ExclusiveStartKey }),
      });
      found.push(...(page.Items as unknown[]));
    } while (page.LastEvaluatedKey !== undefined);
    expect(found).toHaveLength(5);
    expect(new Set(found.map((item) => JSON.stringify(item))).size).toBe(5);
  });

  test('counts every one of updates made at once', async () => {
    const add = {
      Key: key,
      UpdateExpression: 'ADD hits :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    };
    await Promise.all(Array.from({ length: 50 }, () => db.send('UpdateItem', add)));
    expect(await db.send('GetItem', { Key: key, ProjectionExpression: 'hits' })).toMatchObject({
      Item: { hits: { N: '50' } },
    });
  });
});

describe('permission is asked', () => {
  const orders = 'arn:aws:dynamodb:us-east-1:111111111111:table/orders';
  const cases: readonly (readonly [string, string, object, readonly object[]])[] = [
    [
      'for an item, with its partition key',
      'GetItem',
      { Key: key },
      [
        {
          action: 'dynamodb:GetItem',
          resource: orders,
          context: { 'dynamodb:LeadingKeys': ['a'], 'dynamodb:Attributes': ['pk', 'sk'] },
        },
      ],
    ],
    [
      'for an index',
      'Query',
      {
        IndexName: 'by-team',
        KeyConditionExpression: 'team = :team',
        ExpressionAttributeValues: { ':team': { S: 'even' } },
        Select: 'COUNT',
      },
      [
        {
          action: 'dynamodb:Query',
          resource: `${orders}/index/by-team`,
          context: { 'dynamodb:LeadingKeys': ['even'], 'dynamodb:Select': 'COUNT' },
        },
      ],
    ],
    [
      'for each table of a batch',
      'BatchWriteItem',
      { RequestItems: { orders: [{ DeleteRequest: { Key: key } }] } },
      [{ action: 'dynamodb:BatchWriteItem', resource: orders, context: { 'dynamodb:LeadingKeys': ['a'] } }],
    ],
    [
      'for each part of a transaction',
      'TransactWriteItems',
      {
        TransactItems: [
          { Put: { TableName: 'orders', Item: anOrder('p', 1) } },
          { ConditionCheck: { TableName: 'orders', Key: key, ConditionExpression: 'attribute_exists(pk)' } },
        ],
      },
      [
        {
          action: 'dynamodb:PutItem',
          resource: orders,
          context: { 'dynamodb:LeadingKeys': ['p'], 'dynamodb:EnclosingOperation': 'TransactWriteItems' },
        },
        { action: 'dynamodb:ConditionCheckItem', resource: orders },
      ],
    ],
    ['for no table in particular', 'ListTables', {}, [{ action: 'dynamodb:ListTables', resource: '*' }]],
  ];
  test.each(cases)('%s', async (_title, name, input, permissions) => {
    db.asked.length = 0;
    await db.send(name, input);
    expect(db.asked).toMatchObject(permissions);
  });
});
