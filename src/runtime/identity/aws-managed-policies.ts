import { type Arn, formatArn } from '../../base/arn.ts';

/** A managed policy that AWS owns and every account can attach. */
export interface AwsManagedPolicy {
  readonly arn: Arn;
  readonly name: string;
  readonly id: string;
  readonly path: string;
  readonly versionId: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly document: string;
}

/** The AWS managed policy with this ARN, in whichever partition. */
export function findAwsManagedPolicy(arn: Arn): AwsManagedPolicy | undefined {
  return byArn.get(arn);
}

/** Every AWS managed policy that we know, in order of ARN. */
export function listAwsManagedPolicies(partition: string): readonly AwsManagedPolicy[] {
  return byPartition.get(partition) ?? [];
}

/** What accounts attach most around workflows, word for word. Source: "AWS Managed Policy Reference". */
const table = [
  {
    name: 'AdministratorAccess',
    path: '/',
    id: 'ANPAIWMBCKSKIEE64ZLYK',
    createdAt: '2015-02-06T18:39:46Z',
    statement: { Effect: 'Allow', Action: '*', Resource: '*' },
  },
  {
    name: 'AWSLambdaBasicExecutionRole',
    path: '/service-role/',
    id: 'ANPAJNCQGXC42545SKXIK',
    createdAt: '2015-04-09T15:03:43Z',
    statement: {
      Effect: 'Allow',
      Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: '*',
    },
  },
  {
    name: 'AWSLambdaRole',
    path: '/service-role/',
    id: 'ANPAJX4DPCRGTC4NFDUXI',
    createdAt: '2015-02-06T18:41:28Z',
    statement: { Effect: 'Allow', Action: ['lambda:InvokeFunction'], Resource: ['*'] },
  },
] as const;

const partitions = ['aws', 'aws-cn', 'aws-us-gov'];

/** Built once, so that a policy is one object and what is compiled from it can be kept with it. */
const byPartition: ReadonlyMap<string, readonly AwsManagedPolicy[]> = new Map(
  partitions.map((partition) => [partition, table.map((row) => inPartition(row, partition))]),
);

const byArn: ReadonlyMap<Arn, AwsManagedPolicy> = new Map(
  [...byPartition.values()].flat().map((policy) => [policy.arn, policy]),
);

function inPartition(
  { name, path, id, createdAt, statement }: (typeof table)[number],
  partition: string,
): AwsManagedPolicy {
  const arn = formatArn({
    partition,
    service: 'iam',
    region: '',
    account: 'aws',
    resource: `policy${path}${name}`,
  });
  const document = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
  const at = Date.parse(createdAt);
  return { arn, name, id, path, versionId: 'v1', createdAt: at, updatedAt: at, document };
}
