import { AwsError } from '../../../base/aws-error.ts';

export class InvalidInputException extends AwsError {
  readonly code = 'InvalidInputException';
}

export class EntityNotFoundException extends AwsError {
  readonly code = 'EntityNotFoundException';
}

export class AlreadyExistsException extends AwsError {
  readonly code = 'AlreadyExistsException';
}

/** As many runs of the job as it may have at once. */
export class ConcurrentRunsExceededException extends AwsError {
  readonly code = 'ConcurrentRunsExceededException';

  constructor(jobName: string) {
    super(`Concurrent runs exceeded for ${jobName}`);
  }
}

/** As many runs as this server has at once. */
export class ResourceNumberLimitExceededException extends AwsError {
  readonly code = 'ResourceNumberLimitExceededException';
}

export function jobNotFound(name: string): EntityNotFoundException {
  return new EntityNotFoundException(`Job with name: ${name} not found.`);
}

export function runNotFound(jobName: string, id: string): EntityNotFoundException {
  return new EntityNotFoundException(`Job run ${id} of ${jobName} not found.`);
}

export function invalidToken(): InvalidInputException {
  return new InvalidInputException('Invalid NextToken.');
}
