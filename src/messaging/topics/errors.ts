import { AwsError } from '../../base/aws-error.ts';

export class NotFoundException extends AwsError {
  readonly code = 'NotFoundException';
  override readonly status = 404;
}

export function topicNotFound(): NotFoundException {
  return new NotFoundException('Topic does not exist');
}

export function subscriptionNotFound(): NotFoundException {
  return new NotFoundException('Subscription does not exist');
}

/** `reason` goes on from `Invalid parameter: `. */
export class InvalidParameterException extends AwsError {
  readonly code = 'InvalidParameterException';

  constructor(reason: string) {
    super(`Invalid parameter: ${reason}`);
  }
}

/** What is wrong with a message's attributes has a name of its own. */
export class InvalidParameterValueException extends AwsError {
  readonly code = 'InvalidParameterValueException';
}

export class AuthorizationErrorException extends AwsError {
  readonly code = 'AuthorizationErrorException';
  override readonly status = 403;
}

export class ConcurrentAccessException extends AwsError {
  readonly code = 'ConcurrentAccessException';

  constructor(name: string) {
    super(`${name} is being changed by others.`);
  }
}

export class TagLimitExceededException extends AwsError {
  readonly code = 'TagLimitExceededException';

  constructor() {
    super('Could not complete request: tag quota of per resource exceeded');
  }
}

export class FilterPolicyLimitExceededException extends AwsError {
  readonly code = 'FilterPolicyLimitExceededException';
  override readonly status = 403;
}

export class EmptyBatchRequestException extends AwsError {
  readonly code = 'EmptyBatchRequestException';

  constructor() {
    super("The batch request doesn't contain any entries.");
  }
}

export class TooManyEntriesInBatchRequestException extends AwsError {
  readonly code = 'TooManyEntriesInBatchRequestException';

  constructor() {
    super('The batch request contains more entries than permissible.');
  }
}

export class BatchEntryIdsNotDistinctException extends AwsError {
  readonly code = 'BatchEntryIdsNotDistinctException';

  constructor() {
    super('Two or more batch entries in the request have the same Id.');
  }
}

export class InvalidBatchEntryIdException extends AwsError {
  readonly code = 'InvalidBatchEntryIdException';

  constructor() {
    super("The Id of a batch entry in a batch request doesn't abide by the specification.");
  }
}

export class BatchRequestTooLongException extends AwsError {
  readonly code = 'BatchRequestTooLongException';

  constructor() {
    super('The length of all the batch messages put together is more than the limit.');
  }
}
