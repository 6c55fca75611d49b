import { Failure } from '../base/failure.ts';
import { installationAdvice } from './aws-sdk/client-package.ts';
import type { Integration, ResourceSuffix } from './catalog/integration.ts';
import type { Connector } from './connector.ts';
import type { IntegrationPattern } from './pattern.ts';

/**
 * Stands in for an integration that AWS knows and this server cannot call.
 *
 * Its calls fail as if the service were out of reach, so that Retriers and Catchers take it for what it is: a task that
 * failed, in a workflow that is in order.
 */
export function missingConnector(resource: string, { errorPrefix, suffixes }: Integration): Connector {
  const clientError = `${errorPrefix}.SdkClientException`;
  return {
    resource,
    patterns: suffixes.map((suffix) => patternsBySuffix[suffix]),
    clientError,
    isIdempotent: () => true,
    call: async ({ resourceArn }) => ({
      type: 'Result',
      result: new Failure(
        clientError,
        `No call was made, because this server has no connector for ${resourceArn}${adviceFor(resource)}`,
      ),
    }),
  };
}

/** An AWS SDK integration lacks but its client. */
function adviceFor(resource: string): string {
  const [prefix, service] = resource.split(':');
  return prefix === 'aws-sdk' && service !== undefined ? `. ${installationAdvice(service)}` : '';
}

const patternsBySuffix: Readonly<Record<ResourceSuffix, IntegrationPattern>> = {
  '': 'RequestResponse',
  '.sync': 'Sync',
  '.sync:2': 'Sync',
  '.waitForTaskToken': 'WaitForTaskToken',
};
