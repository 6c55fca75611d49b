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
];

describe.skipIf(motoProblem !== undefined)(
  `services in two accounts of moto (${motoProblem ?? 'found'})`,
  () => {
    beforeAll(async () => {
      moto = await aMotoServer();
      await eventually('moto', async () => ((await moto.isUp()) ? true : undefined));
      accounts = await twoAccounts({ targets: [`*=${moto.url}`] });
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
    }, 30_000);

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
        Resource: `arn:aws:states:::aws-sdk:${resource}`,
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
        await call('s3:createBucket', { Bucket }, account);
        await call('s3:putObject', { Bucket, Key: 'open/k', Body: { of: account } }, account);
        expect(await call('s3:getObject', { Bucket, Key: 'open/k' }, account)).toMatchObject({
          Body: `{"of":"${account}"}`,
          ContentLength: 21,
          Metadata: {},
        });
        expect(await call('s3:getObject', { Bucket, Key: 'open/none' }, account)).toMatchObject({
          error: 'S3.NoSuchKeyException',
          cause: expect.stringMatching(
            / \(Service: S3, Status Code: 404, Request ID: \w+\) \(SDK Attempt Count: 1\)$/,
          ),
        });
        expect(await call('s3:getObject', { Bucket, Key: 'closed' }, account)).toMatchObject({
          error: 'S3.S3Exception',
          cause: expect.stringContaining(`s3:GetObject on resource: arn:aws:s3:::${Bucket}/closed`),
        });
      });

      test('DynamoDB keeps an item of the account', async () => {
        await call(
          'dynamodb:createTable',
          {
            TableName: 'table',
            KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
            AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
            BillingMode: 'PAY_PER_REQUEST',
          },
          account,
        );
        const Item = { id: { S: '1' }, of: { S: account }, on: { Bool: true }, bytes: { B: 'text' } };
        expect(await call('dynamodb:putItem', { TableName: 'table', Item }, account)).toEqual({});
        const key = { TableName: 'table', Key: { id: { S: '1' } } };
        expect(await call('dynamodb:getItem', key, account)).toEqual({ Item });
        expect(await call('dynamodb:getItem', { ...key, TableName: 'other' }, account)).toMatchObject({
          error: 'DynamoDb.DynamoDbException',
        });
      });

      test('SQS passes a message on', async () => {
        const made = await call('sqs:createQueue', { QueueName: 'queue' }, account);
        const { QueueUrl } = made as { readonly QueueUrl: string };
        expect(QueueUrl).toContain(account);
        await call('sqs:sendMessage', { QueueUrl, MessageBody: { of: account } }, account);
        expect(await call('sqs:receiveMessage', { QueueUrl }, account)).toMatchObject({
          Messages: [{ Body: `{"of":"${account}"}` }],
        });
      });

      test('SNS has topics of the account', async () => {
        const TopicArn = `arn:aws:sns:us-east-1:${account}:topic`;
        expect(await call('sns:createTopic', { Name: 'topic' }, account)).toEqual({ TopicArn });
        expect(await call('sns:listTopics', {}, account)).toEqual({ Topics: [{ TopicArn }] });
      });

      test('Secrets Manager and SSM keep values of the account', async () => {
        await call('secretsmanager:createSecret', { Name: 'secret', SecretString: account }, account);
        expect(await call('secretsmanager:getSecretValue', { SecretId: 'secret' }, account)).toMatchObject({
          SecretString: account,
          CreatedDate: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        });
        await call('ssm:putParameter', { Name: '/open/p', Value: account, Type: 'String' }, account);
        expect(await call('ssm:getParameter', { Name: '/open/p' }, account)).toMatchObject({
          Parameter: { Value: account },
        });
      });
    });
  },
);
