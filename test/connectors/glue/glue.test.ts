import { testContract } from '../api-contract.ts';

const JobRunId = 'jr_22';

testContract({
  prefix: 'glue',
  service: 'glue',
  refusals: [
    ['EntityNotFoundException', 'Glue.EntityNotFoundException', 'AWSGlue'],
    ['ConcurrentRunsExceededException', 'Glue.ConcurrentRunsExceededException', 'AWSGlue'],
    ['AccessDeniedException', 'Glue.AccessDeniedException', 'AWSGlue'],
    ['ThrottlingException', 'Glue.ThrottlingException', 'AWSGlue'],
    ['InternalFailure', 'Glue.AWSGlueException', 'AWSGlue'],
  ],
  cases: [
    {
      resource: 'glue:startJobRun',
      parameters: { JobName: 'etl', Arguments: { '--key': 'value' }, NumberOfWorkers: 2, Timeout: '60' },
      call: [
        'StartJobRun',
        { JobName: 'etl', Arguments: { '--key': 'value' }, NumberOfWorkers: 2, Timeout: 60 },
      ],
      output: { JobRunId },
      result: { JobName: 'etl', JobRunId },
      job: {
        poll: ['GetJobRun', { JobName: 'etl', RunId: JobRunId }],
        output: (JobRunState) => ({
          JobRun: { Id: JobRunId, JobName: 'etl', JobRunState, StartedOn: 1565646121478, DPUSeconds: 1.5 },
        }),
        result: (JobRunState) => ({
          DPUSeconds: 1.5,
          Id: JobRunId,
          JobName: 'etl',
          JobRunState,
          StartedOn: 1565646121478,
        }),
        running: ['STARTING', 'RUNNING', 'STOPPING', 'WAITING'],
        succeeded: ['SUCCEEDED'],
        failed: ['FAILED', 'TIMEOUT', 'ERROR', 'EXPIRED', 'STOPPED'],
        gone: { code: 'EntityNotFoundException', result: 'failure' },
        cancel: ['BatchStopJobRun', { JobName: 'etl', JobRunIds: [JobRunId] }],
      },
    },
  ],
});
