import { type ClientStep, stepsOf } from './client-step.ts';

const batch = stepsOf('batch');
const arn = 'arn:aws:batch:us-east-1:<account>:';
const refused = (message: string) => ({ refused: { code: 'ClientException', message } });
const container = { image: 'alpine', vcpus: 1, memory: 128, command: ['echo', 'Ref::greeting'] };
const job = { jobQueue: 'work', jobDefinition: 'greet' };

/** Batch, every operation with what it takes and what it refuses. The queue's environment is disabled: no job starts. */
export const batchSteps: readonly ClientStep[] = [
  batch(
    'CreateComputeEnvironment',
    {
      computeEnvironmentName: 'laptop',
      type: 'MANAGED',
      state: 'DISABLED',
      computeResources: { type: 'EC2', maxvCpus: 4, subnets: ['subnet-1'], instanceRole: 'ecsInstanceRole' },
      tags: { team: 'blue' },
    },
    { answers: { '/computeEnvironmentArn': `${arn}compute-environment/laptop` } },
  ),
  batch(
    'CreateComputeEnvironment',
    { computeEnvironmentName: 'laptop', type: 'UNMANAGED' },
    refused('Object already exists'),
  ),
  batch(
    'DescribeComputeEnvironments',
    { computeEnvironments: ['laptop'] },
    {
      answers: {
        '/computeEnvironments/0/status': 'VALID',
        '/computeEnvironments/0/state': 'DISABLED',
        '/computeEnvironments/0/computeResources/maxvCpus': 4,
        '/computeEnvironments/0/tags': { team: 'blue' },
      },
    },
  ),
  batch(
    'UpdateComputeEnvironment',
    { computeEnvironment: 'laptop', computeResources: { maxvCpus: 8 } },
    { answers: { '/computeEnvironmentName': 'laptop' } },
  ),
  batch('UpdateComputeEnvironment', { computeEnvironment: 'none' }, refused('none does not exist')),
  batch(
    'CreateJobQueue',
    {
      jobQueueName: 'work',
      priority: 3,
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'laptop' }],
    },
    { answers: { '/jobQueueArn': `${arn}job-queue/work` } },
  ),
  batch(
    'CreateJobQueue',
    {
      jobQueueName: 'lost',
      priority: 1,
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'none' }],
    },
    refused('none does not exist'),
  ),
  batch(
    'DescribeJobQueues',
    { jobQueues: ['work'] },
    {
      answers: {
        '/jobQueues/0/priority': 3,
        '/jobQueues/0/computeEnvironmentOrder/0/computeEnvironment': `${arn}compute-environment/laptop`,
      },
    },
  ),
  batch(
    'UpdateJobQueue',
    { jobQueue: 'work', priority: 5 },
    { answers: { '/jobQueueArn': `${arn}job-queue/work` } },
  ),
  batch('UpdateJobQueue', { jobQueue: 'none' }, refused('JobQueue none not found.')),
  batch(
    'RegisterJobDefinition',
    {
      jobDefinitionName: 'greet',
      type: 'container',
      parameters: { greeting: 'hello' },
      containerProperties: container,
      retryStrategy: { attempts: 2 },
      timeout: { attemptDurationSeconds: 60 },
    },
    { answers: { '/jobDefinitionArn': `${arn}job-definition/greet:1`, '/revision': 1 } },
  ),
  batch(
    'RegisterJobDefinition',
    { jobDefinitionName: 'empty', type: 'container' },
    refused('Container properties should not be empty'),
  ),
  batch(
    'RegisterJobDefinition',
    {
      jobDefinitionName: 'greet',
      type: 'container',
      containerProperties: container,
      timeout: { attemptDurationSeconds: 59 },
    },
    refused('timeout.attemptDurationSeconds must be at least 60'),
  ),
  batch(
    'DescribeJobDefinitions',
    { jobDefinitionName: 'greet', status: 'ACTIVE' },
    {
      answers: {
        '/jobDefinitions/0/revision': 1,
        '/jobDefinitions/0/containerProperties/image': 'alpine',
        '/jobDefinitions/1': null,
      },
    },
  ),
  batch(
    'SubmitJob',
    { jobName: 'first', ...job, parameters: { greeting: 'good morning' } },
    { answers: { '/jobName': 'first' }, saves: { firstJob: '/jobId' } },
  ),
  batch(
    'SubmitJob',
    { jobName: 'many', ...job, arrayProperties: { size: 3 }, dependsOn: [{ type: 'SEQUENTIAL' }] },
    { answers: { '/jobName': 'many' }, saves: { arrayJob: '/jobId' } },
  ),
  batch('SubmitJob', { jobName: 'a b', ...job }, refused('jobName should match valid pattern')),
  batch('SubmitJob', { jobName: 'x', ...job, jobQueue: 'none' }, refused('JobQueue none not found.')),
  batch(
    'SubmitJob',
    { jobName: 'x', ...job, jobDefinition: 'none' },
    refused('JobDefinition name none does not exist or is not in ACTIVE status'),
  ),
  batch(
    'SubmitJob',
    { jobName: 'x', ...job, arrayProperties: { size: 1 } },
    refused('arrayProperties.size must be between 2 and 10000'),
  ),
  batch(
    'DescribeJobs',
    { jobs: ['<firstJob>', 'none'] },
    {
      answers: {
        '/jobs/0/status': 'RUNNABLE',
        '/jobs/0/jobQueue': `${arn}job-queue/work`,
        '/jobs/0/jobDefinition': `${arn}job-definition/greet:1`,
        '/jobs/0/container/command': ['echo', 'good morning'],
        '/jobs/0/retryStrategy/attempts': 2,
        '/jobs/1': null,
      },
    },
  ),
  batch(
    'ListJobs',
    { jobQueue: 'work', jobStatus: 'RUNNABLE' },
    { answers: { '/jobSummaryList/0/jobId': '<firstJob>', '/jobSummaryList/1': null } },
  ),
  batch(
    'ListJobs',
    { arrayJobId: '<arrayJob>', jobStatus: 'PENDING' },
    {
      answers: {
        '/jobSummaryList/0/arrayProperties/index': 1,
        '/jobSummaryList/1/jobId': '<arrayJob>:2',
        '/jobSummaryList/2': null,
      },
    },
  ),
  batch('ListJobs', {}, refused('One of jobQueue')),
  batch('CancelJob', { jobId: '<firstJob>', reason: 'changed my mind' }),
  batch('CancelJob', { jobId: 'none', reason: 'x' }, refused('Job none does not exist')),
  batch('TerminateJob', { jobId: '<arrayJob>', reason: 'no more' }),
  batch('TerminateJob', { jobId: 'none', reason: 'x' }, refused('Job none does not exist')),
  batch(
    'DescribeJobs',
    { jobs: ['<firstJob>', '<arrayJob>'] },
    {
      answers: {
        '/jobs/0/status': 'FAILED',
        '/jobs/0/statusReason': 'changed my mind',
        '/jobs/1/status': 'FAILED',
        '/jobs/1/statusReason': 'Array Child Job failed',
        '/jobs/1/arrayProperties/statusSummary/FAILED': 3,
      },
    },
  ),
  batch('DeregisterJobDefinition', { jobDefinition: 'greet:1' }),
  batch('DeregisterJobDefinition', { jobDefinition: 'greet' }, refused('greet is not a job definition')),
  batch('SubmitJob', { jobName: 'x', ...job }, refused('JobDefinition name greet does not exist')),
  batch('DeleteJobQueue', { jobQueue: 'work' }, refused('Cannot delete, state must be DISABLED')),
  batch(
    'DeleteComputeEnvironment',
    { computeEnvironment: 'laptop' },
    refused('Cannot delete, found existing JobQueue relationship'),
  ),
  batch('UpdateJobQueue', { jobQueue: 'work', state: 'DISABLED' }),
  batch('DeleteJobQueue', { jobQueue: 'work' }),
  batch('DeleteComputeEnvironment', { computeEnvironment: 'laptop' }),
  batch(
    'DescribeComputeEnvironments',
    { computeEnvironments: ['laptop'] },
    {
      answers: { '/computeEnvironments': [] },
    },
  ),
];
