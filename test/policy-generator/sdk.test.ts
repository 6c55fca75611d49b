import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { callsOf } from '../../src/policy-generator/calls.ts';
import { actionsOf, prefixesOf } from '../../src/policy-generator/sdk-actions.ts';
import { sdkNeeds } from '../../src/policy-generator/sdk-needs.ts';
import { iamPrefixOf } from '../../src/policy-generator/sdk-prefixes.ts';
import type { ServiceAuthorization } from '../../src/policy-generator/service-authorization.ts';
import { loadServiceAuthorization } from '../../src/policy-generator/service-authorization-data.ts';
import { aMachine, aTaskOf } from './a-machine.ts';

let services: ServiceAuthorization;

beforeAll(async () => {
  services = await loadServiceAuthorization();
});

interface Case {
  readonly action: string;
  readonly parameters?: JsonObject;
  /** `action on resource, resource`; `~` stands for the partition, `@` for region and account. */
  readonly needs: readonly string[];
  /** Fields that remarks name. */
  readonly remarks?: readonly string[];
}

const table = { TableName: 'orders' };
const object = { Bucket: 'b', Key: 'k/1' };

const cases: readonly Case[] = [
  { action: 's3:listBuckets', needs: ['s3:ListAllMyBuckets on *'] },
  { action: 's3:getObject', parameters: object, needs: ['s3:GetObject on ~s3:::b/k/1'] },
  {
    action: 's3:getObject',
    parameters: { ...object, VersionId: '7' },
    needs: ['s3:GetObjectVersion on ~s3:::b/k/1'],
  },
  {
    action: 's3:getObject',
    parameters: { Bucket: 'b', 'Key.$': "States.Format('in/{}.csv', $.name)" },
    needs: ['s3:GetObject on ~s3:::b/in/*.csv'],
    remarks: ['Key'],
  },
  {
    action: 's3:getObject',
    parameters: { 'Bucket.$': '$.bucket', Key: 'k' },
    needs: ['s3:GetObject on *'],
    remarks: ['Bucket'],
  },
  {
    action: 's3:getObject',
    parameters: { Bucket: 'arn:aws:s3:us-east-1:111122223333:accesspoint/p', Key: 'k' },
    needs: ['s3:GetObject on ~s3:@:accesspoint/p/object/k'],
  },
  { action: 's3:headObject', parameters: object, needs: ['s3:GetObject on ~s3:::b/k/1'] },
  {
    action: 's3:putObject',
    parameters: { ...object, Tagging: 'a=b', Body: 'x' },
    needs: ['s3:PutObject on ~s3:::b/k/1', 's3:PutObjectTagging on ~s3:::b/k/1'],
  },
  {
    action: 's3:copyObject',
    parameters: { ...object, CopySource: 'from/a%20b?versionId=1' },
    needs: ['s3:PutObject on ~s3:::b/k/1', 's3:GetObject on ~s3:::from/a b'],
  },
  { action: 's3:listObjectsV2', parameters: { Bucket: 'b' }, needs: ['s3:ListBucket on ~s3:::b'] },
  {
    action: 'lambda:invoke',
    parameters: { FunctionName: 'work' },
    needs: ['lambda:InvokeFunction on ~lambda:@:function:work'],
  },
  {
    action: 'lambda:getFunction',
    parameters: { FunctionName: 'arn:aws:lambda:eu-west-1:111122223333:function:work' },
    needs: ['lambda:GetFunction on ~lambda:eu-west-1:111122223333:function:work'],
  },
  {
    action: 'dynamodb:query',
    parameters: { ...table, IndexName: 'by-date' },
    needs: ['dynamodb:Query on ~dynamodb:@:table/orders/index/by-date, ~dynamodb:@:table/orders'],
  },
  { action: 'dynamodb:scan', parameters: table, needs: ['dynamodb:Scan on ~dynamodb:@:table/orders'] },
  {
    action: 'dynamodb:batchWriteItem',
    parameters: { RequestItems: { orders: [], 'arn:aws:dynamodb:us-east-1:111122223333:table/parts': [] } },
    needs: [
      'dynamodb:BatchWriteItem on ~dynamodb:@:table/orders',
      'dynamodb:BatchWriteItem on ~dynamodb:@:table/parts',
    ],
  },
  {
    action: 'dynamodb:transactWriteItems',
    parameters: { TransactItems: [{ Put: table }, { ConditionCheck: { 'TableName.$': '$.table' } }] },
    needs: ['dynamodb:PutItem on ~dynamodb:@:table/orders', 'dynamodb:ConditionCheckItem on *'],
    remarks: ['TransactItems'],
  },
  {
    action: 'dynamodb:executeStatement',
    parameters: { Statement: 'SELECT * FROM "orders"."by-date" WHERE id = 1' },
    needs: [
      'dynamodb:PartiQLSelect on ~dynamodb:@:table/orders',
      'dynamodb:PartiQLSelect on ~dynamodb:@:table/orders/index/by-date',
    ],
  },
  {
    action: 'sqs:receiveMessage',
    parameters: { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/444455556666/jobs' },
    needs: ['sqs:ReceiveMessage on ~sqs:us-east-1:444455556666:jobs'],
  },
  {
    action: 'sqs:deleteMessageBatch',
    parameters: { 'QueueUrl.$': '$.queue' },
    needs: ['sqs:DeleteMessage on *'],
    remarks: ['QueueUrl'],
  },
  {
    action: 'secretsmanager:getSecretValue',
    parameters: { SecretId: 'db/main' },
    needs: ['secretsmanager:GetSecretValue on ~secretsmanager:@:secret:db/main-??????'],
  },
  {
    action: 'secretsmanager:getSecretValue',
    parameters: { SecretId: 'arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf' },
    needs: ['secretsmanager:GetSecretValue on ~secretsmanager:@:secret:db-AbCdEf'],
  },
  {
    action: 'ssm:getParameter',
    parameters: { Name: '/app/db' },
    needs: ['ssm:GetParameter on ~ssm:@:parameter/app/db'],
  },
  {
    action: 'ssm:sendCommand',
    parameters: { DocumentName: 'AWS-RunShellScript', InstanceIds: ['i-1', 'i-2'] },
    needs: [
      'ssm:SendCommand on ~ssm:us-east-1::document/AWS-RunShellScript, ~ec2:@:instance/i-1, ~ec2:@:instance/i-2, ~ssm:@:managed-instance/i-1, ~ssm:@:managed-instance/i-2',
    ],
  },
  { action: 'kms:encrypt', parameters: { KeyId: 'k-1' }, needs: ['kms:Encrypt on ~kms:@:key/k-1'] },
  { action: 'kms:encrypt', parameters: { KeyId: 'alias/a' }, needs: ['kms:Encrypt on ~kms:@:key/*'] },
  {
    action: 'cloudwatchlogs:createLogStream',
    parameters: { LogGroupName: '/aws/g', LogStreamName: 's' },
    needs: ['logs:CreateLogStream on ~logs:@:log-group:/aws/g:log-stream:s'],
  },
  {
    action: 'cloudwatchlogs:filterLogEvents',
    parameters: { LogGroupName: '/aws/g' },
    needs: ['logs:FilterLogEvents on ~logs:@:log-group:/aws/g:*'],
  },
  {
    action: 'sfn:describeExecution',
    parameters: { ExecutionArn: 'arn:aws:states:us-east-1:111122223333:execution:M:e' },
    needs: ['states:DescribeExecution on ~states:@:execution:M:e'],
  },
  {
    action: 'sfn:sendTaskSuccess',
    parameters: { 'TaskToken.$': '$.t' },
    needs: ['states:SendTaskSuccess on *'],
  },
  {
    action: 'ecs:stopTask',
    parameters: { Cluster: 'arn:aws:ecs:us-east-1:111122223333:cluster/main', Task: 't-1' },
    needs: ['ecs:StopTask on ~ecs:@:task/main/t-1'],
  },
  {
    action: 'iam:getRole',
    parameters: { RoleName: 'worker' },
    needs: ['iam:GetRole on ~iam::111122223333:role/worker, ~iam::111122223333:role/*/worker'],
  },
  {
    action: 'ec2:attachVolume',
    parameters: { InstanceId: 'i-1', VolumeId: 'vol-1', Device: '/dev/sdf' },
    needs: ['ec2:AttachVolume on ~ec2:@:instance/i-1, ~ec2:@:volume/vol-1'],
  },
  {
    action: 'ec2:createTags',
    parameters: { Resources: ['i-1'] },
    needs: ['ec2:CreateTags on ~ec2:us-east-1:*:*/i-1'],
  },
  {
    action: 'glue:getTable',
    parameters: { DatabaseName: 'd', Name: 't' },
    needs: ['glue:GetTable on ~glue:@:database/d, ~glue:@:table/d/t, ~glue:@:catalog'],
  },
  {
    action: 'eventbridge:enableRule',
    parameters: { Name: 'r' },
    needs: ['events:EnableRule on ~events:@:rule/r'],
  },
  {
    action: 'apigateway:getStages',
    parameters: { RestApiId: 'a1' },
    needs: ['apigateway:GET on ~apigateway:us-east-1::/restapis/a1, ~apigateway:us-east-1::/restapis/a1/*'],
  },
  {
    action: 'apigatewayv2:updateRoute',
    parameters: { ApiId: 'a1', RouteId: 'r' },
    needs: ['apigateway:PATCH on ~apigateway:us-east-1::/apis/a1, ~apigateway:us-east-1::/apis/a1/*'],
  },
  {
    action: 'bedrockruntime:converse',
    parameters: { ModelId: 'amazon.nova-lite-v1:0' },
    needs: ['bedrock:InvokeModel on ~bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0'],
  },
  {
    action: 'lambda:createFunction',
    parameters: { FunctionName: 'f', Role: 'arn:aws:iam::111122223333:role/fn', Code: {} },
    needs: [
      'lambda:CreateFunction on ~lambda:@:function:f',
      'iam:PassRole on ~iam::111122223333:role/fn to lambda.amazonaws.com',
    ],
  },
  {
    action: 'scheduler:createSchedule',
    parameters: { Name: 's', GroupName: 'g', Target: { 'RoleArn.$': '$.role' } },
    needs: [
      'scheduler:CreateSchedule on ~scheduler:@:schedule/g/s',
      'iam:PassRole on ~iam::111122223333:role/* to scheduler.amazonaws.com',
    ],
    remarks: ['Target/RoleArn'],
  },
  {
    action: 'dynamodb:createTable',
    parameters: { ...table, Tags: [{ Key: 'a', Value: 'b' }] },
    needs: [
      'dynamodb:CreateTable on ~dynamodb:@:table/orders',
      'dynamodb:TagResource on ~dynamodb:@:table/orders',
    ],
  },
  {
    action: 'ec2:createVolume',
    parameters: { SnapshotId: 'snap-1', TagSpecifications: [{ ResourceType: 'volume' }] },
    needs: [
      'ec2:CreateVolume on ~ec2:us-east-1::snapshot/snap-1, ~ec2:@:volume/*',
      'ec2:CreateTags on ~ec2:@:*/*',
    ],
  },
  { action: 'nosuchservice:doThings', needs: [], remarks: ['../Resource'] },
  { action: 's3:doThings', needs: [], remarks: ['../Resource'] },
];

describe('what a call through aws-sdk: needs', () => {
  test.for(cases)('$action $parameters', ({ action, parameters = {}, needs, remarks = [] }) => {
    const [call] = callsOf(aMachine(aTaskOf(`aws-sdk:${action}`, parameters)));
    const found = call?.type === 'Task' ? sdkNeeds(call, services) : undefined;
    const texts = found?.needs.flatMap((need) =>
      need.actions.map((name) => {
        const resources = need.resources.map((resource) =>
          resource.replace('arn:aws:', '~').replace('us-east-1:111122223333', '@'),
        );
        const services = Object.values(need.condition ?? {}).flatMap((keys) => Object.values(keys).flat());
        return [`${name} on ${resources.join(', ')}`, ...services.map((service) => `to ${service}`)].join(
          ' ',
        );
      }),
    );
    expect(texts).toEqual(needs);
    expect(found?.remarks.map(({ path }) => path)).toEqual(
      remarks.map((field) =>
        field.startsWith('../') ? `/States/Work/${field.slice(3)}` : `/States/Work/Parameters/${field}`,
      ),
    );
  });
});

interface CatalogService {
  readonly service: string;
  readonly actions: Readonly<Record<string, string>>;
}

const catalog = readFileSync(new URL('../../src/connectors/catalog/aws-sdk.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as CatalogService);

/** Actions, of all that a definition may name, that IAM's data knows nothing of. */
const unknownMax = 190;

test('nearly every action that a definition may name has its action in IAM, in a service that is loaded for it', () => {
  const unknown: string[] = [];
  let count = 0;
  for (const { service, actions } of catalog) {
    for (const action of Object.keys(actions)) {
      count += 1;
      const found = actionsOf(service, action, services);
      if (found === undefined) unknown.push(`${service}:${action}`);
      const prefixes = prefixesOf(service, action);
      for (const { name } of found ?? []) expect(prefixes).toContain(name.split(':')[0]);
    }
  }
  expect(count).toBeGreaterThan(15_000);
  expect(unknown.length, unknown.join(' ')).toBeLessThan(unknownMax);
});

test.for([
  ['sfn', 'states'],
  ['cloudwatchlogs', 'logs'],
  ['eventbridge', 'events'],
  ['emr', 'elasticmapreduce'],
  ['bedrockruntime', 'bedrock'],
  ['s3', 's3'],
  ['emrserverless', 'emr-serverless'],
] as const)('aws-sdk:%s is %s in policies', ([service, prefix]) => {
  expect(iamPrefixOf(service)).toBe(prefix);
});
