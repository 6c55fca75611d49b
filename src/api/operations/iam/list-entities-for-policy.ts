import type { Arn } from '../../../base/arn.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { IamEntityBody } from '../../../store/resources/identity.ts';
import { operationOf } from '../typed-operation.ts';
import { getPolicy } from './managed-policy.ts';
import { eachResource, type PageInput, pageOf } from './paging.ts';
import { onPolicy } from './permissions.ts';

interface ListEntitiesForPolicyInput extends PageInput {
  readonly PolicyArn: Arn;
  readonly EntityFilter?: 'User' | 'Role' | 'Group' | 'LocalManagedPolicy' | 'AWSManagedPolicy';
  readonly PathPrefix?: string;
  readonly PolicyUsageFilter?: 'PermissionsPolicy' | 'PermissionsBoundary';
}

interface Listed {
  /** Roles before users, each in order of name. */
  readonly place: string;
  readonly type: 'Role' | 'User';
  readonly json: JsonObject;
}

export const listEntitiesForPolicy = operationOf<ListEntitiesForPolicyInput>('iam', {
  name: 'ListEntitiesForPolicy',
  permissions: onPolicy('ListEntitiesForPolicy'),
  run: async (input, call) => {
    await getPolicy(call, input.PolicyArn);
    const { account } = call.caller.place;
    const listed: Listed[] = [];
    for (const type of ['Role', 'User'] as const) {
      if (input.EntityFilter !== undefined && input.EntityFilter !== type) continue;
      for await (const { name, body } of eachResource(call.services.store, { kind: type, account })) {
        if (!usesPolicy(body, input)) continue;
        const json = { [`${type}Name`]: body.name, [`${type}Id`]: body.id };
        listed.push({ place: `${type}/${name}`, type, json });
      }
    }
    const page = pageOf(listed, input, ({ place }) => place);
    const ofType = (type: Listed['type']) =>
      page.items.filter((item) => item.type === type).map(({ json }) => json);
    return { PolicyGroups: [], PolicyUsers: ofType('User'), PolicyRoles: ofType('Role'), ...page.members };
  },
});

function usesPolicy(body: IamEntityBody, input: ListEntitiesForPolicyInput): boolean {
  if (!body.path.startsWith(input.PathPrefix ?? '/')) return false;
  const { PolicyArn, PolicyUsageFilter } = input;
  const isAttached = body.attachedPolicyArns.includes(PolicyArn);
  const isBoundary = body.permissionsBoundaryArn === PolicyArn;
  if (PolicyUsageFilter === 'PermissionsPolicy') return isAttached;
  if (PolicyUsageFilter === 'PermissionsBoundary') return isBoundary;
  return isAttached || isBoundary;
}
