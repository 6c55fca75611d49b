import { AwsError } from '../../../base/aws-error.ts';

// Messages as Systems Manager words them.

export class ParameterNotFound extends AwsError {
  readonly code = 'ParameterNotFound';

  constructor() {
    super('');
  }
}

export class ParameterVersionNotFound extends AwsError {
  readonly code = 'ParameterVersionNotFound';

  constructor(name: string, version: number | string) {
    super(`Systems Manager could not find version ${version} of ${name}. Verify the version and try again.`);
  }
}

export class ParameterAlreadyExists extends AwsError {
  readonly code = 'ParameterAlreadyExists';

  constructor() {
    super(
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
}

export class ParameterPatternMismatchException extends AwsError {
  readonly code = 'ParameterPatternMismatchException';
}

export class HierarchyLevelLimitExceededException extends AwsError {
  readonly code = 'HierarchyLevelLimitExceededException';
}

export class ParameterMaxVersionLimitExceeded extends AwsError {
  readonly code = 'ParameterMaxVersionLimitExceeded';
}

export class ParameterVersionLabelLimitExceeded extends AwsError {
  readonly code = 'ParameterVersionLabelLimitExceeded';
}

export class InvalidResourceId extends AwsError {
  readonly code = 'InvalidResourceId';
}

export class TooManyTagsError extends AwsError {
  readonly code = 'TooManyTagsError';
}

export class TooManyUpdates extends AwsError {
  readonly code = 'TooManyUpdates';

  constructor() {
    super('There are concurrent updates for a resource that supports one update at a time.');
  }
}

export class InvalidNextToken extends AwsError {
  readonly code = 'InvalidNextToken';

  constructor() {
    super('The specified token is not valid.');
  }
}
