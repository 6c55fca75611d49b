import type { JsonObject } from '../../../src/base/json.ts';
import { type ContractCase, testContract } from '../api-contract.ts';

const RoleArn = 'arn:aws:iam::111111111111:role/sagemaker';
const S3OutputPath = 's3://out/';
const cluster = { InstanceCount: 1, InstanceType: 'ml.m5.large', VolumeSizeInGB: 10 };

/** The required parameters of each kind of job, and some. */
const jobs: Readonly<Record<string, JsonObject>> = {
  TrainingJob: {
    RoleArn,
    AlgorithmSpecification: { TrainingInputMode: 'File', TrainingImage: 'image' },
    HyperParameters: { eta: '0.2' },
    OutputDataConfig: { S3OutputPath },
    ResourceConfig: cluster,
    StoppingCondition: { MaxRuntimeInSeconds: 3600 },
  },
  TransformJob: {
    ModelName: 'model',
    TransformInput: { DataSource: { S3DataSource: { S3DataType: 'S3Prefix', S3Uri: 's3://in/' } } },
    TransformOutput: { S3OutputPath },
    TransformResources: { InstanceCount: 1, InstanceType: 'ml.m5.large' },
  },
  ProcessingJob: {
    RoleArn,
    AppSpecification: { ImageUri: 'image' },
    ProcessingResources: { ClusterConfig: cluster },
  },
  HyperParameterTuningJob: {
    HyperParameterTuningJobConfig: {
      Strategy: 'Bayesian',
      ResourceLimits: { MaxParallelTrainingJobs: 2 },
    },
  },
  LabelingJob: {
    LabelAttributeName: 'label',
    InputConfig: { DataSource: { S3DataSource: { ManifestS3Uri: 's3://in/manifest' } } },
    OutputConfig: { S3OutputPath },
    RoleArn,
    HumanTaskConfig: {
      WorkteamArn: 'arn:aws:sagemaker:us-east-1:111111111111:workteam/private-crowd/team',
      UiConfig: { UiTemplateS3Uri: 's3://in/template' },
      TaskTitle: 'title',
      TaskDescription: 'description',
      NumberOfHumanWorkersPerDataObject: 1,
      TaskTimeLimitInSeconds: 60,
    },
  },
};

function jobCase(kind: string, more: JsonObject): ContractCase {
  const arn = `arn:aws:sagemaker:us-east-1:111111111111:job/${kind}`;
  const named = { [`${kind}Name`]: 'job-1' };
  const parameters = { ...named, ...more, Tags: [{ Key: 'team', Value: 'x' }] };
  const mark = { Key: 'MANAGED_BY_AWS', Value: 'STARTED_BY_STEP_FUNCTIONS' };
  const described = (status: string) => ({
    CreationTime: 1700000000000,
    ...ordered({ [`${kind}Arn`]: arn, ...named, [`${kind}Status`]: status }),
  });
  return {
    resource: `sagemaker:create${kind}`,
    parameters,
    call: [`Create${kind}`, parameters],
    syncInput: { ...parameters, Tags: [{ Key: 'team', Value: 'x' }, mark] },
    output: { [`${kind}Arn`]: arn },
    result: { [`${kind}Arn`]: arn },
    job: {
      poll: [`Describe${kind}`, named],
      output: described,
      result: described,
      running: ['InProgress', 'Stopping', ...(kind === 'LabelingJob' ? ['Initializing'] : [])],
      succeeded: ['Completed'],
      failed: ['Failed', 'Stopped'],
      cancel: [`Stop${kind}`, named],
    },
  };
}

function ordered(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1)));
}

function passedOn(action: string, parameters: JsonObject, output: JsonObject): ContractCase {
  const resource = `sagemaker:${action.charAt(0).toLowerCase()}${action.slice(1)}`;
  return { resource, parameters, call: [action, parameters], output, result: output };
}

testContract({
  prefix: 'sagemaker',
  service: 'sagemaker',
  refusals: [
    ['ResourceInUse', 'SageMaker.ResourceInUseException', 'AmazonSageMaker'],
    ['ResourceLimitExceeded', 'SageMaker.ResourceLimitExceededException', 'AmazonSageMaker'],
    ['ValidationException', 'SageMaker.AmazonSageMakerException', 'AmazonSageMaker'],
  ],
  cases: [
    ...Object.entries(jobs).map(([kind, parameters]) => jobCase(kind, parameters)),
    passedOn('CreateModel', { ModelName: 'm', PrimaryContainer: { Image: 'i' } }, { ModelArn: 'arn' }),
    passedOn(
      'CreateEndpointConfig',
      { EndpointConfigName: 'c', ProductionVariants: [{ VariantName: 'v', InitialVariantWeight: 0.5 }] },
      { EndpointConfigArn: 'arn' },
    ),
    passedOn('CreateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c' }, { EndpointArn: 'arn' }),
    passedOn('UpdateEndpoint', { EndpointName: 'e', EndpointConfigName: 'c' }, { EndpointArn: 'arn' }),
  ],
});
