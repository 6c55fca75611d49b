import type { TaskCall } from './calls.ts';
import { onlyAtRunTime } from './field.ts';
import { memberOf } from './foreseen.ts';
import { integrations } from './integrations/index.ts';
import type { Need, Needs, Remark } from './need.ts';
import { patternsOf } from './resource-parameters.ts';
import { resourcePart } from './resource-pattern.ts';
import { actionsOf } from './sdk-actions.ts';
import { apiGatewayResources } from './sdk-apigateway.ts';
import { dynamodbNeeds } from './sdk-dynamodb.ts';
import { iamPrefixOf } from './sdk-prefixes.ts';
import { type SdkResources, sdkResources } from './sdk-resources.ts';
import { passedRoles } from './sdk-roles.ts';
import { s3Needs } from './sdk-s3.ts';
import { tagNeeds } from './sdk-tags.ts';
import type { AuthorizedAction, ServiceAuthorization } from './service-authorization.ts';

/** What a call through `aws-sdk:` needs: the actions that IAM is asked about, and the roles that it hands to a service. */
export function sdkNeeds(call: TaskCall, services: ServiceAuthorization): Needs {
  const [, service = '', action = ''] = call.integration.split(':');
  const prefix = iamPrefixOf(service);
  // The integration made for Step Functions calls the same API.
  const optimized = integrations.get(`${prefix}:${sameApi[action] ?? action}`);
  if (optimized !== undefined) return optimized.needs({ ...call, pattern: 'RequestResponse' });
  const found = specialNeeds(service, action, call) ?? generalNeeds(service, action, { call, services });
  const roles = passedRoles(call, prefix, action);
  const tags = tagNeeds(call, { prefix, action, needs: found.needs }, services);
  return {
    needs: [...found.needs, ...tags, ...roles.needs],
    remarks: [...found.remarks, ...roles.remarks],
  };
}

/** Actions that are authorized, and name their models, as another one. */
const sameApi: Readonly<Record<string, string>> = {
  converse: 'invokeModel',
  startAsyncInvoke: 'invokeModel',
};

/** Of actions whose parameters name their resources in ways of their own. */
function specialNeeds(service: string, action: string, call: TaskCall): Needs | undefined {
  if (service === 'dynamodb') return dynamodbNeeds(action, call);
  if (service === 's3') return s3Needs(action, call);
  return undefined;
}

interface Asking {
  readonly call: TaskCall;
  readonly services: ServiceAuthorization;
}

function generalNeeds(service: string, action: string, { call, services }: Asking): Needs {
  const actions = actionsOf(service, action, services);
  if (actions === undefined) return { needs: [], remarks: [unknownAction(call)] };
  const needs: Need[] = [];
  const remarks = new Map<string, Remark>();
  for (const each of actions) {
    const found = resourcesOf(each, call);
    needs.push({ group: 'call', actions: [each.name], resources: found.resources });
    for (const remark of [...found.remarks, ...dependentRemarks(each, call)])
      remarks.set(`${remark.path}\0${remark.message}`, remark);
  }
  return { needs, remarks: [...remarks.values()] };
}

function unknownAction({ path, integration }: TaskCall): Remark {
  return {
    path: `${path}/Resource`,
    message: `IAM's data has no action for ${integration}, so nothing is allowed for it. Look it up in the Service Authorization Reference and add it by hand.`,
  };
}

/** Actions that a service asks for besides are not always asked for, and not those of the keys or roles that others tell of. */
function dependentRemarks(action: AuthorizedAction, { path }: TaskCall): readonly Remark[] {
  const actions = action.dependentActions.filter((name) => !/^(?:kms:|iam:PassRole$)/i.test(name));
  if (actions.length === 0) return [];
  const message = `${action.name} may need ${actions.join(', ')} besides, which depends on what it is called with. Add what it does need by hand.`;
  return [{ path: `${path}/Resource`, message }];
}

function resourcesOf(action: AuthorizedAction, call: TaskCall): SdkResources {
  const [prefix = '', name = ''] = action.name.split(':');
  if (prefix === 'apigateway' && name === name.toUpperCase()) return apiGatewayResources(call);
  if (prefix === 'ec2' && (name === 'CreateTags' || name === 'DeleteTags')) return taggedResources(call);
  const found = sdkResources(action, call);
  const adjust = adjustments[prefix];
  if (adjust === undefined) return found;
  const resources = found.resources.map((resource) => (resource === '*' ? resource : adjust(resource, name)));
  return { ...found, resources };
}

/** EC2's ids are of one kind of resource each, which the ARN names besides. */
function taggedResources(call: TaskCall): SdkResources {
  const patterns = patternsOf(memberOf(call.parameters, 'Resources'));
  const { partition, region } = call.place;
  if (patterns === undefined) return { resources: ['*'], remarks: [onlyAtRunTime(call, 'Resources')] };
  return {
    resources: patterns.map((pattern) => `arn:${partition}:ec2:${region}:*:*/${resourcePart(pattern)}`),
    remarks: patterns.some(({ length }) => length > 1) ? [onlyAtRunTime(call, 'Resources')] : [],
  };
}

/** Where a resource is not quite what its data says, by the prefix of its actions. */
const adjustments: Readonly<Record<string, (resource: string, action: string) => string>> = {
  // Source: CloudWatch Logs User Guide, "Identity and access management", on the two ARNs of a log group.
  logs: (resource, action) =>
    /:log-group:[^:]+$/.test(resource) && !/^(?:Tag|Untag|ListTags)/.test(action)
      ? `${resource}:*`
      : resource,
  // An ARN may be given without the random characters that it ends in.
  secretsmanager: (resource) =>
    /:secret:(?:.*-(?:\?{6}|[A-Za-z\d]{6})|.*\*)$/.test(resource) ? resource : `${resource}-??????`,
  // AWS's own documents belong to no account.
  ssm: (resource) => resource.replace(/^(arn:[^:]+:ssm:[^:]+:)\d{12}(:document\/(?:AWS|Amazon))/, '$1$2'),
};
