import type { Integration } from '../need.ts';
import { invokeApi } from './apigateway.ts';
import { athenaIntegrations } from './athena.ts';
import { submitJob } from './batch.ts';
import { bedrockIntegrations } from './bedrock.ts';
import { invokeHarness } from './bedrockagentcore.ts';
import { codebuildIntegrations } from './codebuild.ts';
import { startDatabrewJobRun } from './databrew.ts';
import { itemActions } from './dynamodb.ts';
import { runTask } from './ecs.ts';
import { eksIntegrations } from './eks.ts';
import { elasticmapreduceIntegrations } from './elasticmapreduce.ts';
import { emrContainersIntegrations } from './emr-containers.ts';
import { emrServerlessIntegrations } from './emr-serverless.ts';
import { putEvents } from './events.ts';
import { startJobRun } from './glue.ts';
import { invokeEndpoint } from './http.ts';
import { invoke } from './lambda.ts';
import { createJob } from './mediaconvert.ts';
import { sagemakerIntegrations } from './sagemaker.ts';
import { publish } from './sns.ts';
import { sendMessage } from './sqs.ts';
import { startExecution } from './states.ts';

/** By the name of the task's resource. */
export const integrations: ReadonlyMap<string, Integration> = new Map(
  [
    invokeApi,
    ...athenaIntegrations,
    submitJob,
    ...bedrockIntegrations,
    invokeHarness,
    ...codebuildIntegrations,
    startDatabrewJobRun,
    ...itemActions,
    runTask,
    ...eksIntegrations,
    ...elasticmapreduceIntegrations,
    ...emrContainersIntegrations,
    ...emrServerlessIntegrations,
    putEvents,
    startJobRun,
    invokeEndpoint,
    invoke,
    createJob,
    ...sagemakerIntegrations,
    publish,
    sendMessage,
    startExecution,
  ].map((integration) => [integration.name, integration]),
);
