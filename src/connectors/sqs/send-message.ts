import type { ApiIntegration } from '../api-integration.ts';

/** Source: Developer Guide, "Send messages to an Amazon SQS queue with Step Functions". */
export const sendMessage: ApiIntegration = {
  resource: 'sqs:sendMessage',
  service: {
    name: 'sqs',
    errorPrefix: 'SQS',
    label: 'AmazonSQS',
    generalException: 'AmazonSQSException',
  },
  action: 'SendMessage',
  takesTaskToken: true,
};
