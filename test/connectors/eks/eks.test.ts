import type { JsonObject } from '../../../src/base/json.ts';
import { idempotencyKey, type JobCase, testContract } from '../api-contract.ts';

const clusterName = 'web';
const fargateProfileName = 'profile';
const nodegroupName = 'nodes';
const roleArn = 'arn:aws:iam::111111111111:role/eks';
const gone = 'ResourceNotFoundException';

const cluster = described('cluster', 'Cluster', { name: clusterName }, { Name: clusterName });
const profile = described(
  'fargateProfile',
  'FargateProfile',
  { clusterName, fargateProfileName },
  { ClusterName: clusterName, FargateProfileName: fargateProfileName },
);
const nodegroup = described(
  'nodegroup',
  'Nodegroup',
  { clusterName, nodegroupName },
  { ClusterName: clusterName, NodegroupName: nodegroupName },
);

function described(member: string, kind: string, names: JsonObject, shown: JsonObject) {
  const output = (status: string) => ({ [member]: { ...names, status, tags: { camelCase: 'x' } } });
  const result = (Status: string) => ({ [kind]: { ...shown, Status, Tags: { camelCase: 'x' } } });
  const job = (facts: Pick<JobCase, 'running' | 'succeeded' | 'failed' | 'gone' | 'cancel'>): JobCase => ({
    poll: [`Describe${kind}`, names],
    output,
    result,
    ...facts,
  });
  const creation = { output: output('CREATING'), result: result('CREATING') };
  const deletion = {
    parameters: shown,
    call: [`Delete${kind}`, names] as const,
    output: output('DELETING'),
    result: result('DELETING'),
    job: job({
      running: ['DELETING'],
      succeeded: [],
      failed: [kind === 'Cluster' ? 'FAILED' : 'DELETE_FAILED'],
      gone: { code: gone, result: result('DELETING') },
    }),
  };
  return { job, creation, deletion };
}

testContract({
  prefix: 'eks',
  service: 'eks',
  refusals: [
    ['ResourceInUseException', 'EKS.ResourceInUseException', 'AmazonEKS'],
    ['AccessDeniedException', 'EKS.AmazonEKSException', 'AmazonEKS'],
  ],
  cases: [
    {
      resource: 'eks:createCluster',
      parameters: { Name: clusterName, RoleArn: roleArn, ResourcesVpcConfig: { SubnetIds: ['subnet-1'] } },
      call: [
        'CreateCluster',
        {
          name: clusterName,
          roleArn,
          resourcesVpcConfig: { subnetIds: ['subnet-1'] },
          clientRequestToken: idempotencyKey,
        },
      ],
      ...cluster.creation,
      job: cluster.job({
        running: ['CREATING', 'PENDING', 'UPDATING'],
        succeeded: ['ACTIVE'],
        failed: ['FAILED', 'DELETING'],
        gone: { code: gone, result: 'failure' },
      }),
    },
    { resource: 'eks:deleteCluster', ...cluster.deletion },
    {
      resource: 'eks:createFargateProfile',
      parameters: {
        ClusterName: clusterName,
        FargateProfileName: fargateProfileName,
        PodExecutionRoleArn: roleArn,
        Selectors: [{ Namespace: 'apps', Labels: { tier: 'web' } }],
      },
      call: [
        'CreateFargateProfile',
        {
          clusterName,
          fargateProfileName,
          podExecutionRoleArn: roleArn,
          selectors: [{ namespace: 'apps', labels: { tier: 'web' } }],
          clientRequestToken: idempotencyKey,
        },
      ],
      ...profile.creation,
      job: profile.job({
        running: ['CREATING'],
        succeeded: ['ACTIVE'],
        failed: ['CREATE_FAILED', 'DELETING'],
        gone: { code: gone, result: 'failure' },
        cancel: ['DeleteFargateProfile', { clusterName, fargateProfileName }],
      }),
    },
    { resource: 'eks:deleteFargateProfile', ...profile.deletion },
    {
      resource: 'eks:createNodegroup',
      parameters: {
        ClusterName: clusterName,
        NodegroupName: nodegroupName,
        NodeRole: roleArn,
        Subnets: ['subnet-1'],
        ScalingConfig: { MinSize: 1, MaxSize: '3' },
      },
      call: [
        'CreateNodegroup',
        {
          clusterName,
          nodegroupName,
          nodeRole: roleArn,
          subnets: ['subnet-1'],
          scalingConfig: { minSize: 1, maxSize: 3 },
          clientRequestToken: idempotencyKey,
        },
      ],
      ...nodegroup.creation,
      job: nodegroup.job({
        running: ['CREATING', 'UPDATING'],
        succeeded: ['ACTIVE'],
        failed: ['CREATE_FAILED', 'DEGRADED', 'DELETING'],
        gone: { code: gone, result: 'failure' },
        cancel: ['DeleteNodegroup', { clusterName, nodegroupName }],
      }),
    },
    { resource: 'eks:deleteNodegroup', ...nodegroup.deletion },
  ],
});
