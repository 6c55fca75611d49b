import { AwsError } from '../base/aws-error.ts';

// Messages as CloudWatch Logs words them.

export class InvalidParameterException extends AwsError {
  readonly code = 'InvalidParameterException';
}

export class ResourceAlreadyExistsException extends AwsError {
  readonly code = 'ResourceAlreadyExistsException';
}

export class ResourceNotFoundException extends AwsError {
  readonly code = 'ResourceNotFoundException';
}

export class OperationAbortedException extends AwsError {
  readonly code = 'OperationAbortedException';

  constructor() {
    super('A conflicting operation is currently in progress against this resource. Please try again.');
  }
}

export class LimitExceededException extends AwsError {
  readonly code = 'LimitExceededException';
}

export class TooManyTagsException extends AwsError {
  readonly code = 'TooManyTagsException';
}

export function groupNotFound(): ResourceNotFoundException {
  return new ResourceNotFoundException('The specified log group does not exist.');
}

export function streamNotFound(): ResourceNotFoundException {
  return new ResourceNotFoundException('The specified log stream does not exist.');
}
