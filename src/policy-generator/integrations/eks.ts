import type { TaskCall } from '../calls.ts';
import { fieldResources } from '../field.ts';
import type { ResourceForm } from '../named-resource.ts';
import type { Integration } from '../need.ts';
import { allow, integration, passing, role, tagging } from './integration.ts';
import { everything, parameter, type Resources } from './resources.ts';

function form(arnType: string): ResourceForm {
  return { service: 'eks', resource: (name) => `${arnType}/${name}`, isName: true };
}

const cluster = parameter('Name', form('cluster'));
const clusterOfMember = parameter('ClusterName', form('cluster'));

/** What belongs to a cluster has its name, then its own, then an id that it gets. */
function member(arnType: string, field: string): Resources {
  return (call: TaskCall) => {
    const clusters = fieldResources(call, 'ClusterName', form(arnType));
    const names = fieldResources(call, field, form('member'));
    return {
      resources: clusters.resources.flatMap((arn) =>
        names.resources.map((named) => `${arn}/${named.split(':member/').at(-1)}/*`),
      ),
      remarks: [...clusters.remarks, ...names.remarks],
    };
  };
}

const nodegroup = member('nodegroup', 'NodegroupName');
const fargateProfile = member('fargateprofile', 'FargateProfileName');

export const eksIntegrations: readonly Integration[] = [
  integration('eks:createCluster', {
    call: [allow('eks:CreateCluster', everything), tagging('Tags', 'eks:TagResource', cluster)],
    poll: [allow('eks:DescribeCluster', cluster)],
    cancel: [allow('eks:DeleteCluster', cluster)],
    passes: [passing('RoleArn', 'eks.amazonaws.com')],
  }),
  integration('eks:deleteCluster', {
    call: [allow('eks:DeleteCluster', cluster)],
    poll: [allow('eks:DescribeCluster', cluster)],
  }),
  integration('eks:createNodegroup', {
    call: [
      allow('eks:CreateNodegroup', clusterOfMember),
      allow('ec2:DescribeSubnets', everything),
      // EKS looks with the caller's permissions whether the nodes' role will do.
      allow(['iam:GetRole', 'iam:ListAttachedRolePolicies'], parameter('NodeRole', role)),
      tagging('Tags', 'eks:TagResource', nodegroup),
    ],
    poll: [allow('eks:DescribeNodegroup', nodegroup)],
    cancel: [allow('eks:DeleteNodegroup', nodegroup)],
    passes: [passing('NodeRole', 'eks.amazonaws.com')],
  }),
  integration('eks:deleteNodegroup', {
    call: [allow('eks:DeleteNodegroup', nodegroup)],
    poll: [allow('eks:DescribeNodegroup', nodegroup)],
  }),
  integration('eks:createFargateProfile', {
    call: [
      allow('eks:CreateFargateProfile', clusterOfMember),
      tagging('Tags', 'eks:TagResource', fargateProfile),
    ],
    poll: [allow('eks:DescribeFargateProfile', fargateProfile)],
    cancel: [allow('eks:DeleteFargateProfile', fargateProfile)],
    passes: [passing('PodExecutionRoleArn', 'eks-fargate-pods.amazonaws.com')],
  }),
  integration('eks:deleteFargateProfile', {
    call: [allow('eks:DeleteFargateProfile', fargateProfile)],
    poll: [allow('eks:DescribeFargateProfile', fargateProfile)],
  }),
  // What these may do is the Kubernetes cluster's to say, not IAM's.
  integration('eks:call', { call: [] }),
  integration('eks:runJob', { call: [] }),
];
