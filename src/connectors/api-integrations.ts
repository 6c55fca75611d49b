import { createApiConnector } from './api-connector.ts';
import type { ApiIntegration, ServiceFacts } from './api-integration.ts';
import { athenaIntegrations } from './athena/index.ts';
import { isClientInstalled, loadClientPackage } from './aws-sdk/client-package.ts';
import type { ServiceModel } from './aws-sdk/service-model.ts';
import { submitJob } from './batch/submit-job.ts';
import { createModelCustomizationJob } from './bedrock/create-model-customization-job.ts';
import { codebuildIntegrations } from './codebuild/index.ts';
import type { Connector } from './connector.ts';
import { startJobRun as startDataBrewJobRun } from './databrew/start-job-run.ts';
import { dynamodbIntegrations } from './dynamodb/index.ts';
import { runTask } from './ecs/run-task.ts';
import { eksIntegrations } from './eks/index.ts';
import { elasticmapreduceIntegrations } from './elasticmapreduce/index.ts';
import { emrContainersIntegrations } from './emr-containers/index.ts';
import { emrServerlessIntegrations } from './emr-serverless/index.ts';
import { putEvents } from './events/put-events.ts';
import { startJobRun as startGlueJobRun } from './glue/start-job-run.ts';
import { createJob } from './mediaconvert/create-job.ts';
import { createOptimizedApi, type OptimizedApi } from './optimized-api.ts';
import { sagemakerIntegrations } from './sagemaker/index.ts';
import { publish } from './sns/publish.ts';
import { sendMessage } from './sqs/send-message.ts';

/** The optimized integrations that pass on what an API takes, and their jobs. */
export const apiIntegrations: readonly ApiIntegration[] = [
  ...athenaIntegrations,
  submitJob,
  createModelCustomizationJob,
  ...codebuildIntegrations,
  startDataBrewJobRun,
  ...dynamodbIntegrations,
  runTask,
  ...eksIntegrations,
  ...elasticmapreduceIntegrations,
  ...emrContainersIntegrations,
  ...emrServerlessIntegrations,
  putEvents,
  startGlueJobRun,
  createJob,
  ...sagemakerIntegrations,
  publish,
  sendMessage,
];

/** The model of a service's API, by the name that sessions have for it; undefined where it cannot be called. */
export type LoadModel = (service: string) => Promise<ServiceModel | undefined>;

/** The model is in the AWS SDK's client, which making calls needs anyway. */
export const loadInstalledModel: LoadModel = async (service) => (await loadClientPackage(service))?.model;

/** A connector for each of the integrations. A service's model is loaded when the first task calls it. */
export function createApiConnectors(loadModel: LoadModel): readonly Connector[] {
  const apis = new Map<string, Promise<OptimizedApi | undefined>>();
  const open = (service: ServiceFacts): Promise<OptimizedApi | undefined> => {
    const known = apis.get(service.name);
    if (known !== undefined) return known;
    const opening = loadModel(service.name).then((model) => model && createOptimizedApi(model, service));
    apis.set(service.name, opening);
    return opening;
  };
  return apiIntegrations.map((integration) =>
    createApiConnector(integration, () => open(integration.service)),
  );
}

const servicesByResource: ReadonlyMap<string, string> = new Map(
  apiIntegrations.map(({ resource, service }) => [resource, service.name]),
);

/** Whether one of these integrations goes by the name, and calls of its service can be made on this installation. */
export function isCallable(resource: string): boolean {
  const service = servicesByResource.get(resource);
  return service !== undefined && isClientInstalled(service);
}
