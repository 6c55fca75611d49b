import type { Arn } from '../../base/arn.ts';
import { AccessDeniedException } from '../../base/aws-error.ts';
import type { Clock } from '../../base/clock.ts';
import type {
  ApiTarget,
  ConnectionSecrets,
  EndpointSession,
} from '../../connectors/http/endpoint-session.ts';
import type { Caller, Identity } from '../identity/identity.ts';
import type { FindApiTarget } from './api-targets.ts';
import type { HttpClient } from './http-client.ts';
import type { PresignIdentity } from './presigned-identity.ts';

export type OpenEndpoints = (caller: Caller) => EndpointSession;

export interface EndpointSessionParts {
  readonly identity: Pick<Identity, 'authorize'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly client: Pick<HttpClient, 'send'>;
  readonly findConnection: (connectionArn: Arn) => Promise<ConnectionSecrets | undefined>;
  readonly findApiTarget: FindApiTarget;
  readonly presignIdentity: PresignIdentity;
}

/** Sessions in which tasks call endpoints that are no AWS API. */
export function createEndpointSessions(parts: EndpointSessionParts): OpenEndpoints {
  const { identity, clock, client, findConnection, findApiTarget, presignIdentity } = parts;
  return (caller) => ({
    now: () => clock.now(),
    async findDenial(permission) {
      try {
        await identity.authorize(caller, permission);
        return undefined;
      } catch (error) {
        if (error instanceof AccessDeniedException) return error.message;
        throw error;
      }
    },
    findConnection,
    get apiTarget(): ApiTarget | undefined {
      return findApiTarget(caller);
    },
    presignIdentity: (request) => presignIdentity(caller, request),
    // Where a request goes that is not what it is to, the operator has said so.
    send: (request) => client.send(request, { isTrusted: request.connectTo !== undefined }),
  });
}
