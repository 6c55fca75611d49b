import { isJsonArray, type JsonObject } from '../../base/json.ts';
import {
  type ApiIntegration,
  type JobFacts,
  resourceOf,
  type ServiceFacts,
  statusAt,
} from '../api-integration.ts';
import type { ConnectorTask } from '../connector.ts';
import { type ManagedRule, managedRules } from '../managed-rules.ts';
import { startedBySfn } from '../started-by-sfn.ts';

const sagemaker: ServiceFacts = {
  name: 'sagemaker',
  errorPrefix: 'SageMaker',
  label: 'AmazonSageMaker',
  generalException: 'AmazonSageMakerException',
};

/** Source: Developer Guide, "Create and manage Amazon SageMaker AI jobs with Step Functions". */
export const sagemakerIntegrations: readonly ApiIntegration[] = [
  job('TrainingJob', managedRules.trainingJob),
  job('TransformJob', managedRules.transformJob),
  job('ProcessingJob', managedRules.processingJob),
  job('HyperParameterTuningJob', managedRules.tuningJob),
  job('LabelingJob', managedRules.labelingJob),
  passedOn('CreateModel'),
  passedOn('CreateEndpointConfig'),
  passedOn('CreateEndpoint'),
  passedOn('UpdateEndpoint'),
];

function passedOn(action: string): ApiIntegration {
  return { resource: resourceOf('sagemaker', action), service: sagemaker, action };
}

/** Every kind of job has a name of its author's and is described, and ended, by it. */
function job(kind: string, managedRule: ManagedRule): ApiIntegration {
  const facts: JobFacts = {
    names: { [`${kind}Name`]: `${kind}Name` },
    poll: { action: `Describe${kind}` },
    statusOf: statusAt(`${kind}Status`),
    outcomes: { Completed: 'Succeeded', Failed: 'Failed', Stopped: 'Failed' },
    cancel: { action: `Stop${kind}` },
    managedRule,
  };
  return { ...passedOn(`Create${kind}`), toApi: tagged, job: facts };
}

/** Step Functions knows the events of its jobs by this tag. */
function tagged(parameters: JsonObject, { pattern }: ConnectorTask): JsonObject {
  const tags = parameters.Tags ?? [];
  if (pattern !== 'Sync' || !isJsonArray(tags)) return parameters;
  return { ...parameters, Tags: [...tags, { Key: startedBySfn.key, Value: startedBySfn.value }] };
}
