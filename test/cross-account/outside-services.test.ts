import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { aMotoServer, motoProblem } from './a-moto-server.ts';
import {
  type Clients,
  createRole,
  createStateMachine,
  eventually,
  run,
  sourceAccount,
  stateMachineArn,
  type TwoAccounts,
  targetAccount,
  trustsService,
  twoAccounts,
} from './two-accounts.ts';

let accounts: TwoAccounts;
let moto: Awaited<ReturnType<typeof aMotoServer>>;
let workflow: string;
let targetRole: string;

const bucket = 'stepwell-test';
/** All that the roles may do; no statement allows it everywhere but what creates and names no resource. */
const permissions: readonly JsonObject[] = [
  { Action: 's3:*', Resource: [`arn:aws:s3:::*${bucket}`, `arn:aws:s3:::*${bucket}/open/*`] },
  { Action: 'dynamodb:*', Resource: 'arn:aws:dynamodb:*:*:table/table' },
  { Action: 'sqs:*', Resource: 'arn:aws:sqs:*:*:queue' },
  { Action: ['sns:CreateTopic', 'sns:ListTopics'], Resource: '*' },
  { Action: 'secretsmanager:*', Resource: 'arn:aws:secretsmanager:*:*:secret:secret*' },
  { Action: 'ssm:*', Resource: 'arn:aws:ssm:*:*:parameter/open/*' },
  { Action: ['sns:Publish'], Resource: 'arn:aws:sns:*:*:topic' },
  { Action: ['batch:*', 'ecs:*', 'glue:*', 'iam:PassRole'], Resource: '*' },
];

describe.skipIf(motoProblem !== undefined)(
  `services in two accounts of moto (${motoProblem ?? 'found'})`,
  () => {
    beforeAll(async () => {
      moto = await aMotoServer();
      await eventually('moto', async () => ((await moto.isUp()) ? true : undefined));
      accounts = await twoAccounts({
        // The job services are this server's own unless they are named.
        targets: ['*', 'batch', 'ecs', 'glue'].map((service) => `${service}=${moto.url}`),
      });
      const { source, target } = accounts;
      workflow = await createRole(source, 'workflow', {
        trust: [trustsService('states')],
        permissions: [{ Action: 'sts:AssumeRole', Resource: '*' }, ...permissions],
      });
      targetRole = await createRole(target, 'target', {
        trust: [
          {
            Principal: { AWS: workflow },
            Action: 'sts:AssumeRole',
            Condition: { StringLike: { 'sts:ExternalId': stateMachineArn(sourceAccount, '*') } },
          },
        ],
        permissions,
      });
    });

    afterAll(async () => {
      await accounts?.close();
      moto?.close();
    });

    let machineCount = 0;

    /** The result of one call, made as the execution role or as the target role. */
    async function call(resource: string, parameters: JsonObject, account = sourceAccount): Promise<unknown> {
      const { source } = accounts;
      const { outcome } = await run(source, await machineOf(source, resource, parameters, account));
      return outcome.status === 'SUCCEEDED' ? JSON.parse(outcome.output ?? '') : outcome;
    }

    function machineOf(clients: Clients, resource: string, parameters: JsonObject, account: string) {
      machineCount += 1;
      const task = {
        Type: 'Task',
        Resource: `arn:aws:states:::${resource}`,
        Parameters: parameters,
        ...(account === targetAccount && { Credentials: { RoleArn: targetRole } }),
        End: true,
      };
      return createStateMachine(clients, `call-${machineCount}`, { role: workflow, states: { Call: task } });
    }

    describe.each([sourceAccount, targetAccount])('in %s', (account) => {
      test('S3 keeps an object, and says of one that is not there so', async () => {
        // The names of buckets are everybody's.
        const Bucket = `${account}-${bucket}`;
        await call('aws-sdk:s3:createBucket', { Bucket }, account);
        await call('aws-sdk:s3:putObject', { Bucket, Key: 'open/k', Body: { of: account } }, account);
        expect(await call('aws-sdk:s3:getObject', { Bucket, Key: 'open/k' }, account)).toMatchObject({
          Body: `{"of":"${account}"}`,
          ContentLength: 21,
          Metadata: {},
        });
        expect(await call('aws-sdk:s3:getObject', { Bucket, Key: 'open/none' }, account)).toMatchObject({
          error: 'S3.NoSuchKeyException',
          cause: expect.stringMatching(
            / \(Service: S3, Status Code: 404, Request ID: \w+\) \(SDK Attempt Count: 1\)$/,
          ),
        });
        expect(await call('aws-sdk:s3:getObject', { Bucket, Key: 'closed' }, account)).toMatchObject({
          error: 'S3.S3Exception',
          cause: expect.stringContaining(`s3:GetObject on resource: arn:aws:s3:::${Bucket}/closed`),
        });
      });

      test('DynamoDB keeps an item of the account', async () => {
        await call(
          'aws-sdk:dynamodb:createTable',
          {
            TableName: 'table',
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
            AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
            BillingMode: 'PAY_PER_REQUEST',
          },
          account,
        );
        const Item = { id: { S: '1' }, of: { S: account }, on: { Bool: true }, bytes: { B: 'text' } };
        expect(await call('aws-sdk:dynamodb:putItem', { TableName: 'table', Item }, account)).toEqual({});
        const key = { TableName: 'table', Key: { id: { S: '1' } } };
        expect(await call('aws-sdk:dynamodb:getItem', key, account)).toEqual({ Item });
        expect(await call('aws-sdk:dynamodb:getItem', { ...key, TableName: 'other' }, account)).toMatchObject(
          {
            error: 'DynamoDb.DynamoDbException',
          },
        );
      });

      test('SQS passes a message on', async () => {
        const made = await call('aws-sdk:sqs:createQueue', { QueueName: 'queue' }, account);
        const { QueueUrl } = made as { readonly QueueUrl: string };
        expect(QueueUrl).toContain(account);
        await call('aws-sdk:sqs:sendMessage', { QueueUrl, MessageBody: { of: account } }, account);
        expect(await call('aws-sdk:sqs:receiveMessage', { QueueUrl }, account)).toMatchObject({
          Messages: [{ Body: `{"of":"${account}"}` }],
        });
      });

      test('SNS has topics of the account', async () => {
        const TopicArn = `arn:aws:sns:us-east-1:${account}:topic`;
        expect(await call('aws-sdk:sns:createTopic', { Name: 'topic' }, account)).toEqual({ TopicArn });
        expect(await call('aws-sdk:sns:listTopics', {}, account)).toEqual({ Topics: [{ TopicArn }] });
        expect(await call('sns:publish', { TopicArn, Message: { of: account } }, account)).toMatchObject({
          MessageId: expect.any(String),
        });
      });

      test('optimized integrations of DynamoDB and SQS reach the same', async () => {
        const Key = { id: { S: '2' } };
        await call('dynamodb:putItem', { TableName: 'table', Item: { ...Key, of: { S: account } } }, account);
        expect(await call('dynamodb:getItem', { TableName: 'table', Key }, account)).toMatchObject({
          Item: { of: { S: account } },
          SdkHttpMetadata: { HttpStatusCode: 200 },
        });
        const QueueUrl = `${moto.url}/${account}/queue`;
        expect(
          await call('sqs:sendMessage', { QueueUrl, MessageBody: { of: account } }, account),
        ).toMatchObject({
          MD5OfMessageBody: expect.any(String),
        });
      });

      test('Glue has a job run, whose end its task waits for', async () => {
        const job = { Name: 'job', Role: 'role', Command: { Name: 'glueetl', ScriptLocation: 's3://b/k' } };
        expect(await call('aws-sdk:glue:createJob', job, account)).toMatchObject({ Name: 'job' });
        expect(await call('glue:startJobRun.sync', { JobName: 'job' }, account)).toMatchObject({
          JobName: 'job',
          JobRunState: 'SUCCEEDED',
        });
      });

      test('ECS has clusters and task definitions of the account, and says why a task does not start', async () => {
        await call('aws-sdk:ecs:createCluster', { ClusterName: 'cluster' }, account);
        const definition = { Family: 'work', ContainerDefinitions: [{ Name: 'c', Image: 'i', Memory: 64 }] };
        const registered = await call('aws-sdk:ecs:registerTaskDefinition', definition, account);
        expect(registered).toMatchObject({ TaskDefinition: { Family: 'work', Revision: 1 } });
        expect(
          await call('ecs:runTask', { Cluster: 'cluster', TaskDefinition: 'work' }, account),
        ).toMatchObject({
          error: expect.stringMatching(/^(AmazonECS|ECS)\./),
        });
      });

      test('Batch has job definitions of the account, and refuses a job without a queue', async () => {
        const definition = {
          JobDefinitionName: 'work',
          Type: 'container',
          ContainerProperties: { Image: 'i', Vcpus: 1, Memory: 64 },
        };
        const registered = await call('aws-sdk:batch:registerJobDefinition', definition, account);
        const jobDefinitionArn = `arn:aws:batch:us-east-1:${account}:job-definition/work:1`;
        expect(registered).toMatchObject({ JobDefinitionArn: jobDefinitionArn, Revision: 1 });
        const job = { JobName: 'j', JobQueue: 'none', JobDefinition: 'work' };
        expect(await call('batch:submitJob', job, account)).toMatchObject({
          error: expect.stringMatching(/^Batch\./),
        });
      });

      test('Secrets Manager and SSM keep values of the account', async () => {
        await call('aws-sdk:secretsmanager:createSecret', { Name: 'secret', SecretString: account }, account);
        expect(
          await call('aws-sdk:secretsmanager:getSecretValue', { SecretId: 'secret' }, account),
        ).toMatchObject({
          SecretString: account,
          CreatedDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        });
        await call('aws-sdk:ssm:putParameter', { Name: '/open/p', Value: account, Type: 'String' }, account);
        expect(await call('aws-sdk:ssm:getParameter', { Name: '/open/p' }, account)).toMatchObject({
          Parameter: { Value: account },
        });
      });
    });
  },
);
