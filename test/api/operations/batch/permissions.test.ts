import { expect, test } from 'vitest';
import type { JsonObject } from '../../../../src/base/json.ts';
import { account, aJobServer, createRole, type JobServer } from '../jobs/a-job-server.ts';

const arn = `arn:aws:batch:us-east-1:${account}:`;
const jobRole = `arn:aws:iam::${account}:role/job-role`;

/** With a queue of a disabled environment, in which no job starts, and the first revision of a definition. */
async function aBatch(): Promise<JobServer> {
  const server = await aJobServer();
  await server.batch('CreateComputeEnvironment', {
    computeEnvironmentName: 'laptop',
    type: 'UNMANAGED',
    state: 'DISABLED',
  });
  const computeEnvironmentOrder = [{ order: 1, computeEnvironment: 'laptop' }];
  await server.batch('CreateJobQueue', { jobQueueName: 'work', priority: 1, computeEnvironmentOrder });
  await server.batch('RegisterJobDefinition', definition);
  return server;
}

const definition = {
  jobDefinitionName: 'greet',
  type: 'container',
  containerProperties: { image: 'alpine', command: ['true'] },
};

const submit = { Action: 'batch:SubmitJob' };
const resources = [`${arn}job-queue/work`, `${arn}job-definition/greet:*`, `${arn}job/*`];
const submission = { jobName: 'job', jobQueue: 'work', jobDefinition: 'greet' };
const withRole = {
  ...definition,
  containerProperties: { ...definition.containerProperties, jobRoleArn: jobRole },
};

interface Case {
  readonly title: string;
  readonly statements: readonly JsonObject[];
  readonly name: 'SubmitJob' | 'RegisterJobDefinition' | 'DescribeJobs';
  readonly input: JsonObject;
  readonly denied: RegExp | undefined;
}

test.each<Case>([
  {
    title: 'SubmitJob goes ahead with queue, definition and job',
    statements: [{ ...submit, Resource: resources }],
    name: 'SubmitJob',
    input: submission,
    denied: undefined,
  },
  ...resources.map((missing) => ({
    title: `SubmitJob needs ${missing.slice(arn.length)}`,
    statements: [{ ...submit, Resource: resources.filter((resource) => resource !== missing) }],
    name: 'SubmitJob' as const,
    input: submission,
    denied: /batch:SubmitJob/,
  })),
  {
    title: 'SubmitJob with tags needs batch:TagResource',
    statements: [{ ...submit, Resource: '*' }],
    name: 'SubmitJob',
    input: { ...submission, tags: { team: 'blue' } },
    denied: /batch:TagResource/,
  },
  {
    title: 'SubmitJob may be held to tags',
    statements: [
      {
        Action: ['batch:SubmitJob', 'batch:TagResource'],
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestTag/team': 'red' } },
      },
    ],
    name: 'SubmitJob',
    input: { ...submission, tags: { team: 'blue' } },
    denied: /batch:SubmitJob/,
  },
  {
    title: 'RegisterJobDefinition needs iam:PassRole for the job role',
    statements: [{ Action: 'batch:RegisterJobDefinition', Resource: '*' }],
    name: 'RegisterJobDefinition',
    input: withRole,
    denied: /iam:PassRole.*job-role/,
  },
  {
    title: 'RegisterJobDefinition may be held to images',
    statements: [
      {
        Action: 'batch:RegisterJobDefinition',
        Resource: `${arn}job-definition/greet`,
        Condition: { StringEquals: { 'batch:Image': 'busybox' } },
      },
    ],
    name: 'RegisterJobDefinition',
    input: definition,
    denied: /batch:RegisterJobDefinition/,
  },
  {
    title: 'DescribeJobs is about no resource',
    statements: [{ Action: 'batch:DescribeJobs', Resource: `${arn}job/*` }],
    name: 'DescribeJobs',
    input: { jobs: [] },
    denied: /batch:DescribeJobs/,
  },
])('$title', async ({ statements, name, input, denied }) => {
  const server = await aBatch();
  await createRole(server, 'submitter', { statements });
  const request = server.batch(name, input, await server.callerAs('submitter'));
  if (denied === undefined) await expect(request).resolves.toMatchObject({ jobName: 'job' });
  else {
    await expect(request).rejects.toMatchObject({
      code: 'AccessDeniedException',
      status: 403,
      message: expect.stringMatching(denied),
    });
  }
});
