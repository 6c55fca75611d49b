import { strToU8, zipSync } from 'fflate';
import type { JsonObject } from '../../src/base/json.ts';
import type { Key } from './signed-request.ts';
import { holder, region, type TwoTenants } from './two-tenants.ts';

/** What the holder's account has that others are to keep their hands off. */
export interface HeldResources {
  readonly account: string;
  readonly roleArn: string;
  readonly trustPolicy: string;
  readonly policy: string;
  readonly bucketPolicy: string;
  readonly definition: string;
  /** Base64 of a zip archive. */
  readonly code: string;
  /** Of a task that waits for it. */
  readonly taskToken: string;
  /** Of the user `held`. */
  readonly accessKeyId: string;
  /** ARNs. */
  readonly names: Readonly<
    Record<
      | 'machine'
      | 'activity'
      | 'execution'
      | 'mapRun'
      | 'alias'
      | 'version'
      | 'function'
      | 'bus'
      | 'policy'
      | 'subscription',
      string
    >
  >;
}

export function policyOf(...statements: readonly JsonObject[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements });
}

const services = ['states', 'lambda', 'events', 'batch', 'ecs-tasks', 'glue'];

/** Makes one resource of each kind in the holder's account, and an execution that waits with a task token. */
export async function holdResources(tenants: TwoTenants): Promise<HeldResources> {
  const { holderRoot: key } = tenants;
  const place = `${region}:${holder}`;
  const roleArn = `arn:aws:iam::${holder}:role/held`;
  const policyArn = `arn:aws:iam::${holder}:policy/held`;
  const code = Buffer.from(
    zipSync({ 'index.js': strToU8('exports.handler = async (event) => event;') }),
  ).toString('base64');
  const definition = JSON.stringify({ StartAt: 'Only', States: { Only: { Type: 'Pass', End: true } } });
  const policy = policyOf({ Effect: 'Allow', Action: '*', Resource: '*' });
  const trustPolicy = policyOf({
    Effect: 'Allow',
    Principal: { AWS: holder, Service: services.map((service) => `${service}.amazonaws.com`) },
    Action: 'sts:AssumeRole',
  });
  const bucketPolicy = policyOf({
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: 'arn:aws:s3:::held-bucket/*',
  });
  const make = (service: Parameters<TwoTenants['call']>[0], operation: string, input: JsonObject) =>
    tenants.succeed(service, operation, input, key);

  await make('iam', 'CreateRole', { RoleName: 'held', AssumeRolePolicyDocument: trustPolicy });
  await make('iam', 'PutRolePolicy', { RoleName: 'held', PolicyName: 'held', PolicyDocument: policy });
  await make('iam', 'CreatePolicy', { PolicyName: 'held', PolicyDocument: policy });
  await make('iam', 'CreatePolicyVersion', { PolicyArn: policyArn, PolicyDocument: policy });
  await make('iam', 'CreateUser', { UserName: 'held' });
  const { AccessKeyId } = await make('iam', 'CreateAccessKey', { UserName: 'held' });
  await make('states', 'CreateActivity', { name: 'held' });
  await make('states', 'CreateStateMachine', { name: 'held', definition, roleArn, publish: true });
  const version = `arn:aws:states:${place}:stateMachine:held:1`;
  await make('states', 'CreateStateMachineAlias', {
    name: 'held',
    routingConfiguration: [{ stateMachineVersionArn: version, weight: 100 }],
  });
  await make('lambda', 'CreateFunction', {
    FunctionName: 'held',
    Runtime: 'nodejs20.x',
    Handler: 'index.handler',
    Role: roleArn,
    Code: { ZipFile: code },
  });
  await make('events', 'CreateEventBus', { Name: 'held' });
  await make('events', 'CreateEventBus', { Name: 'spare' });
  const bus = `arn:aws:events:${place}:event-bus/held`;
  await make('events', 'PutRule', { Name: 'held', EventPattern: '{"source":["held"]}', EventBusName: bus });
  await make('batch', 'CreateComputeEnvironment', { computeEnvironmentName: 'held', type: 'UNMANAGED' });
  await make('ecs', 'CreateCluster', { clusterName: 'held' });
  await make('glue', 'CreateJob', {
    Name: 'held',
    Role: roleArn,
    Command: { Name: 'pythonshell', ScriptLocation: '/held.py' },
  });
  await make('s3', 'CreateBucket', { Bucket: 'held-bucket' });
  await make('s3', 'PutObject', { Bucket: 'held-bucket', Key: 'held', Body: 'held' });
  await make('sqs', 'CreateQueue', { QueueName: 'held' });
  await make('sns', 'CreateTopic', { Name: 'held' });
  const { SubscriptionArn: subscription = '' } = await make('sns', 'Subscribe', {
    TopicArn: `arn:aws:sns:${place}:held`,
    Protocol: 'sqs',
    Endpoint: `arn:aws:sqs:${place}:held`,
    ReturnSubscriptionArn: true,
  });
  await make('dynamodb', 'CreateTable', {
    TableName: 'held',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
  });
  const { executionArn, taskToken } = await waitingTask(tenants, key, roleArn);
  return {
    account: holder,
    roleArn,
    trustPolicy,
    policy,
    bucketPolicy,
    definition,
    code,
    taskToken,
    accessKeyId: String(AccessKeyId),
    names: {
      machine: `arn:aws:states:${place}:stateMachine:held`,
      activity: `arn:aws:states:${place}:activity:held`,
      execution: executionArn,
      mapRun: `arn:aws:states:${place}:mapRun:held/all:00000000-0000-0000-0000-000000000000`,
      alias: `arn:aws:states:${place}:stateMachine:held:held`,
      version,
      function: `arn:aws:lambda:${place}:function:held`,
      bus,
      policy: policyArn,
      subscription: String(subscription),
    },
  };
}

/** An execution whose only task waits for an activity's worker that has taken it and not answered. */
export async function waitingTask(
  tenants: TwoTenants,
  key: Key,
  roleArn: string,
): Promise<{ readonly executionArn: string; readonly taskToken: string }> {
  const account = roleArn.split(':')[4] ?? '';
  const place = `${region}:${account}`;
  const activityArn = `arn:aws:states:${place}:activity:worked`;
  await tenants.succeed('states', 'CreateActivity', { name: 'worked' }, key);
  const definition = JSON.stringify({
    StartAt: 'Work',
    States: { Work: { Type: 'Task', Resource: activityArn, End: true } },
  });
  await tenants.succeed('states', 'CreateStateMachine', { name: 'worked', definition, roleArn }, key);
  const stateMachineArn = `arn:aws:states:${place}:stateMachine:worked`;
  const { executionArn } = await tenants.succeed('states', 'StartExecution', { stateMachineArn }, key);
  const { taskToken } = await tenants.succeed('states', 'GetActivityTask', { activityArn }, key);
  return { executionArn: String(executionArn), taskToken: String(taskToken) };
}
