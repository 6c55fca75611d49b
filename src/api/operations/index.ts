import type { Operation, OperationTable } from '../operation.ts';

/**
 * The operations of every service that this server answers. Each service's are loaded with its first call: few servers are
 * asked for all of them, and what is not loaded takes neither memory nor time at the start.
 */
export const operationTables: readonly OperationTable[] = [
  { service: 'batch', load: async () => (await import('./batch/index.ts')).batchOperations },
  { service: 'dynamodb', load: async () => (await import('./dynamodb/index.ts')).dynamodbOperations },
  { service: 'ecs', load: async () => (await import('./ecs/index.ts')).ecsOperations },
  { service: 'events', load: async () => (await import('./events/index.ts')).eventsOperations },
  { service: 'glue', load: async () => (await import('./glue/index.ts')).glueOperations },
  { service: 'iam', load: async () => (await import('./iam/index.ts')).iamOperations },
  { service: 'lambda', load: async () => (await import('./lambda/index.ts')).lambdaOperations },
  { service: 'logs', load: async () => (await import('./logs/index.ts')).logsOperations },
  { service: 's3', load: async () => (await import('./s3/index.ts')).s3Operations },
  { service: 'sns', load: async () => (await import('./sns/index.ts')).snsOperations },
  { service: 'sqs', load: async () => (await import('./sqs/index.ts')).sqsOperations },
  {
    service: 'secretsmanager',
    load: async () => (await import('./secretsmanager/index.ts')).secretsmanagerOperations,
  },
  { service: 'ssm', load: async () => (await import('./ssm/index.ts')).ssmOperations },
  { service: 'states', load: async () => (await import('./states/index.ts')).statesOperations },
  { service: 'stepwell', load: async () => (await import('./stepwell/index.ts')).stepwellOperations },
  { service: 'sts', load: async () => (await import('./sts/index.ts')).stsOperations },
];

/** Every operation, loaded; for who looks at all of them. */
export async function loadOperations(): Promise<readonly Operation[]> {
  const tables = await Promise.all(operationTables.map((table) => table.load()));
  return tables.flatMap((table) => Object.values(table));
}
