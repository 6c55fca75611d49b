import { type ApiIntegration, type ServiceFacts, statusAt, structureAt } from '../api-integration.ts';

const emrContainers: ServiceFacts = {
  name: 'emrcontainers',
  errorPrefix: 'EMRContainers',
  label: 'AmazonEMRContainers',
  generalException: 'AmazonEMRContainersException',
};

const gone = 'ResourceNotFoundException';

/** Source: Developer Guide, "Create and manage Amazon EMR clusters on EKS with AWS Step Functions". */
export const emrContainersIntegrations: readonly ApiIntegration[] = [
  {
    resource: 'emr-containers:createVirtualCluster',
    service: emrContainers,
    action: 'CreateVirtualCluster',
    idempotencyToken: 'ClientToken',
  },
  {
    resource: 'emr-containers:deleteVirtualCluster',
    service: emrContainers,
    action: 'DeleteVirtualCluster',
    job: {
      names: { Id: 'Id' },
      poll: { action: 'DescribeVirtualCluster' },
      describe: structureAt('VirtualCluster'),
      statusOf: statusAt('State'),
      outcomes: { TERMINATED: 'Succeeded', ARRESTED: 'Failed' },
      gone: { code: gone, outcome: 'Succeeded' },
    },
  },
  {
    resource: 'emr-containers:startJobRun',
    service: emrContainers,
    action: 'StartJobRun',
    idempotencyToken: 'ClientToken',
    job: {
      names: { Id: 'Id', VirtualClusterId: 'VirtualClusterId' },
      poll: { action: 'DescribeJobRun' },
      describe: structureAt('JobRun'),
      statusOf: statusAt('State'),
      outcomes: { COMPLETED: 'Succeeded', FAILED: 'Failed', CANCELLED: 'Failed' },
      gone: { code: gone, outcome: 'Failed' },
      cancel: { action: 'CancelJobRun' },
    },
  },
];
