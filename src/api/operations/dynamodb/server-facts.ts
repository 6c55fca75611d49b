import type { Operation } from '../../operation.ts';

/** Where clients that look for an endpoint of their own find this server. */
export const describeEndpoints: Operation = {
  service: 'dynamodb',
  name: 'DescribeEndpoints',
  permissions: () => [{ action: 'dynamodb:DescribeEndpoints', resource: '*' }],
  run: async (_input, { services }) => ({
    Endpoints: [{ Address: new URL(services.endpoint()).host, CachePeriodInMinutes: 1440 }],
  }),
};

/** AWS's own for an account that asked for no others. Source: Developer Guide, "Quotas in Amazon DynamoDB". */
export const describeLimits: Operation = {
  service: 'dynamodb',
  name: 'DescribeLimits',
  permissions: () => [{ action: 'dynamodb:DescribeLimits', resource: '*' }],
  run: async () => ({
    AccountMaxReadCapacityUnits: 80_000,
    AccountMaxWriteCapacityUnits: 80_000,
    TableMaxReadCapacityUnits: 40_000,
    TableMaxWriteCapacityUnits: 40_000,
  }),
};
