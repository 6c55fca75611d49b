import type { ResourceSuffix } from './integration.ts';

/** A service with integrations made for Step Functions. */
export interface OptimizedServiceFacts {
  readonly errorPrefix: string;
  /** The AWS SDK integration whose parameters its actions have, if they have one's. */
  readonly sdkService?: string;
  readonly actions: Readonly<Record<string, OptimizedAction>>;
}

export interface OptimizedAction {
  readonly suffixes: readonly ResourceSuffix[];
  /** The API's action, where it goes by another name. */
  readonly sdkAction?: string;
  /** Required by the API, and filled in by Step Functions. */
  readonly filledIn?: readonly string[];
  /** Of the API's parameters, those that the integration refuses. */
  readonly refused?: readonly string[];
  /** All parameters where they are not the API's; `!` marks the required ones. */
  readonly parameters?: readonly string[];
}

const request: OptimizedAction = { suffixes: [''] };
const callback: OptimizedAction = { suffixes: ['', '.waitForTaskToken'] };
const job: OptimizedAction = { suffixes: ['', '.sync'] };
const jobOrCallback: OptimizedAction = { suffixes: ['', '.sync', '.waitForTaskToken'] };

/** Common to the actions that talk to a Kubernetes cluster. */
const kubernetesParameters = ['ClusterName!', 'CertificateAuthority!', 'Endpoint!'];

/**
 * The optimized integrations, by the service's name in a Task's `Resource`.
 *
 * Source: Developer Guide, "Integrating optimized services with Step Functions" and the page of each service.
 */
export const optimizedServices: Readonly<Record<string, OptimizedServiceFacts>> = {
  apigateway: {
    errorPrefix: 'ApiGateway',
    actions: {
      invoke: {
        ...callback,
        parameters: [
          'ApiEndpoint!',
          'Method!',
          'AllowNullValues',
          'AuthType',
          'Headers',
          'Path',
          'QueryParameters',
          'RequestBody',
          'Stage',
        ],
      },
    },
  },
  athena: {
    errorPrefix: 'Athena',
    sdkService: 'athena',
    actions: {
      startQueryExecution: job,
      stopQueryExecution: request,
      getQueryExecution: request,
      getQueryResults: request,
    },
  },
  batch: { errorPrefix: 'Batch', sdkService: 'batch', actions: { submitJob: job } },
  bedrock: {
    errorPrefix: 'Bedrock',
    sdkService: 'bedrock',
    actions: {
      createModelCustomizationJob: job,
      invokeModel: {
        ...callback,
        // Body and Input stand for each other, and the latter two are read and written in S3.
        parameters: [
          'ModelId!',
          'Accept',
          'Body',
          'ContentType',
          'GuardrailIdentifier',
          'GuardrailVersion',
          'Input',
          'Output',
          'PerformanceConfigLatency',
          'ServiceTier',
          'Trace',
        ],
      },
    },
  },
  bedrockagentcore: {
    errorPrefix: 'BedrockAgentCore',
    actions: {
      invokeHarness: {
        ...request,
        parameters: [
          'HarnessArn!',
          'RuntimeSessionId!',
          'Messages!',
          'ActorId',
          'AllowedTools',
          'MaxIterations',
          'MaxTokens',
          'Model',
          'Skills',
          'SystemPrompt',
          'TimeoutSeconds',
          'Tools',
        ],
      },
    },
  },
  codebuild: {
    errorPrefix: 'CodeBuild',
    sdkService: 'codebuild',
    actions: {
      startBuild: job,
      stopBuild: request,
      batchDeleteBuilds: request,
      batchGetReports: request,
      startBuildBatch: job,
      stopBuildBatch: request,
      retryBuildBatch: job,
      deleteBuildBatch: request,
    },
  },
  databrew: { errorPrefix: 'DataBrew', sdkService: 'databrew', actions: { startJobRun: job } },
  dynamodb: {
    errorPrefix: 'DynamoDB',
    sdkService: 'dynamodb',
    actions: { getItem: request, putItem: request, updateItem: request, deleteItem: request },
  },
  ecs: { errorPrefix: 'ECS', sdkService: 'ecs', actions: { runTask: jobOrCallback } },
  eks: {
    errorPrefix: 'EKS',
    sdkService: 'eks',
    actions: {
      createCluster: job,
      deleteCluster: job,
      createFargateProfile: job,
      deleteFargateProfile: job,
      createNodegroup: job,
      deleteNodegroup: job,
      call: {
        ...callback,
        parameters: [...kubernetesParameters, 'Method!', 'Path!', 'QueryParameters', 'RequestBody'],
      },
      runJob: { ...jobOrCallback, parameters: [...kubernetesParameters, 'Job!', 'LogOptions', 'Namespace'] },
    },
  },
  elasticmapreduce: {
    errorPrefix: 'ElasticMapReduce',
    sdkService: 'emr',
    actions: {
      // Steps are added once the cluster is up.
      createCluster: { ...job, sdkAction: 'runJobFlow', refused: ['Steps'] },
      setClusterTerminationProtection: {
        ...request,
        parameters: ['ClusterId!', 'TerminationProtected!'],
      },
      terminateCluster: { ...job, parameters: ['ClusterId!'] },
      addStep: { ...job, parameters: ['ClusterId!', 'Step!', 'ExecutionRoleArn'] },
      cancelStep: { ...request, parameters: ['ClusterId!', 'StepId!', 'StepCancellationOption'] },
      modifyInstanceFleetByName: {
        ...request,
        parameters: ['ClusterId!', 'InstanceFleetName!', 'InstanceFleet!'],
      },
      modifyInstanceGroupByName: {
        ...request,
        parameters: ['ClusterId!', 'InstanceGroupName!', 'InstanceGroup!'],
      },
    },
  },
  'emr-containers': {
    errorPrefix: 'EMRContainers',
    sdkService: 'emrcontainers',
    actions: {
      createVirtualCluster: { ...request, filledIn: ['ClientToken'] },
      deleteVirtualCluster: job,
      startJobRun: { ...job, filledIn: ['ClientToken'] },
    },
  },
  'emr-serverless': {
    errorPrefix: 'EMRServerless',
    sdkService: 'emrserverless',
    actions: {
      createApplication: { ...job, filledIn: ['ClientToken'] },
      startApplication: job,
      stopApplication: job,
      deleteApplication: job,
      startJobRun: { ...job, filledIn: ['ClientToken'] },
      cancelJobRun: job,
    },
  },
  events: { errorPrefix: 'EventBridge', sdkService: 'eventbridge', actions: { putEvents: callback } },
  glue: { errorPrefix: 'Glue', sdkService: 'glue', actions: { startJobRun: job } },
  http: {
    errorPrefix: 'States.Http',
    actions: {
      invoke: {
        ...request,
        // One of Authentication and InvocationConfig names the connection, so neither is required by itself.
        parameters: [
          'ApiEndpoint!',
          'Method!',
          'Authentication',
          'Headers',
          'InvocationConfig',
          'QueryParameters',
          'RequestBody',
          'Transform',
        ],
      },
    },
  },
  lambda: { errorPrefix: 'Lambda', sdkService: 'lambda', actions: { invoke: callback } },
  mediaconvert: { errorPrefix: 'MediaConvert', sdkService: 'mediaconvert', actions: { createJob: job } },
  sagemaker: {
    errorPrefix: 'SageMaker',
    sdkService: 'sagemaker',
    actions: {
      createTrainingJob: job,
      createTransformJob: job,
      createProcessingJob: job,
      createHyperParameterTuningJob: job,
      createLabelingJob: job,
      createEndpoint: request,
      createEndpointConfig: request,
      createModel: request,
      updateEndpoint: request,
    },
  },
  sns: { errorPrefix: 'SNS', sdkService: 'sns', actions: { publish: callback } },
  sqs: { errorPrefix: 'SQS', sdkService: 'sqs', actions: { sendMessage: callback } },
  states: {
    errorPrefix: 'StepFunctions',
    sdkService: 'sfn',
    actions: { startExecution: { suffixes: ['', '.sync', '.sync:2', '.waitForTaskToken'] } },
  },
};
