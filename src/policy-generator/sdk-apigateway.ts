import type { TaskCall } from './calls.ts';
import { hasField, onlyAtRunTime } from './field.ts';
import { memberOf } from './foreseen.ts';
import { patternsOf } from './resource-parameters.ts';
import { resourcePart } from './resource-pattern.ts';
import type { SdkResources } from './sdk-resources.ts';

/**
 * API Gateway's resources are the paths of its own API, below the API that a parameter names.
 *
 * Source: API Gateway Developer Guide, "How API Gateway resource policies and IAM ARNs are written".
 */
export function apiGatewayResources(call: TaskCall): SdkResources {
  const { partition, region } = call.place;
  const root = `arn:${partition}:apigateway:${region}::`;
  const named = roots.find(([field]) => hasField(call, field));
  if (named === undefined) return { resources: [`${root}/*`], remarks: [] };
  const [field, path] = named;
  const patterns = patternsOf(memberOf(call.parameters, field));
  const isDynamic = patterns?.every(({ length }) => length === 1) !== true;
  const resources = (patterns ?? [['', '']]).flatMap((pattern) => {
    const own = `${root}/${path}/${resourcePart(pattern)}`;
    return own.endsWith('*') ? [own] : [own, `${own}/*`];
  });
  return { resources, remarks: isDynamic ? [onlyAtRunTime(call, field)] : [] };
}

const roots = [
  ['RestApiId', 'restapis'],
  ['ApiId', 'apis'],
  ['DomainName', 'domainnames'],
  ['UsagePlanId', 'usageplans'],
  ['VpcLinkId', 'vpclinks'],
] as const;
