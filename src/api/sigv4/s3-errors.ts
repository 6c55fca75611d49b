import { AwsError } from '../../base/aws-error.ts';

// How S3 refuses a request for its signature, where its names are no other service's.

/** A request that may not be made as it is. */
export class SignedAccessDenied extends AwsError {
  readonly code = 'AccessDenied';
  override readonly status = 403;
}

export class RequestTimeTooSkewed extends AwsError {
  readonly code = 'RequestTimeTooSkewed';
  override readonly status = 403;

  constructor() {
    super('The difference between the request time and the current time is too large.');
  }
}

export class InvalidToken extends AwsError {
  readonly code = 'InvalidToken';

  constructor() {
    super('The provided token is malformed or otherwise invalid.');
  }
}

/** The header that says what the body is lacks, or says what no body is. */
export class InvalidPayloadTerms extends AwsError {
  readonly code: string;

  constructor(message: string, code = 'InvalidRequest') {
    super(message);
    this.code = code;
  }
}
