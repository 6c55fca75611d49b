import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { generatePolicies } from '../../src/policy-generator/generate.ts';
import { integrations } from '../../src/policy-generator/integrations/index.ts';
import type { PolicyStatement } from '../../src/policy-generator/policy.ts';
import { loadServiceAuthorization } from '../../src/policy-generator/service-authorization-data.ts';
import { aMachine, aTaskOf } from './a-machine.ts';
import { opened, samples, suffixes } from './sample-tasks.ts';

const services = await loadServiceAuthorization(
  'athena batch bedrock bedrock-agentcore codebuild databrew dynamodb ec2 ecs eks elasticmapreduce emr-containers emr-serverless events execute-api glue iam lakeformation lambda mediaconvert s3 sagemaker secretsmanager sns sqs states'.split(
    ' ',
  ),
);

function policyFor(resource: string, parameters: JsonObject) {
  const { executionRole, remarks } = generatePolicies([aMachine(aTaskOf(resource, parameters))], services);
  return { statements: executionRole.policies.flatMap(({ Statement }) => Statement), remarks };
}

/** Every task of the samples, written out and left open, in every pattern. */
const everyTask = Object.entries(samples).flatMap(([name, sample]) => {
  const [integration = ''] = name.split(' ');
  return Object.values(suffixes).flatMap((suffix) => [
    { resource: `${integration}${suffix}`, parameters: sample.parameters },
    { resource: `${integration}${suffix}`, parameters: opened(sample) },
    { resource: `${integration}${suffix}`, parameters: { ...sample.parameters, Tags: { team: 'orders' } } },
  ]);
});

describe('whatever a task is, its policy', () => {
  test.each(everyTask)(
    'has actions and resources that IAM knows: $resource $parameters',
    ({ resource, parameters }) => {
      for (const statement of policyFor(resource, parameters).statements) {
        for (const action of statement.Action) expect(unknownTo(action, statement)).toEqual([]);
      }
    },
  );

  test.each([...integrations.keys()])('is known by a sample of %s', (name) => {
    expect(samples[name]).toBeDefined();
  });
});

/** What AWS's own pages name for an action beside the resources that its service data has. */
const besides: Readonly<Record<string, RegExp>> = {
  'states:InvokeHTTPEndpoint': /:stateMachine:/,
  'bedrock:CreateModelCustomizationJob': /:model-customization-job\//,
  'bedrock-agentcore:InvokeAgentRuntime': /:harness\//,
};

/** The resources of `statement` that are none of those that IAM knows `action` to be about. */
function unknownTo(action: string, { Resource }: PolicyStatement): readonly string[] {
  const [prefix = '', name = ''] = action.split(':');
  const found = services.findAction(prefix, name);
  expect(found?.name).toBe(action);
  const types = (found?.resourceTypes ?? []).flatMap(({ arns }) => arns);
  return Resource.filter((resource) => {
    if (resource === '*') return false;
    expect(resource).toMatch(/^arn:[^:]*:[^:]*:[^:]*:[^:]*:.+/);
    return !besides[action]?.test(resource) && !types.some((type) => isOfType(resource, type));
  });
}

/** By service, and by what the resource begins with. */
function isOfType(resource: string, type: string): boolean {
  const [, , service, , , ...own] = resource.split(':');
  const [, , typeService, , , ...known] = type.split(':');
  const [head, typeHead] = [own.join(':').split('*')[0] ?? '', known.join(':').split('${')[0] ?? ''];
  return service === typeService && (head.startsWith(typeHead) || typeHead.startsWith(head));
}

interface Case {
  readonly title: string;
  readonly resource: string;
  readonly parameters: JsonObject;
  /** `actions | resources | condition` of each statement. */
  readonly statements: readonly string[];
  /** The fields that remarks are about. */
  readonly remarks?: readonly string[];
}

const role = 'arn:aws:iam::111122223333:role/Passed';
const lambda = 'arn:aws:lambda:us-east-1';
const own = (service: string, resource: string) => `arn:aws:${service}:us-east-1:111122223333:${resource}`;
const events = (rule: string) =>
  `events:DescribeRule events:PutRule events:PutTargets | ${own('events', `rule/${rule}`)}`;
const passing = (resource: string, service: string) =>
  `iam:PassRole | ${resource} | {"StringEquals":{"iam:PassedToService":["${service}.amazonaws.com"]}}`;

const invocations = [
  ['a name', 'work', `${lambda}:111122223333:function:work`],
  ['a name with an alias', 'work:live', `${lambda}:111122223333:function:work:live`],
  ['a partial ARN', '444455556666:function:work', `${lambda}:444455556666:function:work`],
  ['a partial ARN with a version', '444455556666:function:work:7', `${lambda}:444455556666:function:work:7`],
  ['an account and a name', '444455556666:work', `${lambda}:444455556666:function:work`],
  [
    'an ARN with an alias',
    `${lambda}:444455556666:function:work:live`,
    `${lambda}:444455556666:function:work:live`,
  ],
] as const;

const queues = [
  ['of this region', 'https://sqs.us-east-1.amazonaws.com/111122223333/q', own('sqs', 'q')],
  [
    'of another region and account',
    'https://sqs.eu-west-1.amazonaws.com/444455556666/q.fifo',
    'arn:aws:sqs:eu-west-1:444455556666:q.fifo',
  ],
  [
    'of a legacy endpoint',
    'https://us-west-2.queue.amazonaws.com/111122223333/q',
    'arn:aws:sqs:us-west-2:111122223333:q',
  ],
  ['of an emulator', 'http://localhost:4566/000000000000/q', 'arn:aws:sqs:us-east-1:000000000000:q'],
] as const;

const gappedQueues = [
  ['https://sqs.us-east-1.amazonaws.com/111122223333/{}-dlq', own('sqs', '*-dlq')],
  ['https://sqs.{}.amazonaws.com/{}/q', 'arn:aws:sqs:*:*:q'],
  ['https://sqs.us-east-1.amazonaws.com/{}', 'arn:aws:sqs:us-east-1:*:*'],
  ['https://{}/111122223333/q', 'arn:aws:sqs:*:111122223333:q'],
] as const;

const cases: readonly Case[] = [
  ...invocations.map(([form, FunctionName, arn]) => ({
    title: `a function by ${form}`,
    resource: 'lambda:invoke',
    parameters: { FunctionName },
    statements: [`lambda:InvokeFunction | ${arn}`],
  })),
  {
    title: 'a function whose name begins with what is written and whose qualifier is not',
    resource: 'lambda:invoke',
    parameters: { 'FunctionName.$': "States.Format('work-{}', $.kind)", 'Qualifier.$': '$.alias' },
    statements: [`lambda:InvokeFunction | ${lambda}:111122223333:function:work-*:*`],
  },
  {
    title: 'a function of an account that begins with what is written',
    resource: 'lambda:invoke',
    parameters: { 'FunctionName.$': "States.Format('4444{}:function:work', $.rest)" },
    statements: [`lambda:InvokeFunction | ${lambda}:4444*:function:work`],
  },
  ...queues.map(([of, QueueUrl, arn]) => ({
    title: `a queue ${of}`,
    resource: 'sqs:sendMessage',
    parameters: { QueueUrl },
    statements: [`sqs:SendMessage | ${arn}`],
  })),
  ...gappedQueues.map(([format, arn]) => ({
    title: `a queue of ${format}`,
    resource: 'sqs:sendMessage',
    parameters: {
      'QueueUrl.$': `States.Format('${format}', ${format
        .match(/\{\}/g)
        ?.map(() => '$.x')
        .join(', ')})`,
    },
    statements: [`sqs:SendMessage | ${arn}`],
  })),
  {
    title: 'one action on items is only itself',
    resource: 'dynamodb:getItem',
    parameters: { TableName: 'orders' },
    statements: [`dynamodb:GetItem | ${own('dynamodb', 'table/orders')}`],
  },
  {
    title: 'a family of task definitions has every revision, and its roles are not known',
    resource: 'ecs:runTask',
    parameters: { TaskDefinition: 'web', 'Cluster.$': '$.cluster' },
    statements: [
      `ecs:RunTask | ${own('ecs', 'task-definition/web:*')}`,
      passing('arn:aws:iam::111122223333:role/*', 'ecs-tasks'),
    ],
    remarks: ['Cluster', 'TaskDefinition'],
  },
  {
    title: 'a revision runs on its cluster with the roles that the task overrides',
    resource: 'ecs:runTask.sync',
    parameters: {
      TaskDefinition: 'web:3',
      Cluster: 'c',
      Overrides: { TaskRoleArn: role, ExecutionRoleArn: role },
    },
    statements: [
      `ecs:RunTask | ${own('ecs', 'task-definition/web:3')} | {"ArnLike":{"ecs:cluster":["${own('ecs', 'cluster/c')}"]}}`,
      `ecs:StopTask | ${own('ecs', 'task/c/*')}`,
      events('StepFunctionsGetEventsForECSTaskRule'),
      passing(role, 'ecs-tasks'),
      `ecs:DescribeTasks | ${own('ecs', 'task/c/*')}`,
    ],
  },
  {
    title: 'a tagged job needs tagging, and one that is waited for its polling, ending and events',
    resource: 'batch:submitJob.sync',
    parameters: { JobName: 'j', JobQueue: 'q', JobDefinition: 'd:1', Tags: { team: 'orders' } },
    statements: [
      `batch:SubmitJob | ${own('batch', 'job-definition/d:1')} ${own('batch', 'job-queue/q')} ${own('batch', 'job/*')}`,
      `batch:TagResource | ${own('batch', 'job/*')}`,
      `batch:TerminateJob | ${own('batch', 'job/*')}`,
      events('StepFunctionsGetEventsForBatchJobsRule'),
      'batch:DescribeJobs | *',
    ],
  },
  {
    title: 'a message to a phone has no topic',
    resource: 'sns:publish',
    parameters: { PhoneNumber: '+15550100', Message: 'hello' },
    statements: ['sns:Publish | *'],
  },
  {
    title: 'a job whose name is a part of a text stays a job',
    resource: 'glue:startJobRun.sync',
    parameters: { 'JobName.$': "States.Format('{}-nightly', $.name)" },
    statements: [
      `glue:StartJobRun | ${own('glue', 'job/*-nightly')}`,
      `glue:BatchStopJobRun | ${own('glue', 'job/*-nightly')}`,
      `glue:GetJobRun glue:GetJobRuns | ${own('glue', 'job/*-nightly')}`,
    ],
  },
  {
    title: 'every training job of a tuning job passes its role',
    resource: 'sagemaker:createHyperParameterTuningJob',
    parameters: {
      HyperParameterTuningJobName: 't',
      TrainingJobDefinitions: [{ RoleArn: role }, { 'RoleArn.$': '$.role' }],
    },
    statements: [
      `sagemaker:CreateHyperParameterTuningJob | ${own('sagemaker', 'hyper-parameter-tuning-job/t')}`,
      passing('arn:aws:iam::111122223333:role/*', 'sagemaker'),
    ],
    remarks: ['TrainingJobDefinitions'],
  },
  {
    title: 'entries go to the default bus and to another account’s',
    resource: 'events:putEvents',
    parameters: {
      Entries: [{ Source: 's' }, { EventBusName: 'arn:aws:events:us-east-1:444455556666:event-bus/b' }],
    },
    statements: [
      `events:PutEvents | ${own('events', 'event-bus/default')} arn:aws:events:us-east-1:444455556666:event-bus/b`,
    ],
  },
  {
    title: 'an API without authentication needs nothing',
    resource: 'apigateway:invoke',
    parameters: { ApiEndpoint: 'a1.execute-api.us-east-1.amazonaws.com', Method: 'GET' },
    statements: [],
  },
  {
    title: 'a message to a connection is another action',
    resource: 'apigateway:invoke',
    parameters: {
      ApiEndpoint: 'a1.execute-api.us-east-1.amazonaws.com',
      Method: 'POST',
      Stage: 'prod',
      'Path.$': "States.Format('/@connections/{}', $.id)",
      AuthType: 'IAM_ROLE',
    },
    statements: [`execute-api:ManageConnections | ${own('execute-api', 'a1/prod/POST/@connections/*')}`],
  },
  {
    title: 'a query that reads changes no catalog, and its result is where it says',
    resource: 'athena:startQueryExecution',
    parameters: { QueryString: 'select 1', ResultConfiguration: { OutputLocation: 's3://results/today' } },
    statements: [
      `athena:GetDataCatalog | ${own('athena', 'datacatalog/AwsDataCatalog')}`,
      `athena:StartQueryExecution | ${own('athena', 'workgroup/primary')}`,
      `glue:BatchGetPartition glue:GetPartition glue:GetPartitions glue:GetTable glue:GetTables | ${['catalog', 'database/*', 'table/*'].map((part) => own('glue', part)).join(' ')}`,
      `glue:GetDatabase glue:GetDatabases | ${['catalog', 'database/*'].map((part) => own('glue', part)).join(' ')}`,
      'lakeformation:GetDataAccess | *',
      's3:AbortMultipartUpload s3:ListMultipartUploadParts s3:PutObject | arn:aws:s3:::results/today/*',
      's3:GetBucketLocation s3:GetObject s3:ListBucket | arn:aws:s3:::*',
      's3:ListBucketMultipartUploads | arn:aws:s3:::results',
    ],
    remarks: ['QueryString'],
  },
  {
    title: 'a model behind a profile is invoked wherever the profile sends to',
    resource: 'bedrock:invokeModel',
    parameters: { ModelId: 'eu.vendor.model-v1:0', Body: {} },
    statements: [
      `bedrock:InvokeModel | arn:aws:bedrock:*::foundation-model/vendor.model-v1:0 ${own('bedrock', 'inference-profile/eu.vendor.model-v1:0')}`,
    ],
  },
  {
    title: 'an endpoint that begins with what is written, with query parameters',
    resource: 'http:invoke',
    parameters: {
      'ApiEndpoint.$': "States.Format('https://api.example.com/orders/{}', $.id)",
      Method: 'GET',
      QueryParameters: { full: 'yes' },
      Authentication: { ConnectionArn: own('events', 'connection/shop/1a2b') },
    },
    statements: [
      `events:RetrieveConnectionCredentials | ${own('events', 'connection/shop/1a2b')}`,
      `secretsmanager:DescribeSecret secretsmanager:GetSecretValue | ${own('secretsmanager', 'secret:events!connection/shop/*')}`,
      `states:InvokeHTTPEndpoint | ${own('states', 'stateMachine:MyWorkflow')} | {"StringEquals":{"states:HTTPMethod":["GET"]},"StringLike":{"states:HTTPEndpoint":["https://api.example.com/orders/*"]}}`,
    ],
  },
  {
    title: 'what Kubernetes authorizes needs nothing of IAM',
    resource: 'eks:runJob.sync',
    parameters: { ClusterName: 'c' },
    statements: [],
  },
];

describe('the least policy', () => {
  test.each(cases)('$title', ({ resource, parameters, statements, remarks = [] }) => {
    const found = policyFor(resource, parameters);
    expect(found.statements.map(written).sort()).toEqual([...statements].sort());
    expect(found.remarks.map(({ path }) => path.split('/').at(-1))).toEqual(remarks);
  });
});

test('an encrypted machine may use its key for itself and, where it is logged, for its logs', () => {
  const definition = { StartAt: 'Done', States: { Done: { Type: 'Succeed' } } };
  const kmsKeyArn = own('kms', 'key/1a2b');
  const needed = (isLogged: boolean) =>
    generatePolicies([aMachine(definition, { kmsKeyArn, isLogged })], services)
      .executionRole.policies.flatMap(({ Statement }) => Statement)
      .filter(({ Resource }) => Resource.includes(kmsKeyArn))
      .map(written);
  const context = (key: string, arn: string) =>
    `{"StringEquals":{"kms:EncryptionContext:${key}":["${arn}"]}}`;
  const itself = context('aws:states:stateMachineArn', own('states', 'stateMachine:MyWorkflow'));
  expect(needed(false)).toEqual([`kms:Decrypt kms:GenerateDataKey | ${kmsKeyArn} | ${itself}`]);
  expect(needed(true)).toEqual([
    `kms:Decrypt kms:GenerateDataKey | ${kmsKeyArn} | ${itself}`,
    `kms:GenerateDataKey | ${kmsKeyArn} | ${context('SourceArn', own('logs', '*'))}`,
  ]);
});

function written({ Action, Resource, Condition }: PolicyStatement): string {
  const parts = [Action.join(' '), Resource.join(' ')];
  return [...parts, ...(Condition === undefined ? [] : [JSON.stringify(Condition)])].join(' | ');
}
