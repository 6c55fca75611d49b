import { AwsError } from '../../../base/aws-error.ts';

/** Whatever a caller of Batch does wrong. */
export class ClientException extends AwsError {
  readonly code = 'ClientException';
}

/** Others kept changing the same resource. */
export function beingModified(): ClientException {
  return new ClientException('Cannot update, resource is being modified.');
}

export function invalidToken(): ClientException {
  return new ClientException('The nextToken is invalid.');
}
