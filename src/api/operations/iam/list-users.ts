import { operationOf } from '../typed-operation.ts';
import { listedUserJson } from './entity-json.ts';
import { type PageInput, pageOfResources } from './paging.ts';
import { onPath } from './permissions.ts';

export const listUsers = operationOf<PageInput & { readonly PathPrefix?: string }>('iam', {
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
