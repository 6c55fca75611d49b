import type { Json, JsonObject } from '../../src/base/json.ts';
import { type Job, jobServices } from '../cross-account/sync-matrix-services.ts';
import { functionArn, sourceAccount, stateMachineArn } from '../cross-account/two-accounts.ts';
import { aJob } from './eks/a-cluster.ts';

/** Who answers the call of a task that is run. */
export type Answerer = 'embedded' | 'moto' | 'site' | 'cluster';

/** A task that is run as a workflow by a whole server, with an execution role that may do what it does. */
export interface TaskRun {
  /** As in `Resource`, with `arn:aws:states:::` left out where it begins so. */
  readonly resource: string;
  readonly answerer: Answerer;
  readonly parameters: JsonObject | ((place: RunPlace) => JsonObject);
  /** What the result holds, among others; a task that waits for its token has what came with the token. */
  readonly result: Json;
}

/** Where runs find what was made for them. */
export interface RunPlace {
  readonly region: string;
  readonly queueUrl: string;
  /** Of an HTTP server: `http://127.0.0.1:1234`. */
  readonly site: string;
  readonly connectionArn: string;
  /** What a task says of a cluster of EKS. */
  readonly cluster: JsonObject;
  /** Succeeds. */
  readonly job: Job;
}

/** Of the function, the table, the bucket and so on. */
export const madeName = 'orders';
export const functionResource = functionArn(sourceAccount, madeName);
export const activityResource = `arn:aws:states:us-east-1:${sourceAccount}:activity:${madeName}`;

/** What is sent with a token. */
export const tokenOutput: JsonObject = { by: 'token' };
/** What the HTTP server answers to everything. */
export const siteAnswer: JsonObject = { taken: true };
/** What is in the table and in the bucket. */
export const kept = { key: 'kept', value: 'old' } as const;

const order: JsonObject = { order: 1 };
const token: JsonObject = { 'token.$': '$$.Task.Token' };
const child = { StateMachineArn: stateMachineArn(sourceAccount, 'child-succeeds') };
const api = {
  ApiEndpoint: 'a1b2c3.execute-api.us-east-1.amazonaws.com',
  Method: 'POST',
  Stage: 'prod',
  AuthType: 'IAM_ROLE',
};
const podsPath = '/api/v1/namespaces/default/pods';
const isDone: JsonObject = { SdkHttpMetadata: { HttpStatusCode: 200 } };
const ModelId = 'anthropic.claude-v2';
const { Batch: batch, ECS: ecs, Glue: glue } = jobServices;

export const taskRuns: readonly TaskRun[] = [
  run(functionResource, 'embedded', order, { heard: order }),
  run(activityResource, 'embedded', order, tokenOutput),
  run('lambda:invoke', 'embedded', { FunctionName: madeName, Payload: order }, { Payload: { heard: order } }),
  waits('lambda:invoke', 'embedded', { FunctionName: madeName, Payload: token }),
  run('states:startExecution', 'embedded', child, isDone),
  run('states:startExecution.sync', 'embedded', { ...child, Input: order }, { Output: '{"order":1}' }),
  run('states:startExecution.sync:2', 'embedded', { ...child, Input: order }, { Output: order }),
  waits('states:startExecution', 'embedded', { ...child, Input: token }),
  run('events:putEvents', 'embedded', eventOf(order), { FailedEntryCount: 0 }),
  waits('events:putEvents', 'embedded', eventOf(token)),
  run('batch:submitJob', 'embedded', ({ job }) => batch.parameters(job), { JobName: 'job' }),
  run('batch:submitJob.sync', 'embedded', ({ job }) => batch.parameters(job), { Status: 'SUCCEEDED' }),
  run('ecs:runTask', 'embedded', ({ job }) => ecs.parameters(job), { Failures: [] }),
  run('ecs:runTask.sync', 'embedded', ({ job }) => ecs.parameters(job), { LastStatus: 'STOPPED' }),
  waits('ecs:runTask', 'embedded', {
    Cluster: 'work',
    TaskDefinition: 'job',
    Overrides: {
      ContainerOverrides: [{ Name: 'app', Environment: [{ Name: 'TOKEN', 'Value.$': '$$.Task.Token' }] }],
    },
  }),
  run('glue:startJobRun', 'embedded', ({ job }) => glue.parameters(job), { JobName: 'job' }),
  run('glue:startJobRun.sync', 'embedded', ({ job }) => glue.parameters(job), { JobRunState: 'SUCCEEDED' }),
  ...(['embedded', 'moto'] as const).flatMap(dataRuns),
  run('apigateway:invoke', 'site', api, { ResponseBody: siteAnswer }),
  waits('apigateway:invoke', 'site', { ...api, RequestBody: token }),
  run(
    'http:invoke',
    'site',
    ({ site, connectionArn }) => ({
      ApiEndpoint: site,
      Method: 'GET',
      InvocationConfig: { ConnectionArn: connectionArn },
    }),
    { ResponseBody: siteAnswer },
  ),
  run('bedrock:invokeModel', 'site', { ModelId, Body: order }, { Body: siteAnswer }),
  waits('bedrock:invokeModel', 'site', { ModelId, Body: token }),
  run('eks:call', 'cluster', ({ cluster }) => ({ ...cluster, Method: 'GET', Path: podsPath }), {
    ResponseBody: { kind: 'PodList' },
  }),
  waits('eks:call', 'cluster', ({ cluster }) => ({
    ...cluster,
    Method: 'POST',
    Path: '/apis/batch/v1/namespaces/default/jobs',
    RequestBody: aJob('called', token),
  })),
  run('eks:runJob', 'cluster', ({ cluster }) => ({ ...cluster, Job: aJob('started') }), { StatusCode: 201 }),
  run('eks:runJob.sync', 'cluster', ({ cluster }) => ({ ...cluster, Job: aJob(madeName) }), {
    status: { succeeded: 1 },
  }),
  waits('eks:runJob', 'cluster', ({ cluster }) => ({ ...cluster, Job: aJob('telling', token) })),
];

/** Of what keeps data; everything in them but the answerer is one and the same. */
function dataRuns(answerer: Answerer): readonly TaskRun[] {
  return [
    run('dynamodb:getItem', answerer, itemOf(kept.key), { Item: { id: { S: kept.key } } }),
    run('dynamodb:putItem', answerer, { TableName: madeName, Item: { id: { S: 'put' } } }, isDone),
    run(
      'dynamodb:updateItem',
      answerer,
      {
        ...itemOf('updated'),
        UpdateExpression: 'SET amount = :amount',
        ExpressionAttributeValues: { ':amount': { N: '1' } },
        ReturnValues: 'ALL_NEW',
      },
      { Attributes: { amount: { N: '1' } } },
    ),
    run('dynamodb:deleteItem', answerer, itemOf('none'), isDone),
    run('sqs:sendMessage', answerer, messageOf(order), isDone),
    waits('sqs:sendMessage', answerer, messageOf(token)),
    run('sns:publish', answerer, noticeOf(order), isDone),
    waits('sns:publish', answerer, noticeOf(token)),
    run('aws-sdk:s3:getObject', answerer, { Bucket: madeName, Key: kept.key }, { Body: kept.value }),
    waits('aws-sdk:sqs:sendMessage', answerer, messageOf(token)),
  ];
}

type RunParameters = TaskRun['parameters'];

function run(resource: string, answerer: Answerer, parameters: RunParameters, result: Json): TaskRun {
  return { resource, answerer, parameters, result };
}

function waits(resource: string, answerer: Answerer, parameters: RunParameters): TaskRun {
  return run(`${resource}.waitForTaskToken`, answerer, parameters, tokenOutput);
}

function eventOf(Detail: JsonObject): JsonObject {
  return { Entries: [{ Source: 'orders', DetailType: 'Ordered', Detail }] };
}

function messageOf(MessageBody: JsonObject): RunParameters {
  return ({ queueUrl }) => ({ QueueUrl: queueUrl, MessageBody });
}

function noticeOf(Message: JsonObject): RunParameters {
  return ({ region }) => ({ TopicArn: `arn:aws:sns:${region}:${sourceAccount}:${madeName}`, Message });
}

function itemOf(id: string): JsonObject {
  return { TableName: madeName, Key: { id: { S: id } } };
}
