import { Failure } from '../base/failure.ts';
import { installationAdvice } from './aws-sdk/client-package.ts';
import { clientErrorOf } from './aws-sdk/failure.ts';
import type { Integration, ResourceSuffix } from './catalog/integration.ts';
import type { Connector } from './connector.ts';
import type { IntegrationPattern } from './pattern.ts';

/**
 * Stands in for an integration that AWS knows and this server cannot call.
 *
 * Its calls fail as if the service were out of reach, so that Retriers and Catchers take it for what it is: a task that
 * failed, in a workflow that is in order.
 */
export function missingConnector(resource: string, integration: Integration): Connector {
  const { errorPrefix, suffixes } = integration;
  const clientError = clientErrorOf(errorPrefix);
  return {
    resource,
    patterns: suffixes.map((suffix) => patternsBySuffix[suffix]),
    clientError,
    isIdempotent: () => true,
    call: async ({ resourceArn }) => ({
      type: 'Result',
      result: new Failure(
        clientError,
        `No call was made, because this server has no connector for ${resourceArn}. ${adviceFor(resource, integration)}`,
      ),
    }),
  };
}

/** An AWS SDK integration lacks only its client, unless AWS publishes none any more. */
function adviceFor(resource: string, { parameters }: Integration): string {
  const [prefix, service = ''] = resource.split(':');
  if (prefix === 'aws-sdk' && parameters !== undefined) return installationAdvice(service);
  return 'Let a Lambda function make the call, or try the state with a mock in TestState';
}

const patternsBySuffix: Readonly<Record<ResourceSuffix, IntegrationPattern>> = {
  '': 'RequestResponse',
  '.sync': 'Sync',
  '.sync:2': 'Sync',
  '.waitForTaskToken': 'WaitForTaskToken',
};
