import { idempotencyKey, testContract } from '../api-contract.ts';

const QueryExecutionId = 'b2e0a6ac-9bd4-4fd4-8d5a-7c2a2c3f5d11';
const execution = (State: string) => ({
  QueryExecutionId,
  Query: 'SELECT 1',
  Status: { State, SubmissionDateTime: 1700000000123 },
  Statistics: { DataScannedInBytes: 0 },
});

testContract({
  prefix: 'athena',
  service: 'athena',
  refusals: [
    ['InvalidRequestException', 'Athena.InvalidRequestException', 'AmazonAthena'],
    ['ThrottlingException', 'Athena.AmazonAthenaException', 'AmazonAthena'],
  ],
  cases: [
    {
      resource: 'athena:startQueryExecution',
      parameters: {
        QueryString: 'SELECT 1',
        WorkGroup: 'primary',
        ResultConfiguration: { OutputLocation: 's3://results/' },
      },
      call: [
        'StartQueryExecution',
        {
          QueryString: 'SELECT 1',
          WorkGroup: 'primary',
          ResultConfiguration: { OutputLocation: 's3://results/' },
          ClientRequestToken: idempotencyKey,
        },
      ],
      output: { QueryExecutionId },
      result: { QueryExecutionId },
      job: {
        poll: ['GetQueryExecution', { QueryExecutionId }],
        output: (status) => ({ QueryExecution: execution(status) }),
        result: (State) => ({
          QueryExecution: {
            Query: 'SELECT 1',
            QueryExecutionId,
            Statistics: { DataScannedInBytes: 0 },
            Status: { State, SubmissionDateTime: 1700000000123 },
          },
        }),
        running: ['QUEUED', 'RUNNING'],
        succeeded: ['SUCCEEDED'],
        failed: ['FAILED', 'CANCELLED'],
        cancel: ['StopQueryExecution', { QueryExecutionId }],
      },
    },
    {
      resource: 'athena:stopQueryExecution',
      parameters: { QueryExecutionId },
      call: ['StopQueryExecution', { QueryExecutionId }],
      output: {},
      result: {},
    },
    {
      resource: 'athena:getQueryExecution',
      parameters: { QueryExecutionId },
      call: ['GetQueryExecution', { QueryExecutionId }],
      output: { QueryExecution: execution('RUNNING') },
      result: { QueryExecution: execution('RUNNING') },
    },
    {
      resource: 'athena:getQueryResults',
      parameters: { QueryExecutionId, MaxResults: '10' },
      call: ['GetQueryResults', { QueryExecutionId, MaxResults: 10 }],
      output: { ResultSet: { Rows: [{ Data: [{ VarCharValue: '1' }] }] }, UpdateCount: 0 },
      result: { ResultSet: { Rows: [{ Data: [{ VarCharValue: '1' }] }] }, UpdateCount: 0 },
    },
  ],
});
