import { operationOf } from '../typed-operation.ts';
import { listedRoleJson } from './entity-json.ts';
import { type PageInput, pageOfResources } from './paging.ts';
import { onPath } from './permissions.ts';

export const listRoles = operationOf<PageInput & { readonly PathPrefix?: string }>('iam', {
  name: 'ListRoles',
  permissions: onPath('role', 'ListRoles'),
  run: async (input, call) => {
    const query = { kind: 'Role', account: call.caller.place.account } as const;
    const prefix = input.PathPrefix ?? '/';
    const page = await pageOfResources(call.services.store, query, input, ({ body }) =>
      body.path.startsWith(prefix),
    );
    return { Roles: page.items.map(({ body }) => listedRoleJson(body)), ...page.members };
  },
});
