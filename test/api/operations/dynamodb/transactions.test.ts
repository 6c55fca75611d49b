import { beforeEach, describe, expect, test } from 'vitest';
import { anOrder, anOrdersTable, type TestDynamoDb } from './a-dynamodb.ts';

let db: TestDynamoDb;

beforeEach(async () => {
  db = await anOrdersTable();
});

const key = anOrder('a', 1);

describe('a transaction', () => {
  const orders = { TableName: 'orders' };
  const put = { Put: { ...orders, Item: anOrder('t', 1, { team: { S: 'new' } }) } };
  const get = () => db.send('GetItem', { Key: { pk: { S: 't' }, sk: { N: '1' } } });

  test('writes all of its parts', async () => {
    const update = {
      ...orders,
      Key: key,
      UpdateExpression: 'SET team = :team',
      ExpressionAttributeValues: { ':team': { S: 'new' } },
    };
    const check = { ...orders, Key: { pk: { S: 'a' }, sk: { N: '2' } }, ConditionExpression: 'team = :team' };
    await db.send('TransactWriteItems', {
      TransactItems: [
        put,
        { Update: update },
        { Delete: { ...orders, Key: { pk: { S: 'a' }, sk: { N: '3' } } } },
        { ConditionCheck: { ...check, ExpressionAttributeValues: { ':team': { S: 'even' } } } },
      ],
    });
    const found = await db.send('Query', {
      IndexName: 'by-team',
      KeyConditionExpression: 'team = :team',
      ExpressionAttributeValues: { ':team': { S: 'new' } },
    });
    expect(found.Count).toBe(2);
    expect((await db.send('Scan', {})).Count).toBe(5);
  });

  test('writes none of its parts where one stands in the way, and says which', async () => {
    const check = {
      ConditionCheck: {
        ...orders,
        Key: key,
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
    };
    await expect(db.send('TransactWriteItems', { TransactItems: [put, check] })).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { team: { S: 'odd' } },
        },
      ],
    });
    expect(await get()).not.toHaveProperty('Item');
  });

  test('is done once under its token', async () => {
    const request = {
      ClientRequestToken: 'once',
      TransactItems: [
        {
          Update: {
            ...orders,
            Key: key,
            UpdateExpression: 'ADD hits :one',
            ExpressionAttributeValues: { ':one': { N: '1' } },
          },
        },
      ],
    };
    await db.send('TransactWriteItems', request);
    await db.send('TransactWriteItems', request);
    expect(await db.send('GetItem', { Key: key })).toMatchObject({ Item: { hits: { N: '1' } } });
    await expect(db.send('TransactWriteItems', { ...request, TransactItems: [put] })).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
  });

  test('leaves a sum as it is, however many move parts of it at once', async () => {
    for (const pk of ['x', 'y', 'z']) {
      await db.send('PutItem', { Item: anOrder(pk, 0, { coins: { N: '100' } }) });
    }
    const move = (from: string, to: string) =>
      db.send('TransactWriteItems', {
        TransactItems: [
          [from, ':minus'],
          [to, ':plus'],
        ].map(([pk = '', value = '']) => ({
          Update: {
            ...orders,
            Key: anOrder(pk, 0),
            UpdateExpression: `ADD coins ${value}`,
            ExpressionAttributeValues: { [value]: { N: value === ':plus' ? '1' : '-1' } },
          },
        })),
      });
    const names = ['x', 'y', 'z'];
    await Promise.all(
      Array.from({ length: 60 }, (_, index) =>
        move(names[index % 3] ?? '', names[(index + 1 + (index % 2)) % 3] ?? ''),
      ),
    );
    const { Responses } = await db.send('TransactGetItems', {
      TransactItems: names.map((pk) => ({ Get: { ...orders, Key: anOrder(pk, 0) } })),
    });
    const coins = (Responses as { Item: { coins: { N: string } } }[]).map(({ Item }) => Number(Item.coins.N));
    expect(coins.reduce((sum, count) => sum + count, 0)).toBe(300);
  });
});
