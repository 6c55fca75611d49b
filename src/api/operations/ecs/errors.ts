import { AwsError } from '../../../base/aws-error.ts';
import { ClientException } from '../jobs/client-exception.ts';

export class InvalidParameterException extends AwsError {
  readonly code = 'InvalidParameterException';
}

export class ClusterNotFoundException extends AwsError {
  readonly code = 'ClusterNotFoundException';

  constructor() {
    super('Cluster not found.');
  }
}

export class ClusterContainsTasksException extends AwsError {
  readonly code = 'ClusterContainsTasksException';

  constructor() {
    super('The Cluster cannot be deleted while Tasks are active.');
  }
}

/** A client token that another request was made with. */
export class ConflictException extends AwsError {
  readonly code = 'ConflictException';
}

/** Others kept changing the same resource. */
export function beingModified(): ClientException {
  return new ClientException('Too many concurrent attempts to change the same resource.');
}

export function invalidToken(): InvalidParameterException {
  return new InvalidParameterException('Invalid token.');
}
