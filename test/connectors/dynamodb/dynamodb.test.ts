import { expect, test } from 'vitest';
import { Failure } from '../../../src/base/failure.ts';
import { ServiceError, ServiceUnreachable } from '../../../src/connectors/connector.ts';
import { aConnectorTask, aScriptedSession, requestId } from '../a-connector-task.ts';
import { getConnector, testContract } from '../api-contract.ts';

const key = { id: { S: 'id1' } };
const item = { data: { S: 'HelloWorld' }, id: { S: 'id1' }, counts: { L: [{ N: '1' }, { NULL: true }] } };

testContract({
  prefix: 'dynamodb',
  service: 'dynamodb',
  cases: [
    {
      resource: 'dynamodb:getItem',
      parameters: { TableName: 't', Key: key, ConsistentRead: 'true' },
      call: ['GetItem', { TableName: 't', Key: key, ConsistentRead: true }],
      output: { Item: item, ConsumedCapacity: { TableName: 't', CapacityUnits: 0.5 } },
      result: { ConsumedCapacity: { CapacityUnits: 0.5, TableName: 't' }, Item: item },
    },
    {
      resource: 'dynamodb:putItem',
      parameters: { TableName: 't', Item: { ...item, count: { N: 7 } } },
      call: ['PutItem', { TableName: 't', Item: { ...item, count: { N: '7' } } }],
      output: {},
      result: {},
    },
    {
      resource: 'dynamodb:updateItem',
      parameters: {
        TableName: 't',
        Key: key,
        UpdateExpression: 'set S=:r',
        ExpressionAttributeValues: { ':r': { S: 'HelloWorldUpdated' } },
        ReturnValues: 'UPDATED_NEW',
      },
      call: [
        'UpdateItem',
        {
          TableName: 't',
          Key: key,
          UpdateExpression: 'set S=:r',
          ExpressionAttributeValues: { ':r': { S: 'HelloWorldUpdated' } },
          ReturnValues: 'UPDATED_NEW',
        },
      ],
      output: { Attributes: { S: { S: 'HelloWorldUpdated' } } },
      result: { Attributes: { S: { S: 'HelloWorldUpdated' } } },
    },
    {
      resource: 'dynamodb:deleteItem',
      parameters: { TableName: 't', Key: key, ReturnValues: 'ALL_OLD' },
      call: ['DeleteItem', { TableName: 't', Key: key, ReturnValues: 'ALL_OLD' }],
      output: { Attributes: item },
      result: { Attributes: item },
    },
  ],
  refusals: [
    ['ResourceNotFoundException', 'DynamoDB.ResourceNotFoundException', 'AmazonDynamoDBv2'],
    ['ConditionalCheckFailedException', 'DynamoDB.ConditionalCheckFailedException', 'AmazonDynamoDBv2'],
    ['ValidationException', 'DynamoDB.AmazonDynamoDBException', 'AmazonDynamoDBv2'],
    ['AccessDeniedException', 'DynamoDB.AmazonDynamoDBException', 'AmazonDynamoDBv2'],
  ],
});

const put = getConnector('dynamodb:putItem');
const parameters = { TableName: '/t', Item: item };

test.each([
  [
    new ServiceError(
      "1 validation error detected: Value '/t' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
      { code: 'ValidationException', status: 400, requestId },
    ),
    'DynamoDB.AmazonDynamoDBException',
    `1 validation error detected: Value '/t' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+ (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ValidationException; Request ID: ${requestId}; Proxy: null)`,
  ],
  [
    new ServiceError('Requested resource not found', {
      code: 'ResourceNotFoundException',
      status: 400,
      requestId,
    }),
    'DynamoDB.ResourceNotFoundException',
    `Requested resource not found (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ResourceNotFoundException; Request ID: ${requestId}; Proxy: null)`,
  ],
  [
    new ServiceUnreachable('Unable to execute HTTP request: Connection refused'),
    'DynamoDB.SdkClientException',
    'Unable to execute HTTP request: Connection refused',
  ],
])('a refusal has the recorded texts: %s', async (refusal, error, cause) => {
  const { session } = aScriptedSession(refusal);
  const answer = await put.call(aConnectorTask({ session, parameters }));
  expect(answer).toEqual({ type: 'Result', result: new Failure(error, cause) });
});

test.each([
  [{ TableName: 't' }, "The field 'Key' is required but was missing"],
  [{ TableName: 't', Key: key, Items: [] }, "The field 'Items' is not supported by Step Functions"],
  [{ TableName: 't', Key: { id: { X: 'x' } } }, "The field 'X' is not supported by Step Functions"],
])('no call is made with %j', async (given, problem) => {
  const { session, requests } = aScriptedSession();
  const answer = await getConnector('dynamodb:getItem').call(aConnectorTask({ session, parameters: given }));
  const cause = `The Parameters '${JSON.stringify(given)}' could not be used to start the Task: [${problem}]`;
  expect(answer).toEqual({ type: 'Result', result: new Failure('States.Runtime', cause) });
  expect(requests).toEqual([]);
});

test.each([
  ['dynamodb:getItem', true],
  ['dynamodb:putItem', false],
  ['dynamodb:updateItem', false],
  ['dynamodb:deleteItem', false],
])('%s may be repeated after a crash: %s', (resource, isIdempotent) => {
  expect(getConnector(resource).isIdempotent({ resourceArn: 'arn', parameters: {} })).toBe(isIdempotent);
});
