import { AwsError } from '../base/aws-error.ts';

/** A parameter of a Lambda call that no function can be made of, a broken archive among them. */
export class InvalidParameterValueException extends AwsError {
  readonly code = 'InvalidParameterValueException';
  override readonly members = { Type: 'User' };
}

/** More invocations at once than this server was told to hold. */
export class TooManyRequestsException extends AwsError {
  readonly code = 'TooManyRequestsException';
  override readonly status = 429;
  override readonly members = { Reason: 'ConcurrentInvocationLimitExceeded', Type: 'User' };

  constructor() {
    super('Rate Exceeded.');
  }
}

/** The server stopped before the function could answer; nothing is known about what the function did. */
export class ServiceException extends AwsError {
  readonly code = 'ServiceException';
  override readonly status = 500;
  override readonly members = { Type: 'Service' };

  constructor() {
    super('Lambda is stopping; the invocation was given up.');
  }
}
