import { idempotencyKey, testContract } from '../api-contract.ts';

const arn = 'arn:aws:emr-containers:us-east-1:111111111111:/virtualclusters/v1';

testContract({
  prefix: 'emr-containers',
  service: 'emrcontainers',
  refusals: [
    ['ValidationException', 'EMRContainers.ValidationException', 'AmazonEMRContainers'],
    ['AccessDeniedException', 'EMRContainers.AmazonEMRContainersException', 'AmazonEMRContainers'],
  ],
  cases: [
    {
      resource: 'emr-containers:createVirtualCluster',
      parameters: {
        Name: 'virtual',
        ContainerProvider: { Id: 'cluster', Type: 'EKS', Info: { EksInfo: { Namespace: 'spark' } } },
      },
      call: [
        'CreateVirtualCluster',
        {
          name: 'virtual',
          containerProvider: { id: 'cluster', type: 'EKS', info: { eksInfo: { namespace: 'spark' } } },
          clientToken: idempotencyKey,
        },
      ],
      output: { id: 'v1', name: 'virtual', arn },
      result: { Arn: arn, Id: 'v1', Name: 'virtual' },
    },
    {
      resource: 'emr-containers:deleteVirtualCluster',
      parameters: { Id: 'v1' },
      call: ['DeleteVirtualCluster', { id: 'v1' }],
      output: { id: 'v1' },
      result: { Id: 'v1' },
      job: {
        poll: ['DescribeVirtualCluster', { id: 'v1' }],
        output: (state) => ({ virtualCluster: { id: 'v1', state } }),
        result: (State) => ({ Id: 'v1', State }),
        running: ['RUNNING', 'TERMINATING'],
        succeeded: ['TERMINATED'],
        failed: ['ARRESTED'],
        gone: { code: 'ResourceNotFoundException', result: { Id: 'v1' } },
      },
    },
    {
      resource: 'emr-containers:startJobRun',
      parameters: {
        VirtualClusterId: 'v1',
        ClientToken: 'mine',
        JobDriver: { SparkSubmitJobDriver: { EntryPoint: 's3://scripts/a.py' } },
        ConfigurationOverrides: {
          ApplicationConfiguration: [
            { Classification: 'spark-defaults', Properties: { 'spark.cores': '2' } },
          ],
        },
      },
      call: [
        'StartJobRun',
        {
          virtualClusterId: 'v1',
          clientToken: 'mine',
          jobDriver: { sparkSubmitJobDriver: { entryPoint: 's3://scripts/a.py' } },
          configurationOverrides: {
            applicationConfiguration: [
              { classification: 'spark-defaults', properties: { 'spark.cores': '2' } },
            ],
          },
        },
      ],
      output: { id: 'j1', virtualClusterId: 'v1', arn },
      result: { Arn: arn, Id: 'j1', VirtualClusterId: 'v1' },
      job: {
        poll: ['DescribeJobRun', { id: 'j1', virtualClusterId: 'v1' }],
        output: (state) => ({
          jobRun: { id: 'j1', virtualClusterId: 'v1', state, createdAt: 1700000000000 },
        }),
        result: (State) => ({ CreatedAt: 1700000000000, Id: 'j1', State, VirtualClusterId: 'v1' }),
        running: ['PENDING', 'SUBMITTED', 'RUNNING', 'CANCEL_PENDING'],
        succeeded: ['COMPLETED'],
        failed: ['FAILED', 'CANCELLED'],
        gone: { code: 'ResourceNotFoundException', result: 'failure' },
        cancel: ['CancelJobRun', { id: 'j1', virtualClusterId: 'v1' }],
      },
    },
  ],
});
