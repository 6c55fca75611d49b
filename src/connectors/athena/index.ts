import { type ApiIntegration, resourceOf, type ServiceFacts, statusAt } from '../api-integration.ts';

const athena: ServiceFacts = {
  name: 'athena',
  errorPrefix: 'Athena',
  label: 'AmazonAthena',
  generalException: 'AmazonAthenaException',
};

/** Source: Developer Guide, "Run Athena queries with Step Functions". */
export const athenaIntegrations: readonly ApiIntegration[] = [
  {
    resource: 'athena:startQueryExecution',
    service: athena,
    action: 'StartQueryExecution',
    idempotencyToken: 'ClientRequestToken',
    job: {
      names: { QueryExecutionId: 'QueryExecutionId' },
      poll: { action: 'GetQueryExecution' },
      statusOf: statusAt('QueryExecution.Status.State'),
      outcomes: { SUCCEEDED: 'Succeeded', FAILED: 'Failed', CANCELLED: 'Failed' },
      cancel: { action: 'StopQueryExecution' },
    },
  },
  onQuery('StopQueryExecution'),
  onQuery('GetQueryExecution'),
  onQuery('GetQueryResults'),
];

function onQuery(action: string): ApiIntegration {
  return { resource: resourceOf('athena', action), service: athena, action, isIdempotent: true };
}
