import { type ApiIntegration, type ServiceFacts, statusAt, structureAt, textOf } from '../api-integration.ts';

const glue: ServiceFacts = {
  name: 'glue',
  errorPrefix: 'Glue',
  label: 'AWSGlue',
  generalException: 'AWSGlueException',
};

/** Source: Developer Guide, "Start an AWS Glue job with Step Functions". */
export const startJobRun: ApiIntegration = {
  resource: 'glue:startJobRun',
  service: glue,
  action: 'StartJobRun',
  toResult: (output, { JobName = null }) => ({ ...output, JobName }),
  job: {
    names: { JobName: 'JobName', RunId: 'JobRunId' },
    poll: { action: 'GetJobRun' },
    describe: structureAt('JobRun'),
    statusOf: statusAt('JobRunState'),
    outcomes: {
      SUCCEEDED: 'Succeeded',
      FAILED: 'Failed',
      TIMEOUT: 'Failed',
      ERROR: 'Failed',
      EXPIRED: 'Failed',
      STOPPED: 'Failed',
    },
    gone: { code: 'EntityNotFoundException', outcome: 'Failed' },
    cancel: {
      action: 'BatchStopJobRun',
      parameters: (names) => ({ JobName: textOf(names, 'JobName'), JobRunIds: [textOf(names, 'RunId')] }),
    },
  },
};
