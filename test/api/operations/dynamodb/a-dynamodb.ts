import { randomUUID } from 'node:crypto';
import * as sdk from '@aws-sdk/client-dynamodb';
import pino from 'pino';
import { onTestFinished } from 'vitest';
import type { Services } from '../../../../src/api/operation.ts';
import { dynamodbOperations } from '../../../../src/api/operations/dynamodb/index.ts';
import { createDynamoDb } from '../../../../src/dynamodb/dynamodb.ts';
import type { Permission } from '../../../../src/runtime/identity/identity.ts';
import { systemClock } from '../../../../src/runtime/system-clock.ts';
import { anIdentity, longTermKey, someServices, startServer } from '../../../support/api-server.ts';
import { type SendCommand, sendWith } from '../../../support/sdk-client.ts';

export interface TestDynamoDb {
  /** An input that names no table is one for the table `orders`. */
  readonly send: SendCommand;
  /** What was asked permission for. */
  readonly asked: Permission[];
}

/** DynamoDB of account 111111111111 in us-east-1 over HTTP, with nothing in it; gone after the test. */
export async function aDynamoDb(): Promise<TestDynamoDb> {
  const asked: Permission[] = [];
  const log = pino({ level: 'silent' });
  const dynamodb = createDynamoDb({ directory: undefined, clock: systemClock, newId: randomUUID, log });
  const services: Services = {
    ...someServices({ identity: anIdentity((permission) => asked.push(permission)), log }),
    dynamodb,
    endpoint: () => server.endpoint,
  };
  const server = await startServer(Object.values(dynamodbOperations), { services });
  const client = new sdk.DynamoDBClient({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials: longTermKey,
    maxAttempts: 1,
  });
  onTestFinished(async () => {
    client.destroy();
    await server.close();
    await dynamodb.close();
  });
  const send = sendWith(client, sdk);
  return {
    send: (operation, input = {}) =>
      send(operation, namesTable(input) ? input : { TableName: 'orders', ...input }),
    asked,
  };
}

function namesTable(input: object): boolean {
  return ['TableName', 'TransactItems', 'RequestItems', 'ResourceArn'].some((name) => name in input);
}

/** DynamoDB with five orders of `a`, of which two are of the team `even` and three of `odd`. */
export async function anOrdersTable(): Promise<TestDynamoDb> {
  const db = await aDynamoDb();
  await db.send('CreateTable', ordersTable);
  for (let sk = 1; sk <= 5; sk += 1) {
    const Item = anOrder('a', sk, { team: { S: sk % 2 === 0 ? 'even' : 'odd' } });
    await db.send('PutItem', { Item });
  }
  return db;
}

/** A table's key: `pk`, a text, and `sk`, a number; and an index by `team`. */
export const ordersTable = {
  TableName: 'orders',
  BillingMode: 'PAY_PER_REQUEST',
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  AttributeDefinitions: [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'sk', AttributeType: 'N' },
    { AttributeName: 'team', AttributeType: 'S' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'by-team',
      KeySchema: [{ AttributeName: 'team', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
} as const;

export function anOrder(pk: string, sk: number, more: Record<string, object> = {}) {
  return { pk: { S: pk }, sk: { N: String(sk) }, ...more };
}
