import { expect, test } from 'vitest';
import { aConnectorTask, aScriptedSession } from '../a-connector-task.ts';
import { getConnector, testContract } from '../api-contract.ts';

const jobId = '5ce9a71e-2f18-4dd1-b9ac-9d3618774d3f';
const jobArn = `arn:aws:batch:us-west-2:111111111111:job/${jobId}`;
const jobQueue = 'arn:aws:batch:us-west-2:111111111111:job-queue/queue';
const jobDefinition = 'arn:aws:batch:us-west-2:111111111111:job-definition/definition:2';
const mark = { name: 'MANAGED_BY_AWS', value: 'STARTED_BY_STEP_FUNCTIONS' };

testContract({
  prefix: 'batch',
  service: 'batch',
  refusals: [
    ['ClientException', 'Batch.ClientException', 'AWSBatch'],
    ['ServerException', 'Batch.ServerException', 'AWSBatch'],
    ['TooManyRequestsException', 'Batch.AWSBatchException', 'AWSBatch'],
    ['AccessDeniedException', 'Batch.AWSBatchException', 'AWSBatch'],
  ],
  cases: [
    {
      resource: 'batch:submitJob',
      parameters: {
        JobName: 'job',
        JobQueue: jobQueue,
        JobDefinition: jobDefinition,
        Parameters: { inputFile: 'a', Count: 3 },
        ContainerOverrides: { Environment: [{ Name: 'A', Value: 'b' }], Vcpus: 2 },
        RetryStrategy: { Attempts: 1, EvaluateOnExit: [{ OnExitCode: '1', Action: 'exit' }] },
        Tags: { team: 'x' },
      },
      call: [
        'SubmitJob',
        {
          jobName: 'job',
          jobQueue,
          jobDefinition,
          parameters: { inputFile: 'a', Count: '3' },
          containerOverrides: { environment: [{ name: 'A', value: 'b' }], vcpus: 2 },
          retryStrategy: { attempts: 1, evaluateOnExit: [{ onExitCode: '1', action: 'exit' }] },
          tags: { team: 'x' },
        },
      ],
      syncInput: {
        jobName: 'job',
        jobQueue,
        jobDefinition,
        parameters: { inputFile: 'a', Count: '3' },
        containerOverrides: { environment: [{ name: 'A', value: 'b' }, mark], vcpus: 2 },
        retryStrategy: { attempts: 1, evaluateOnExit: [{ onExitCode: '1', action: 'exit' }] },
        tags: { team: 'x' },
      },
      output: { jobName: 'job', jobId, jobArn },
      result: { JobArn: jobArn, JobId: jobId, JobName: 'job' },
      job: {
        poll: ['DescribeJobs', { jobs: [jobId] }],
        // After a recorded description.
        output: (status) => ({
          jobs: [
            {
              jobName: 'job',
              jobId,
              jobQueue,
              status,
              attempts: [
                {
                  container: {
                    taskArn: 'arn:aws:ecs:us-west-2:111111111111:task/7c7cd09e',
                    exitCode: 1,
                    networkInterfaces: [],
                  },
                  startedAt: 1591403928719,
                  stoppedAt: 1591403929450,
                  statusReason: 'Essential container in task exited',
                },
              ],
              createdAt: 1591403386307,
              startedAt: 1591403928719,
              jobDefinition,
              parameters: {},
              container: { vcpus: 2, memory: 12000, environment: [mark], command: [] },
              timeout: { attemptDurationSeconds: 5400 },
            },
          ],
        }),
        result: (status) => ({
          Attempts: [
            {
              Container: {
                ExitCode: 1,
                NetworkInterfaces: [],
                TaskArn: 'arn:aws:ecs:us-west-2:111111111111:task/7c7cd09e',
              },
              StartedAt: 1591403928719,
              StatusReason: 'Essential container in task exited',
              StoppedAt: 1591403929450,
            },
          ],
          Container: {
            Command: [],
            Environment: [{ Name: mark.name, Value: mark.value }],
            Memory: 12000,
            Vcpus: 2,
          },
          CreatedAt: 1591403386307,
          JobDefinition: jobDefinition,
          JobId: jobId,
          JobName: 'job',
          JobQueue: jobQueue,
          Parameters: {},
          StartedAt: 1591403928719,
          Status: status,
          Timeout: { AttemptDurationSeconds: 5400 },
        }),
        running: ['SUBMITTED', 'PENDING', 'RUNNABLE', 'STARTING', 'RUNNING'],
        succeeded: ['SUCCEEDED'],
        failed: ['FAILED'],
        cancel: ['TerminateJob', { jobId, reason: 'Stopped by AWS Step Functions' }],
        completionName: jobArn,
      },
    },
  ],
});

test.each([
  ['nodes', { NodeOverrides: { NumNodes: 2 } }, { nodeOverrides: { numNodes: 2 } }],
  ['EKS', { EksPropertiesOverride: { PodProperties: {} } }, { eksPropertiesOverride: { podProperties: {} } }],
])('a job on %s has no container to mark', async (_, overrides, input) => {
  const { session, requests } = aScriptedSession({ jobName: 'j', jobId, jobArn });
  const parameters = { JobName: 'j', JobQueue: 'q', JobDefinition: 'd', ...overrides };
  await getConnector('batch:submitJob').call(aConnectorTask({ session, parameters, pattern: 'Sync' }));
  expect(requests[0]?.input).toEqual({ jobName: 'j', jobQueue: 'q', jobDefinition: 'd', ...input });
});

test('a job that Batch does not list yet goes on', async () => {
  const { session } = aScriptedSession({ jobName: 'j', jobId, jobArn }, { jobs: [] });
  const parameters = { JobName: 'j', JobQueue: 'q', JobDefinition: 'd' };
  const task = aConnectorTask({ session, parameters, pattern: 'Sync' });
  const connector = getConnector('batch:submitJob');
  const answer = await connector.call(task);
  const job = answer.type === 'Submitted' ? (answer.job ?? null) : null;
  await expect(connector.poll?.(task, job)).rejects.toThrow('AWSBatch does not describe the job');
});
