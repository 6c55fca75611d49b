import { listedUserJson } from './entity-json.ts';
import { iamOperation } from './iam-operation.ts';
import { type PageInput, pageOfResources } from './paging.ts';
import { onPath } from './permissions.ts';

export const listUsers = iamOperation<PageInput & { readonly PathPrefix?: string }>({
  name: 'ListUsers',
  permissions: onPath('user', 'ListUsers'),
  run: async (input, call) => {
    const query = { kind: 'User', account: call.caller.place.account } as const;
    const prefix = input.PathPrefix ?? '/';
    const page = await pageOfResources(call.services.store, query, input, ({ body }) =>
      body.path.startsWith(prefix),
    );
    return { Users: page.items.map(({ body }) => listedUserJson(body)), ...page.members };
  },
});
