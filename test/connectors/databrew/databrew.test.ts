import { testContract } from '../api-contract.ts';

testContract({
  prefix: 'databrew',
  service: 'databrew',
  refusals: [
    ['ResourceNotFoundException', 'DataBrew.ResourceNotFoundException', 'AWSGlueDataBrew'],
    ['AccessDeniedException', 'DataBrew.AWSGlueDataBrewException', 'AWSGlueDataBrew'],
  ],
  cases: [
    {
      resource: 'databrew:startJobRun',
      parameters: { Name: 'profile' },
      call: ['StartJobRun', { Name: 'profile' }],
      output: { RunId: 'db_2' },
      result: { RunId: 'db_2' },
      job: {
        poll: ['ListJobRuns', { Name: 'profile', MaxResults: 100 }],
        output: (State) => ({
          JobRuns: [
            { RunId: 'db_3', State: 'RUNNING' },
            { RunId: 'db_2', JobName: 'profile', State, StartedOn: 1700000000000 },
          ],
        }),
        result: (State) => ({ JobName: 'profile', RunId: 'db_2', StartedOn: 1700000000000, State }),
        running: ['STARTING', 'RUNNING', 'STOPPING'],
        succeeded: ['SUCCEEDED'],
        failed: ['FAILED', 'TIMEOUT', 'STOPPED'],
        gone: { code: 'ResourceNotFoundException', result: 'failure' },
        cancel: ['StopJobRun', { Name: 'profile', RunId: 'db_2' }],
      },
    },
  ],
});
