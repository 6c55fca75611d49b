import type { TaskCall } from '../calls.ts';
import { fieldValue, onlyAtRunTime } from '../field.ts';
import { exactText, type Foreseen, type TextPattern } from '../foreseen.ts';
import type { Integration, Remark } from '../need.ts';
import { resourcePart } from '../resource-pattern.ts';

/**
 * An API is called as the role only where AuthType is IAM_ROLE: without authentication it asks for no permission, and under its
 * resource policy it lets the state machine in itself.
 */
export const invokeApi: Integration = {
  name: 'apigateway:invoke',
  needs(call) {
    const authType = fieldValue(call, 'AuthType');
    if (authType.kind === 'Absent' || ['NO_AUTH', 'RESOURCE_POLICY'].includes(exactText(authType) ?? ''))
      return { needs: [], remarks: [] };
    const { resource, remarks } = apiResource(call);
    const isConnection = /^[^/]+\/[^/]+\/[^/]+\/@connections\//.test(resource);
    const action = isConnection ? 'execute-api:ManageConnections' : 'execute-api:Invoke';
    const { partition, region, account } = call.place;
    const arn = `arn:${partition}:execute-api:${region}:${account}:${resource}`;
    return { needs: [{ group: 'call', actions: [action], resources: [arn] }], remarks };
  },
};

/** `a1b2c3/prod/GET/orders`, with a wildcard for each part that only a run fills in. */
export function apiResource(call: TaskCall): {
  readonly resource: string;
  readonly remarks: readonly Remark[];
} {
  const parts = ['ApiEndpoint', 'Stage', 'Method', 'Path'].map((field) => {
    const value = fieldValue(call, field);
    return { field, text: value.kind === 'Absent' ? absentParts[field] : partOf(field, value) };
  });
  return {
    resource: parts.map(({ text = '*' }) => text).join('/'),
    remarks: parts.flatMap(({ field, text }) => (text === undefined ? [onlyAtRunTime(call, field)] : [])),
  };
}

/** The stage that calls without one reach, and the root. */
const absentParts: Readonly<Record<string, string>> = { Stage: '$default', Path: '' };

function partOf(field: string, value: Foreseen): string | undefined {
  const [pattern, ...others] = value.kind === 'Text' ? value.patterns : [];
  if (pattern === undefined || others.length > 0) return undefined;
  if (field === 'ApiEndpoint') return apiId(pattern);
  return resourcePart(pattern).replace(/^\/+/, '');
}

/** The first label of `a1b2c3.execute-api.us-east-1.amazonaws.com`, less the endpoint of a private one; another domain does not say which API it is. */
function apiId([first = '', ...rest]: TextPattern): string | undefined {
  const [, id] = /^(?:https?:\/\/)?([a-z0-9]+)(?:-vpce-[a-z0-9]+)?\.execute-api\./.exec(first) ?? [];
  if (id !== undefined) return id;
  return /^\.execute-api\./.test(rest[0] ?? '') && first === '' ? '*' : undefined;
}
