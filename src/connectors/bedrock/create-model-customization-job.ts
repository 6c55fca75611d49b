import { type ApiIntegration, type ServiceFacts, statusAt } from '../api-integration.ts';

const bedrock: ServiceFacts = {
  name: 'bedrock',
  errorPrefix: 'Bedrock',
  label: 'AmazonBedrock',
  generalException: 'AmazonBedrockException',
};

/** Source: Developer Guide, "Invoke and customize Amazon Bedrock models with Step Functions". */
export const createModelCustomizationJob: ApiIntegration = {
  resource: 'bedrock:createModelCustomizationJob',
  service: bedrock,
  action: 'CreateModelCustomizationJob',
  idempotencyToken: 'ClientRequestToken',
  job: {
    names: { JobIdentifier: 'JobArn' },
    poll: { action: 'GetModelCustomizationJob' },
    statusOf: statusAt('Status'),
    outcomes: { Completed: 'Succeeded', Failed: 'Failed', Stopped: 'Failed' },
    gone: { code: 'ResourceNotFoundException', outcome: 'Failed' },
    cancel: { action: 'StopModelCustomizationJob' },
  },
};
