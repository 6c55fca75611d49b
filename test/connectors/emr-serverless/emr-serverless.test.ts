import { idempotencyKey, type JobCase, testContract } from '../api-contract.ts';

const applicationId = '00f1';
const arn = 'arn:aws:emr-serverless:us-east-1:111111111111:/applications/00f1';
const states = ['CREATING', 'CREATED', 'STARTING', 'STARTED', 'STOPPING', 'STOPPED', 'TERMINATED'];
const runStates = ['SUBMITTED', 'PENDING', 'SCHEDULED', 'RUNNING', 'QUEUED', 'CANCELLING'];

function application(succeeded: string, failed: readonly string[], more: Partial<JobCase> = {}): JobCase {
  return {
    poll: ['GetApplication', { applicationId }],
    output: (state) => ({ application: { applicationId, arn, state, createdAt: 1700000000000 } }),
    result: (State) => ({ ApplicationId: applicationId, Arn: arn, CreatedAt: 1700000000000, State }),
    running: states.filter((state) => state !== succeeded && !failed.includes(state)),
    succeeded: [succeeded],
    failed,
    gone: { code: 'ResourceNotFoundException', result: 'failure' },
    ...more,
  };
}

function jobRun(succeeded: string, failed: readonly string[], more: Partial<JobCase> = {}): JobCase {
  return {
    poll: ['GetJobRun', { applicationId, jobRunId: 'r1' }],
    output: (state) => ({ jobRun: { applicationId, jobRunId: 'r1', state } }),
    result: (State) => ({ ApplicationId: applicationId, JobRunId: 'r1', State }),
    running: runStates,
    succeeded: [succeeded],
    failed,
    gone: { code: 'ResourceNotFoundException', result: 'failure' },
    ...more,
  };
}

const onApplication = {
  parameters: { ApplicationId: applicationId },
  output: {},
  result: { ApplicationId: applicationId },
};

testContract({
  prefix: 'emr-serverless',
  service: 'emrserverless',
  refusals: [
    ['ValidationException', 'EMRServerless.ValidationException', 'AWSEMRServerless'],
    ['ThrottlingException', 'EMRServerless.AWSEMRServerlessException', 'AWSEMRServerless'],
  ],
  cases: [
    {
      resource: 'emr-serverless:createApplication',
      parameters: { Name: 'app', ReleaseLabel: 'emr-6.9.0', Type: 'SPARK' },
      call: [
        'CreateApplication',
        { name: 'app', releaseLabel: 'emr-6.9.0', type: 'SPARK', clientToken: idempotencyKey },
      ],
      output: { applicationId, name: 'app', arn },
      result: { ApplicationId: applicationId, Arn: arn, Name: 'app' },
      job: application('CREATED', ['TERMINATED'], { cancel: ['DeleteApplication', { applicationId }] }),
    },
    {
      resource: 'emr-serverless:startApplication',
      ...onApplication,
      call: ['StartApplication', { applicationId }],
      job: application('STARTED', ['STOPPED', 'TERMINATED'], {
        cancel: ['StopApplication', { applicationId }],
      }),
    },
    {
      resource: 'emr-serverless:stopApplication',
      ...onApplication,
      call: ['StopApplication', { applicationId }],
      job: application('STOPPED', ['TERMINATED']),
    },
    {
      resource: 'emr-serverless:deleteApplication',
      ...onApplication,
      call: ['DeleteApplication', { applicationId }],
      job: application('TERMINATED', [], {
        gone: { code: 'ResourceNotFoundException', result: onApplication.result },
      }),
    },
    {
      resource: 'emr-serverless:startJobRun',
      parameters: {
        ApplicationId: applicationId,
        ExecutionRoleArn: 'arn:aws:iam::111111111111:role/job',
        JobDriver: { SparkSubmit: { EntryPoint: 's3://scripts/a.py', EntryPointArguments: ['60'] } },
      },
      call: [
        'StartJobRun',
        {
          applicationId,
          executionRoleArn: 'arn:aws:iam::111111111111:role/job',
          jobDriver: { sparkSubmit: { entryPoint: 's3://scripts/a.py', entryPointArguments: ['60'] } },
          clientToken: idempotencyKey,
        },
      ],
      output: { applicationId, jobRunId: 'r1', arn },
      result: { ApplicationId: applicationId, Arn: arn, JobRunId: 'r1' },
      job: jobRun('SUCCESS', ['FAILED', 'CANCELLED'], {
        cancel: ['CancelJobRun', { applicationId, jobRunId: 'r1' }],
      }),
    },
    {
      resource: 'emr-serverless:cancelJobRun',
      parameters: { ApplicationId: applicationId, JobRunId: 'r1' },
      call: ['CancelJobRun', { applicationId, jobRunId: 'r1' }],
      output: { applicationId, jobRunId: 'r1' },
      result: { ApplicationId: applicationId, JobRunId: 'r1' },
      job: jobRun('CANCELLED', ['FAILED', 'SUCCESS']),
    },
  ],
});
