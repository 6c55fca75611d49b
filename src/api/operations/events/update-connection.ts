import { isJsonObject, type Json, type JsonObject } from '../../../base/json.ts';
import { connectionKey } from '../../../eventbridge/connection-secrets.ts';
import type { EventConnectionBody } from '../../../store/resources/events.ts';
import { commitChanges } from '../commit-changes.ts';
import { changedMeanwhile } from './buses.ts';
import {
  type ConnectionInput,
  checkAuthParameters,
  checkConnectionInput,
  connectionJson,
  connectionPermission,
  getConnection,
} from './connections.ts';
import { eventsOperation } from './events-operation.ts';

export const updateConnection = eventsOperation<ConnectionInput>({
  name: 'UpdateConnection',
  permissions: connectionPermission('events:UpdateConnection'),
  run: async (input, call) => {
    const { store, clock } = call.services;
    checkConnectionInput(input);
    const { Name, Description, AuthorizationType } = input;
    return commitChanges({
      store,
      async decide() {
        const { body, revision } = await getConnection(Name, call);
        const now = clock.now();
        const authorizationType = AuthorizationType ?? body.authorizationType;
        const authParameters = parametersAfter(input, body);
        checkAuthParameters(authorizationType, authParameters);
        const result: EventConnectionBody = {
          ...body,
          description: Description ?? body.description,
          authorizationType,
          authParameters,
          updatedAt: now,
          authorizedAt: now,
        };
        const key = connectionKey(call.caller.place, Name);
        return {
          changes: [{ type: 'put', key, body: result, expectedRevision: revision }],
          result: connectionJson(result),
        };
      },
      giveUp: () => changedMeanwhile(Name),
    });
  },
});

/** A connection of the same type keeps what the request does not name; one of another type starts afresh. */
function parametersAfter(
  { AuthorizationType, AuthParameters = {} }: ConnectionInput,
  body: EventConnectionBody,
): JsonObject {
  const isSameType = AuthorizationType === undefined || AuthorizationType === body.authorizationType;
  return isSameType ? merge(body.authParameters, AuthParameters) : AuthParameters;
}

function merge(known: JsonObject, given: JsonObject): JsonObject {
  const merged: Record<string, Json> = { ...known };
  for (const [name, value] of Object.entries(given)) {
    const before = merged[name];
    merged[name] = isJsonObject(before) && isJsonObject(value) ? merge(before, value) : value;
  }
  return merged;
}
