import type { TaskCall } from '../calls.ts';
import { fieldResources, fieldValue, hasField, onlyAtRunTime } from '../field.ts';
import type { Foreseen } from '../foreseen.ts';
import { machineArnOf } from '../machine.ts';
import type { Integration, Need, Remark } from '../need.ts';
import type { Condition } from '../policy.ts';
import { resourcePart } from '../resource-pattern.ts';

/**
 * An HTTPS endpoint, with the method that it is called by and the connection that holds its credentials.
 *
 * Source: Developer Guide, "Call HTTPS APIs in Step Functions workflows", IAM permissions.
 */
export const invokeEndpoint: Integration = {
  name: 'http:invoke',
  needs(call) {
    const remarks: Remark[] = [];
    const condition = endpointCondition(call, remarks);
    const field = hasField(call, 'Authentication') ? 'Authentication' : 'InvocationConfig';
    const connection = fieldResources(call, `${field}.ConnectionArn`, {
      service: 'events',
      resource: (name) => `connection/${name}`,
    });
    remarks.push(...connection.remarks);
    const needs: readonly Need[] = [
      {
        group: 'call',
        actions: ['states:InvokeHTTPEndpoint'],
        resources: [machineArnOf(call.machine)],
        condition,
      },
      {
        group: 'call',
        actions: ['events:RetrieveConnectionCredentials'],
        resources: connection.resources,
      },
      {
        group: 'call',
        actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'],
        resources: connection.resources.map((arn) => secretOf(arn, call)),
      },
    ];
    return { needs, remarks };
  },
};

/** What the endpoint and the method may be, as far as they are written out. */
function endpointCondition(call: TaskCall, remarks: Remark[]): Condition | undefined {
  const method = texts(fieldValue(call, 'Method'));
  const endpoint = texts(fieldValue(call, 'ApiEndpoint'));
  if (method === undefined || method.some(isGapped)) remarks.push(onlyAtRunTime(call, 'Method'));
  if (endpoint === undefined) remarks.push(onlyAtRunTime(call, 'ApiEndpoint'));
  if (method === undefined && endpoint === undefined) return undefined;
  const isExact = method !== undefined && !method.some(isGapped);
  const like = {
    ...(method !== undefined && !isExact && { 'states:HTTPMethod': method }),
    ...(endpoint !== undefined && {
      'states:HTTPEndpoint': hasField(call, 'QueryParameters') ? endpoint.map(withQuery) : endpoint,
    }),
  };
  return {
    ...(isExact && { StringEquals: { 'states:HTTPMethod': method } }),
    ...(Object.keys(like).length > 0 && { StringLike: like }),
  };
}

function texts(value: Foreseen): readonly string[] | undefined {
  if (value.kind !== 'Text' || value.patterns.some((pattern) => pattern.join('') === '')) return undefined;
  return value.patterns.map(resourcePart);
}

function isGapped(text: string): boolean {
  return text.includes('*');
}

/** Query parameters come behind what is written. */
function withQuery(endpoint: string): string {
  return endpoint.endsWith('*') ? endpoint : `${endpoint}*`;
}

/** EventBridge keeps a connection's credentials in a secret that is named after it. */
function secretOf(connectionArn: string, { place: { partition } }: TaskCall): string {
  const [head, path = ''] = connectionArn.split(':connection/');
  const [, , , region = '*', account = '*'] = (head ?? '').split(':');
  const [name] = path.split('/');
  const secret = path === '' || name === undefined || name.includes('*') ? '*' : `${name}/*`;
  return `arn:${partition}:secretsmanager:${region}:${account}:secret:events!connection/${secret}`;
}
