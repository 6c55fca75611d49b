import { connectionJson } from './connections.ts';
import { eventsOperation } from './events-operation.ts';
import { cutPage, type PageInput, pageOf } from './pages.ts';

interface ListConnectionsInput extends PageInput {
  readonly NamePrefix?: string;
  readonly ConnectionState?: string;
}

export const listConnections = eventsOperation<ListConnectionsInput>({
  name: 'ListConnections',
  permissions: () => [{ action: 'events:ListConnections', resource: '*' }],
  run: async (input, { caller, services }) => {
    const request = pageOf(input);
    const { account, region } = caller.place;
    const { NamePrefix: prefix = '', ConnectionState: state = 'AUTHORIZED' } = input;
    const found = await services.store.resources.list({
      kind: 'EventConnection',
      account,
      region,
      prefix,
      limit: request.limit + 1,
      ...(request.after === undefined ? {} : { after: request.after }),
    });
    const connections = state === 'AUTHORIZED' ? found.map(({ body }) => body) : [];
    const { page, token } = cutPage(connections, request, ({ name }) => name);
    return {
      Connections: page.map((body) => ({
        ...connectionJson(body),
        Name: body.name,
        AuthorizationType: body.authorizationType,
      })),
      ...token,
    };
  },
});
