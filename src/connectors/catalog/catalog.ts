import { parseArn } from '../../base/arn.ts';
import { assert } from '../../base/assert.ts';
import { findSdkAction } from './aws-sdk.ts';
import type { Integration, IntegrationParameters, ResourceSuffix } from './integration.ts';
import { type OptimizedAction, type OptimizedServiceFacts, optimizedServices } from './optimized.ts';

/**
 * The integrations that AWS knows: which resources a Task may name, with which patterns and parameters.
 *
 * The catalog says nothing of which of them this server can call. A definition that names one of them is a valid one.
 */

/** `resource` without its suffix: `sqs:sendMessage`, `aws-sdk:s3:getObject`. */
export function findIntegration(resource: string): Integration | undefined {
  const parts = resource.split(':');
  const [first = '', second = '', third = ''] = parts;
  if (first === 'aws-sdk') return parts.length === 3 ? findSdkIntegration(second, third) : undefined;
  return parts.length === 2 ? findOptimized(first, second) : undefined;
}

/** The integration that an ARN such as `arn:aws:states:::lambda:invoke.waitForTaskToken` names, with a suffix that it has. */
function findIntegrationOf(arn: string): Integration | undefined {
  const resource = parseResource(arn);
  const integration = resource && findIntegration(resource.name);
  return integration?.suffixes.some((suffix) => suffix === resource?.suffix) ? integration : undefined;
}

/** An integration's ARN taken apart: `lambda:invoke` and `.waitForTaskToken`; undefined where it is none. */
export function parseResource(arn: string): { readonly name: string; readonly suffix: string } | undefined {
  const parts = parseArn(arn);
  if (parts?.service !== 'states' || parts.region !== '' || parts.account !== '') return undefined;
  const [, name = '', suffix = ''] = /^([^.]*)(.*)$/s.exec(parts.resource) ?? [];
  return { name, suffix };
}

/** Whether AWS knows the integration that an ARN names, with the pattern it names. */
export function isKnownResource(arn: string): boolean {
  return findIntegrationOf(arn) !== undefined;
}

/** What the integration that an ARN names takes; undefined where that is not known. */
export function findParameters(arn: string): IntegrationParameters | undefined {
  return findIntegrationOf(arn)?.parameters;
}

/** What an integration takes whose parameters the catalog has; `resource` without a suffix. */
export function getParameters(resource: string): IntegrationParameters {
  const parameters = findIntegration(resource)?.parameters;
  assert(parameters !== undefined, `the parameters of ${resource} in the catalog`);
  return parameters;
}

const sdkSuffixes: readonly ResourceSuffix[] = ['', '.waitForTaskToken'];

function findSdkIntegration(service: string, action: string): Integration | undefined {
  const found = findSdkAction(service, action);
  return found && { suffixes: sdkSuffixes, ...found };
}

function findOptimized(name: string, action: string): Integration | undefined {
  const service = Object.hasOwn(optimizedServices, name) ? optimizedServices[name] : undefined;
  const facts = service && Object.hasOwn(service.actions, action) ? service.actions[action] : undefined;
  if (service === undefined || facts === undefined) return undefined;
  return {
    suffixes: facts.suffixes,
    errorPrefix: service.errorPrefix,
    parameters: parametersOf(service, action, facts),
  };
}

function parametersOf(
  { sdkService }: OptimizedServiceFacts,
  action: string,
  { parameters, sdkAction = action, filledIn = [], refused = [] }: OptimizedAction,
): IntegrationParameters | undefined {
  if (parameters !== undefined) {
    return {
      names: new Set(parameters.map((name) => name.replace('!', ''))),
      required: parameters.filter((name) => name.endsWith('!')).map((name) => name.slice(0, -1)),
    };
  }
  const ofApi = sdkService === undefined ? undefined : findSdkAction(sdkService, sdkAction)?.parameters;
  if (ofApi === undefined) return undefined;
  return {
    names: new Set([...ofApi.names].filter((name) => !refused.includes(name))),
    required: ofApi.required.filter((name) => !filledIn.includes(name)),
  };
}
