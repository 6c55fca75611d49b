import type { TaskCall } from '../calls.ts';
import { fieldResources, fieldValue } from '../field.ts';
import type { ResourceForm } from '../named-resource.ts';
import type { Integration } from '../need.ts';
import type { Condition } from '../policy.ts';
import { allow, creatingServiceLinkedRole, integration, role, tagging } from './integration.ts';
import { derived, everything, own, parameter } from './resources.ts';

const form: ResourceForm = {
  service: 'emr-containers',
  resource: (name) => `/virtualclusters/${name}`,
  isName: true,
};
const cluster = parameter('VirtualClusterId', form);
const jobRuns = derived(cluster, (arn) => `${arn}/jobruns/*`);
const deleted = parameter('Id', form);

/** The job's role is not passed: this condition key says which it may be. Source: EMR on EKS Development Guide, "Limit the roles that a job may use". */
function asRole(call: TaskCall): Condition | undefined {
  if (fieldValue(call, 'ExecutionRoleArn').kind !== 'Text') return undefined;
  const { resources, isKnown } = fieldResources(call, 'ExecutionRoleArn', role);
  if (!isKnown) return undefined;
  const operator = resources.some((arn) => arn.includes('*')) ? 'StringLike' : 'StringEquals';
  return { [operator]: { 'emr-containers:ExecutionRoleArn': resources } };
}

export const emrContainersIntegrations: readonly Integration[] = [
  integration('emr-containers:createVirtualCluster', {
    call: [
      allow('emr-containers:CreateVirtualCluster', everything),
      creatingServiceLinkedRole('emr-containers.amazonaws.com', 'AWSServiceRoleForAmazonEMRContainers'),
      tagging('Tags', 'emr-containers:TagResource', own('emr-containers', '/virtualclusters/*')),
    ],
  }),
  integration('emr-containers:deleteVirtualCluster', {
    call: [allow('emr-containers:DeleteVirtualCluster', deleted)],
    poll: [allow('emr-containers:DescribeVirtualCluster', deleted)],
  }),
  integration('emr-containers:startJobRun', {
    call: [
      allow('emr-containers:StartJobRun', cluster, { condition: asRole }),
      tagging('Tags', 'emr-containers:TagResource', jobRuns),
    ],
    poll: [allow('emr-containers:DescribeJobRun', jobRuns)],
    cancel: [allow('emr-containers:CancelJobRun', jobRuns)],
  }),
];
