import type { JsonObject } from '../../src/base/json.ts';

/** Parameters that are all written out, what they fill the template's gaps with, and those that a dynamic variant leaves open. */
export interface Sample {
  readonly parameters: JsonObject;
  readonly gaps?: Readonly<Record<string, string>>;
  readonly open?: readonly string[];
}

const roleArn = 'arn:aws:iam::111122223333:role/Passed';
const job = (field: string, gap: string): Sample => ({
  parameters: { [field]: 'name', RoleArn: roleArn },
  gaps: { [gap]: 'name', roleArn },
  open: [field],
});
const named = (field: string, gap: string): Sample => ({
  parameters: { [field]: 'name' },
  gaps: { [gap]: 'name' },
  open: [field],
});
const none: Sample = { parameters: {} };
const build: Sample = { parameters: { Id: 'web:1a2b' }, gaps: { projectName: 'web' }, open: ['Id'] };
const application = named('ApplicationId', 'applicationId');
const cluster = named('ClusterId', 'clusterId');
const table = named('TableName', 'tableName');
const fargate = { ClusterName: 'c', FargateProfileName: 'f' };

/** A task of every integration, by its name, or by its name and a variant of what it names. */
export const samples: Readonly<Record<string, Sample>> = {
  'lambda:invoke': named('FunctionName', 'functionName'),
  'lambda:invoke static-qualified': {
    parameters: { FunctionName: 'work', Qualifier: 'live' },
    gaps: { functionName: 'work', 'qualifierOr*': 'live' },
  },
  'batch:submitJob': none,
  'dynamodb:getItem': table,
  'dynamodb:putItem': table,
  'dynamodb:updateItem': table,
  'dynamodb:deleteItem': table,
  'ecs:runTask': {
    parameters: { TaskDefinition: 'web:3' },
    gaps: { taskDefinition: 'web', revisionNumber: '3' },
    open: ['TaskDefinition'],
  },
  'sns:publish': {
    parameters: { TopicArn: 'arn:aws:sns:us-east-1:111122223333:orders' },
    gaps: { topicName: 'orders' },
    open: ['TopicArn'],
  },
  'sqs:sendMessage': {
    parameters: { QueueUrl: 'https://sqs.us-east-1.amazonaws.com/111122223333/orders' },
    gaps: { queueName: 'orders' },
    open: ['QueueUrl'],
  },
  'glue:startJobRun': none,
  'databrew:startJobRun': { parameters: { Name: 'job' } },
  'sagemaker:createTrainingJob': job('TrainingJobName', 'trainingJobName'),
  'sagemaker:createTransformJob': {
    parameters: { TransformJobName: 'name' },
    gaps: { transformJobName: 'name', roleArn: '{{roleArn}}' },
    open: ['TransformJobName'],
  },
  'sagemaker:createProcessingJob': job('ProcessingJobName', 'processingJobName'),
  'sagemaker:createHyperParameterTuningJob': {
    parameters: { HyperParameterTuningJobName: 'name', TrainingJobDefinition: { RoleArn: roleArn } },
    gaps: { hyperParameterTuningJobName: 'name', roleArn },
    open: ['HyperParameterTuningJobName'],
  },
  'sagemaker:createLabelingJob': job('LabelingJobName', 'labelingJobName'),
  'sagemaker:createModel': {
    parameters: { ModelName: 'name', ExecutionRoleArn: roleArn },
    gaps: { modelName: 'name', executionRoleArn: roleArn },
    open: ['ModelName'],
  },
  'sagemaker:createEndpointConfig': named('EndpointConfigName', 'endpointConfigName'),
  'sagemaker:createEndpoint': named('EndpointName', 'endpointName'),
  'sagemaker:updateEndpoint': named('EndpointName', 'endpointName'),
  'elasticmapreduce:addStep': cluster,
  'elasticmapreduce:cancelStep': cluster,
  'elasticmapreduce:createCluster': { parameters: { ServiceRole: 'EMR' }, gaps: { roleName: 'EMR' } },
  'elasticmapreduce:setClusterTerminationProtection': cluster,
  'elasticmapreduce:modifyInstanceFleetByName': cluster,
  'elasticmapreduce:modifyInstanceGroupByName': cluster,
  'elasticmapreduce:terminateCluster': cluster,
  'emr-containers:createVirtualCluster': none,
  'emr-containers:deleteVirtualCluster': named('Id', 'virtualClusterId'),
  'emr-containers:startJobRun': {
    parameters: { VirtualClusterId: 'vc', ExecutionRoleArn: roleArn },
    gaps: { virtualClusterId: 'vc', executionRoleArn: roleArn },
    open: ['VirtualClusterId'],
  },
  'emr-serverless:createApplication': none,
  'emr-serverless:startApplication': application,
  'emr-serverless:stopApplication': application,
  'emr-serverless:deleteApplication': application,
  'emr-serverless:startJobRun': {
    parameters: { ApplicationId: 'a', ExecutionRoleArn: roleArn },
    gaps: { applicationId: 'a', jobExecutionRoleArn: roleArn },
    open: ['ApplicationId'],
  },
  'emr-serverless:cancelJobRun': {
    parameters: { ApplicationId: 'a', JobRunId: 'r' },
    gaps: { applicationId: 'a', jobRunId: 'r' },
    open: ['ApplicationId', 'JobRunId'],
  },
  'codebuild:startBuild': named('ProjectName', 'projectName'),
  'codebuild:stopBuild': build,
  'codebuild:batchDeleteBuilds': {
    parameters: { Ids: ['web:1', 'arn:aws:codebuild:us-east-1:111122223333:build/web:2'] },
    gaps: { projectName: 'web' },
    open: ['Ids'],
  },
  'codebuild:batchGetReports': {
    parameters: { ReportArns: ['arn:aws:codebuild:us-east-1:111122223333:report/unit:1a2b'] },
    gaps: { reportName: 'unit' },
    open: ['ReportArns'],
  },
  'codebuild:startBuildBatch': named('ProjectName', 'projectName'),
  'codebuild:stopBuildBatch': build,
  'codebuild:retryBuildBatch': build,
  'codebuild:deleteBuildBatch': build,
  'athena:startQueryExecution': named('WorkGroup', 'workGroup'),
  'athena:stopQueryExecution': none,
  'athena:getQueryExecution': none,
  'athena:getQueryResults': none,
  'eks:createCluster': { parameters: { RoleArn: roleArn }, gaps: { clusterRoleArn: roleArn } },
  'eks:createNodegroup': { parameters: { NodeRole: roleArn }, gaps: { nodeRoleArn: roleArn } },
  'eks:deleteCluster': named('Name', 'clusterName'),
  'eks:deleteNodegroup': {
    parameters: { ClusterName: 'c', NodegroupName: 'n' },
    gaps: { clusterName: 'c', nodegroupName: 'n' },
  },
  'eks:createFargateProfile': {
    parameters: { ...fargate, PodExecutionRoleArn: roleArn },
    gaps: { clusterName: 'c', podExecutionRoleArn: roleArn },
  },
  'eks:deleteFargateProfile': { parameters: fargate, gaps: { clusterName: 'c', fargateProfileName: 'f' } },
  'eks:runJob': none,
  'eks:call': none,
  'apigateway:invoke': {
    parameters: {
      ApiEndpoint: 'a1b2.execute-api.us-east-1.amazonaws.com',
      Stage: 'prod',
      Method: 'GET',
      Path: '/orders/1',
      AuthType: 'IAM_ROLE',
    },
    gaps: { apiId: 'a1b2', stage: 'prod', method: 'GET', path: 'orders/1' },
    open: ['Path'],
  },
  'events:putEvents': {
    parameters: { Entries: [{ EventBusName: 'orders' }, { EventBusName: 'orders' }] },
    gaps: { eventBusName: 'orders' },
    open: ['Entries'],
  },
  'states:startExecution': {
    parameters: { StateMachineArn: 'arn:aws:states:us-east-1:111122223333:stateMachine:Child' },
    gaps: { stateMachineName: 'Child' },
    open: ['StateMachineArn'],
  },
  'mediaconvert:createJob': { parameters: { Role: roleArn }, gaps: { roleArn } },
  'bedrock:invokeModel': named('ModelId', 'modelId'),
  'bedrock:invokeModel static-provisioned': {
    parameters: { ModelId: 'arn:aws:bedrock:us-east-1:111122223333:provisioned-model/p' },
    gaps: { provisionedModelId: 'p' },
  },
  'bedrock:createModelCustomizationJob': {
    parameters: { BaseModelIdentifier: 'm', RoleArn: roleArn },
    gaps: { modelId: 'm', roleArn },
    open: ['BaseModelIdentifier'],
  },
  'bedrock:createModelCustomizationJob static-custom': {
    parameters: {
      BaseModelIdentifier: 'arn:aws:bedrock:us-east-1:111122223333:custom-model/m/1',
      RoleArn: roleArn,
    },
    gaps: { roleArn },
  },
  'bedrockagentcore:invokeHarness': {
    parameters: { HarnessArn: 'arn:aws:bedrock-agentcore:us-east-1:111122223333:harness/h' },
    gaps: { harnessArn: 'arn:aws:bedrock-agentcore:us-east-1:111122223333:harness/h' },
    open: ['HarnessArn'],
  },
  'http:invoke': {
    parameters: {
      ApiEndpoint: 'https://api.example.com/v1/orders',
      Method: 'GET',
      Authentication: { ConnectionArn: 'arn:aws:events:us-east-1:111122223333:connection/c/1' },
    },
    gaps: {
      method: 'GET',
      endpointPattern: 'https://api.example.com/*',
      connectionArn: 'arn:aws:events:us-east-1:111122223333:connection/c/1',
      selfStateMachineName: 'MyWorkflow',
    },
    open: ['ApiEndpoint', 'Method'],
  },
};

/** Of a task's resource. */
export const suffixes = {
  REQUEST_RESPONSE: '',
  RUN_JOB: '.sync',
  RUN_JOB_V2: '.sync:2',
  WAIT_FOR_TASK_TOKEN: '.waitForTaskToken',
} as const;

export type PatternName = keyof typeof suffixes;

/** The sample with what is open taken from the input. */
export function opened({ parameters, open = [] }: Sample): JsonObject {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) =>
      open.includes(name) ? [`${name}.$`, `$.${name}`] : [name, value],
    ),
  );
}
