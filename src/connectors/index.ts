import { parseArn } from '../base/arn.ts';
import { createAwsSdkConnectors, type ServiceModels } from './aws-sdk/index.ts';
import { sdkPatterns, sdkResource, sdkServices } from './aws-sdk/services.ts';
import type { Connector } from './connector.ts';
import { functionArn } from './lambda/function-arn.ts';
import { invoke } from './lambda/invoke.ts';
import type { IntegrationPattern } from './pattern.ts';
import { startExecution } from './states/start-execution.ts';

/** The integrations whose parameters, results and errors are made for Step Functions. */
const optimizedConnectors: readonly Connector[] = [invoke, startExecution];

/** A Task's `Resource`, taken apart. */
export type Resource =
  | { readonly kind: 'LambdaFunction' | 'Activity' }
  | {
      readonly kind: 'Integration';
      /** `lambda`, `aws-sdk:sfn`. */
      readonly resourceType: string;
      /** Without the pattern's suffix: `invoke`. */
      readonly action: string;
      readonly pattern: IntegrationPattern;
    };

/** The service integrations there are. */
export interface Connectors {
  /** What carries out a Task; undefined for an activity, and for an integration or a pattern there is not. */
  find(resource: Resource): Connector | undefined;
  readonly isKnownResource: typeof isKnownResource;
}

/** The table of all connectors. `models` are the API models of the services that AWS SDK integrations reach. */
export function createConnectors(models: ServiceModels): Connectors {
  const connectors = new Map<string, Connector>();
  for (const connector of [...optimizedConnectors, ...createAwsSdkConnectors(models)]) {
    connectors.set(connector.resource, connector);
  }
  const find = (resource: Resource): Connector | undefined => {
    switch (resource.kind) {
      case 'LambdaFunction':
        return functionArn;
      case 'Activity':
        return undefined;
      case 'Integration': {
        const connector = connectors.get(`${resource.resourceType}:${resource.action}`);
        return connector?.patterns.includes(resource.pattern) ? connector : undefined;
      }
    }
  };
  return { find, isKnownResource };
}

/**
 * Whether an ARN such as `arn:aws:states:::lambda:invoke.waitForTaskToken` names an integration and a pattern it has. Needs
 * no models.
 */
export function isKnownResource(arn: string): boolean {
  const parts = parseArn(arn);
  if (parts?.service !== 'states' || parts.region !== '' || parts.account !== '') return false;
  const [, resource = '', suffix = ''] = /^([^.]*)(.*)$/s.exec(parts.resource) ?? [];
  const pattern = patternsBySuffix.get(suffix);
  return pattern !== undefined && patternsByResource.get(resource)?.includes(pattern) === true;
}

const patternsBySuffix: ReadonlyMap<string, IntegrationPattern> = new Map([
  ['', 'RequestResponse'],
  ['.sync', 'Sync'],
  ['.sync:2', 'Sync'],
  ['.waitForTaskToken', 'WaitForTaskToken'],
]);

const patternsByResource: ReadonlyMap<string, readonly IntegrationPattern[]> = new Map([
  ...optimizedConnectors.map(({ resource, patterns }) => [resource, patterns] as const),
  ...Object.values(sdkServices).flatMap((service) =>
    service.operations.map((operation) => [sdkResource(service, operation), sdkPatterns] as const),
  ),
]);
