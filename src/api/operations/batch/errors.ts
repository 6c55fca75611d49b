import { ClientException } from '../jobs/client-exception.ts';

/** Others kept changing the same resource. */
export function beingModified(): ClientException {
  return new ClientException('Cannot update, resource is being modified.');
}

export function invalidToken(): ClientException {
  return new ClientException('The nextToken is invalid.');
}
