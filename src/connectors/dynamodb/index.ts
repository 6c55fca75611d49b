import type { ApiIntegration, ServiceFacts } from '../api-integration.ts';

const dynamodb: ServiceFacts = {
  name: 'dynamodb',
  errorPrefix: 'DynamoDB',
  label: 'AmazonDynamoDBv2',
  generalException: 'AmazonDynamoDBException',
};

/**
 * Only reading may be repeated: a write that is made again could undo what somebody else has written since.
 *
 * Source: Developer Guide, "Perform DynamoDB CRUD operations with Step Functions".
 */
export const dynamodbIntegrations: readonly ApiIntegration[] = [
  { resource: 'dynamodb:getItem', service: dynamodb, action: 'GetItem', isIdempotent: true },
  { resource: 'dynamodb:putItem', service: dynamodb, action: 'PutItem' },
  { resource: 'dynamodb:updateItem', service: dynamodb, action: 'UpdateItem' },
  { resource: 'dynamodb:deleteItem', service: dynamodb, action: 'DeleteItem' },
];
