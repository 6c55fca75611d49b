import { createApiConnectors, isCallable, loadInstalledModel } from './api-integrations.ts';
import { invokeApi } from './apigateway/invoke.ts';
import { isClientInstalled } from './aws-sdk/client-package.ts';
import { createAwsSdkConnectors, createGenericConnector, type ServiceModels } from './aws-sdk/index.ts';
import { sdkResource, sdkServices } from './aws-sdk/services.ts';
import { createInvokeModel } from './bedrock-invoke/invoke-model.ts';
import { createInvokeHarness, harnessClient } from './bedrockagentcore/invoke-harness.ts';
import { findSdkService } from './catalog/aws-sdk.ts';
import { findIntegration, findParameters, isKnownResource, parseResource } from './catalog/catalog.ts';
import type { Connector } from './connector.ts';
import { callKubernetes } from './eks/call.ts';
import { runJob } from './eks/run-job.ts';
import { createHttpInvoke } from './http/invoke.ts';
import { functionArn } from './lambda/function-arn.ts';
import { invoke } from './lambda/invoke.ts';
import { missingConnector } from './missing-connector.ts';
import type { IntegrationPattern } from './pattern.ts';
import { startExecution } from './states/start-execution.ts';

/** The integrations whose parameters, results and errors are made for Step Functions. */
const createOptimizedConnectors = (): readonly Connector[] => [
  invoke,
  startExecution,
  invokeApi,
  createInvokeModel(loadInstalledModel),
  createInvokeHarness(loadInstalledModel),
  callKubernetes,
  runJob,
  createHttpInvoke(),
];

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

/** The service integrations there are: those that AWS knows, and those among them that this server can call. */
export interface Connectors {
  /**
   * What carries out a Task; undefined for an activity, and for what AWS has no integration for. Where this server has
   * none, the connector's calls fail and say so.
   */
  find(resource: Resource): Connector | undefined;
  readonly isKnownResource: typeof isKnownResource;
  readonly isConnectedResource: typeof isConnectedResource;
  readonly findParameters: typeof findParameters;
}

/** The table of all connectors. `models` are the API models of the services that AWS SDK integrations reach. */
export function createConnectors(models: ServiceModels): Connectors {
  const connectors = new Map<string, Connector>();
  const apiConnectors = createApiConnectors(loadInstalledModel);
  for (const connector of [
    ...createOptimizedConnectors(),
    ...apiConnectors,
    ...createAwsSdkConnectors(models),
  ]) {
    connectors.set(connector.resource, connector);
  }
  const findGeneric = (name: string): Connector | undefined => {
    const [service, action] = genericCall(name) ?? [];
    const facts = service === undefined ? undefined : findSdkService(service);
    if (facts === undefined || action === undefined) return undefined;
    const connector = createGenericConnector(facts, action);
    connectors.set(name, connector);
    return connector;
  };
  const findIntegrationConnector = (name: string, pattern: IntegrationPattern): Connector | undefined => {
    const connector = connectors.get(name) ?? findGeneric(name) ?? findMissing(name);
    return connector?.patterns.includes(pattern) ? connector : undefined;
  };
  const find = (resource: Resource): Connector | undefined => {
    switch (resource.kind) {
      case 'LambdaFunction':
        return functionArn;
      case 'Activity':
        return undefined;
      case 'Integration':
        return findIntegrationConnector(`${resource.resourceType}:${resource.action}`, resource.pattern);
    }
  };
  return { find, isKnownResource, isConnectedResource, findParameters };
}

/** The service and action of an AWS SDK integration that AWS knows and whose client is installed. */
function genericCall(name: string): readonly [service: string, action: string] | undefined {
  const [prefix, service = '', action = ''] = name.split(':');
  if (prefix !== 'aws-sdk' || findIntegration(name) === undefined) return undefined;
  return isClientInstalled(service) ? [service, action] : undefined;
}

function findMissing(name: string): Connector | undefined {
  const integration = findIntegration(name);
  return integration && missingConnector(name, integration);
}

/** Whether this server can call the integration that an ARN names. Needs no models. */
export function isConnectedResource(arn: string): boolean {
  const name = parseResource(arn)?.name;
  if (name === undefined || !isKnownResource(arn)) return false;
  if (name === harnessClient.resource) return isClientInstalled(harnessClient.service);
  return connectedResources.has(name) || isCallable(name) || genericCall(name) !== undefined;
}

const connectedResources: ReadonlySet<string> = new Set([
  ...createOptimizedConnectors().map(({ resource }) => resource),
  ...Object.values(sdkServices).flatMap((service) =>
    service.operations.map((operation) => sdkResource(service, operation)),
  ),
]);

export { findParameters, isKnownResource };
