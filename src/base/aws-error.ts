/**
 * The caller erred: one subclass per API exception, `code` its AWS name and `message` AWS's wording.
 *
 * `api/protocol` turns it into the response of the service's protocol; nothing else catches it, except a connector
 * that turns another service's refusal into the workflow's Failure.
 */
export abstract class AwsError extends Error {
  /** The exception's name on the wire, such as `ExecutionDoesNotExist`. */
  abstract readonly code: string;
  /** HTTP status of the answer. */
  readonly status: number = 400;
  /** Members of the exception besides its message, such as `resourceName`. */
  readonly members: Readonly<Record<string, string | number | boolean>> = {};
}

/** An input that the API model's constraints refuse. */
export class ValidationException extends AwsError {
  readonly code = 'ValidationException';
  override readonly members: Readonly<Record<string, string>>;

  constructor(message: string, reason?: string) {
    super(message);
    this.members = reason === undefined ? {} : { reason };
  }
}

/** The caller, or the role it hands over, lacks a permission. */
export class AccessDeniedException extends AwsError {
  readonly code: string;
  override readonly status: number;

  /** IAM and STS answer `AccessDenied` with 403, the JSON services `AccessDeniedException` with 400 or 403. */
  constructor(message: string, { code = 'AccessDeniedException', status = 400 } = {}) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** Others kept changing the same resource. */
export class ConcurrentModificationException extends AwsError {
  readonly code = 'ConcurrentModificationException';
}
