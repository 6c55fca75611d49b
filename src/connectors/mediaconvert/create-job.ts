import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { type ApiIntegration, type ServiceFacts, statusAt } from '../api-integration.ts';
import type { ConnectorTask } from '../connector.ts';
import { managedRules } from '../managed-rules.ts';

const mediaconvert: ServiceFacts = {
  name: 'mediaconvert',
  errorPrefix: 'MediaConvert',
  label: 'AWSMediaConvert',
  generalException: 'AWSMediaConvertException',
};

/** Source: Developer Guide, "Create an AWS Elemental MediaConvert job with Step Functions". */
export const createJob: ApiIntegration = {
  resource: 'mediaconvert:createJob',
  service: mediaconvert,
  action: 'CreateJob',
  idempotencyToken: 'ClientRequestToken',
  toApi: tagged,
  job: {
    names: { Id: 'Job.Id' },
    poll: { action: 'GetJob' },
    statusOf: statusAt('Job.Status'),
    outcomes: { COMPLETE: 'Succeeded', ERROR: 'Failed', CANCELED: 'Failed' },
    gone: { code: 'NotFoundException', outcome: 'Failed' },
    cancel: { action: 'CancelJob' },
    managedRule: managedRules.mediaConvertJob,
  },
};

/** The policies of the Developer Guide allow asking for and ending jobs that have this tag, and no others. */
function tagged(parameters: JsonObject, { pattern }: ConnectorTask): JsonObject {
  const tags = parameters.Tags ?? {};
  if (pattern !== 'Sync' || !isJsonObject(tags)) return parameters;
  return { ...parameters, Tags: { ...tags, ManagedByService: 'AWSStepFunctions' } };
}
