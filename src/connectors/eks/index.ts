import {
  type ApiIntegration,
  type JobFacts,
  resourceOf,
  type ServiceFacts,
  statusAt,
} from '../api-integration.ts';

const eks: ServiceFacts = {
  name: 'eks',
  errorPrefix: 'EKS',
  label: 'AmazonEKS',
  generalException: 'AmazonEKSException',
};

const gone = 'ResourceNotFoundException';

const clusterNames = { Name: 'Name' };
const fargateProfileNames = { ClusterName: 'ClusterName', FargateProfileName: 'FargateProfileName' };
const nodegroupNames = { ClusterName: 'ClusterName', NodegroupName: 'NodegroupName' };

/** Source: Developer Guide, "Create and manage Amazon EKS clusters with Step Functions". */
export const eksIntegrations: readonly ApiIntegration[] = [
  // Stopping an execution leaves the cluster that it creates, as the Developer Guide warns.
  create('Cluster', {
    names: clusterNames,
    outcomes: { ACTIVE: 'Succeeded', FAILED: 'Failed', DELETING: 'Failed' },
  }),
  remove('Cluster', { names: clusterNames, outcomes: { FAILED: 'Failed' } }),
  create('FargateProfile', {
    names: fargateProfileNames,
    outcomes: { ACTIVE: 'Succeeded', CREATE_FAILED: 'Failed', DELETING: 'Failed' },
    cancel: { action: 'DeleteFargateProfile' },
  }),
  remove('FargateProfile', { names: fargateProfileNames, outcomes: { DELETE_FAILED: 'Failed' } }),
  create('Nodegroup', {
    names: nodegroupNames,
    outcomes: { ACTIVE: 'Succeeded', CREATE_FAILED: 'Failed', DEGRADED: 'Failed', DELETING: 'Failed' },
    cancel: { action: 'DeleteNodegroup' },
  }),
  remove('Nodegroup', { names: nodegroupNames, outcomes: { DELETE_FAILED: 'Failed' } }),
];

type KindFacts = Pick<JobFacts, 'names' | 'outcomes' | 'cancel'>;

function create(kind: string, facts: KindFacts): ApiIntegration {
  const action = `Create${kind}`;
  return {
    resource: resourceOf('eks', action),
    service: eks,
    action,
    idempotencyToken: 'ClientRequestToken',
    job: { ...described(kind), ...facts, gone: { code: gone, outcome: 'Failed' } },
  };
}

/** What was deleted is no longer described, which is how its end is known. */
function remove(kind: string, facts: KindFacts): ApiIntegration {
  const action = `Delete${kind}`;
  return {
    resource: resourceOf('eks', action),
    service: eks,
    action,
    job: { ...described(kind), ...facts, gone: { code: gone, outcome: 'Succeeded' } },
  };
}

function described(kind: string): Pick<JobFacts, 'poll' | 'statusOf'> {
  return { poll: { action: `Describe${kind}` }, statusOf: statusAt(`${kind}.Status`) };
}
