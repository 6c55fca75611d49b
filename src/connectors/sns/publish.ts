import type { ApiIntegration } from '../api-integration.ts';

/** Source: Developer Guide, "Publish messages to an Amazon SNS topic with Step Functions". */
export const publish: ApiIntegration = {
  resource: 'sns:publish',
  service: {
    name: 'sns',
    errorPrefix: 'SNS',
    label: 'AmazonSNS',
    generalException: 'AmazonSNSException',
  },
  action: 'Publish',
  takesTaskToken: true,
};
