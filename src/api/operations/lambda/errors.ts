import type { Arn } from '../../../base/arn.ts';
import { AwsError } from '../../../base/aws-error.ts';

const typeUser = { Type: 'User' };

export class ResourceNotFoundException extends AwsError {
  readonly code = 'ResourceNotFoundException';
  override readonly status = 404;
  override readonly members = typeUser;
}

export class ResourceConflictException extends AwsError {
  readonly code = 'ResourceConflictException';
  override readonly status = 409;
  override readonly members = typeUser;
}

/** The caller knew another revision than the one there is. */
export class PreconditionFailedException extends AwsError {
  readonly code = 'PreconditionFailedException';
  override readonly status = 412;
  override readonly members = typeUser;

  constructor(apis: string) {
    super(
      `The Revision Id provided does not match the latest Revision Id. Call the ${apis} API to retrieve the latest Revision Id`,
    );
  }
}

export class PolicyLengthExceededException extends AwsError {
  readonly code = 'PolicyLengthExceededException';
  override readonly members = typeUser;
}

/** The payload of an invocation is no JSON. */
export class InvalidRequestContentException extends AwsError {
  readonly code = 'InvalidRequestContentException';
  override readonly members = typeUser;
}

/** The payload of an invocation has too many bytes. */
export class RequestTooLargeException extends AwsError {
  readonly code = 'RequestTooLargeException';
  override readonly status = 413;
  override readonly members = typeUser;
}

/** `arn` is what was asked for, with the version where one was named. */
export function functionNotFound(arn: Arn): ResourceNotFoundException {
  return new ResourceNotFoundException(`Function not found: ${arn}`);
}

/** Others kept changing the function. */
export function updateInProgress(functionArn: Arn): ResourceConflictException {
  return new ResourceConflictException(
    `The operation cannot be performed at this time. An update is in progress for resource: ${functionArn}`,
  );
}
