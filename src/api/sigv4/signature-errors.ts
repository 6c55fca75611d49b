import { AwsError } from '../../base/aws-error.ts';

// How a request that is not signed as it should be is refused, under the names of the JSON protocols; query-errors.ts has
// the names of IAM and STS. Statuses are those of "Common Errors" in the API references.

abstract class SignatureError extends AwsError {
  override readonly status = 403;
}

/** Nothing in the request says who makes it. */
export class MissingAuthenticationToken extends SignatureError {
  readonly code = 'MissingAuthenticationToken';

  constructor() {
    super('Request is missing Authentication Token');
  }
}

/** The signature lacks a part, or a part is not of its form. */
export class IncompleteSignature extends SignatureError {
  readonly code = 'IncompleteSignature';
}

/** The signature is complete and does not hold: SignatureDoesNotMatch for IAM and STS. */
export class InvalidSignatureException extends SignatureError {
  readonly code = 'InvalidSignatureException';

  constructor(message: string = mismatch) {
    super(message);
  }
}

/** The signature's time is too far from now; S3 has two names for it. */
export class SignatureNotCurrent extends InvalidSignatureException {}

const mismatch =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key ' +
  'and signing method. Consult the service documentation for details.';

/** No credential has this access key id and session token: InvalidClientTokenId for IAM and STS. */
export class UnrecognizedClientException extends SignatureError {
  readonly code = 'UnrecognizedClientException';

  constructor() {
    super('The security token included in the request is invalid.');
  }
}

/** The session behind a temporary credential has ended: ExpiredToken for IAM and STS. */
export class ExpiredTokenException extends SignatureError {
  readonly code = 'ExpiredTokenException';

  constructor() {
    super('The security token included in the request is expired');
  }
}
