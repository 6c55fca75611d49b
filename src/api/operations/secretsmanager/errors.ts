import { AwsError } from '../../../base/aws-error.ts';

// Messages as Secrets Manager words them.

export class InvalidParameterException extends AwsError {
  readonly code = 'InvalidParameterException';
}

export class InvalidRequestException extends AwsError {
  readonly code = 'InvalidRequestException';
}

export class ResourceExistsException extends AwsError {
  readonly code = 'ResourceExistsException';
}

export class ResourceNotFoundException extends AwsError {
  readonly code = 'ResourceNotFoundException';

  constructor(message = "Secrets Manager can't find the specified secret.") {
    super(message);
  }
}

export class LimitExceededException extends AwsError {
  readonly code = 'LimitExceededException';
}

export class InvalidNextTokenException extends AwsError {
  readonly code = 'InvalidNextTokenException';

  constructor() {
    super('Invalid pagination token');
  }
}

export class MalformedPolicyDocumentException extends AwsError {
  readonly code = 'MalformedPolicyDocumentException';

  constructor(reason: string) {
    super(`This resource policy contains a syntax error: ${reason}`);
  }
}

/** Others kept changing the same secret. */
export class InternalServiceError extends AwsError {
  readonly code = 'InternalServiceError';
  override readonly status = 500;

  constructor() {
    super('The secret is being changed by others. Try again.');
  }
}

export function markedForDeletion(): InvalidRequestException {
  return new InvalidRequestException(
    "You can't perform this operation on the secret because it was marked for deletion.",
  );
}
