import { connectionKey } from '../../../eventbridge/connection-secrets.ts';
import { ResourceAlreadyExistsException } from '../../../eventbridge/errors.ts';
import type { EventConnectionBody } from '../../../store/resources/events.ts';
import {
  type ConnectionInput,
  checkAuthParameters,
  checkConnectionInput,
  connectionArns,
  connectionJson,
  connectionPermission,
} from './connections.ts';
import { eventsOperation } from './events-operation.ts';

type CreateConnectionInput = ConnectionInput &
  Required<Pick<ConnectionInput, 'AuthorizationType' | 'AuthParameters'>>;

export const createConnection = eventsOperation<CreateConnectionInput>({
  name: 'CreateConnection',
  permissions: connectionPermission('events:CreateConnection'),
  run: async (input, { caller, services: { store, clock, newId } }) => {
    const { Name, Description, AuthorizationType, AuthParameters } = input;
    checkConnectionInput(input);
    checkAuthParameters(AuthorizationType, AuthParameters);
    const now = clock.now();
    const body: EventConnectionBody = {
      ...connectionArns(caller.place, Name, newId),
      name: Name,
      description: Description,
      authorizationType: AuthorizationType,
      authParameters: AuthParameters,
      createdAt: now,
      updatedAt: now,
      authorizedAt: now,
    };
    const key = connectionKey(caller.place, Name);
    const outcome = await store.resources.write([{ type: 'put', key, body, expectedRevision: 0 }]);
    if (outcome === 'conflict') {
      throw new ResourceAlreadyExistsException(`Connection ${Name} already exists.`);
    }
    const { LastAuthorizedTime: _authorized, ...json } = connectionJson(body);
    return json;
  },
});
