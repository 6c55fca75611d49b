import { AwsError } from '../../base/aws-error.ts';

// What a service answers before an operation has seen the request, under the names of the JSON protocols. The Query
// protocol has names of its own for some of them (query-errors.ts).
// Source: Step Functions API Reference, "Common Errors".

/** The body is not what the protocol says it must be. */
export class SerializationException extends AwsError {
  readonly code = 'SerializationException';
}

export class UnknownOperationException extends AwsError {
  readonly code = 'UnknownOperationException';
  override readonly status: number;

  /** A path that no operation has is 404, an unknown X-Amz-Target 400. */
  constructor({ message = 'The requested operation is not recognized by the service.', status = 400 } = {}) {
    super(message);
    this.status = status;
  }
}

export class RequestEntityTooLargeException extends AwsError {
  readonly code = 'RequestEntityTooLargeException';
  override readonly status = 413;

  constructor(bytesMax: number) {
    super(`HTTP content length exceeded ${bytesMax} bytes.`);
  }
}

export class UnsupportedMediaTypeException extends AwsError {
  readonly code = 'UnsupportedMediaTypeException';
  override readonly status = 415;
}

/** Our own error, of which the caller learns only that it happened. */
export class InternalFailure extends AwsError {
  readonly code = 'InternalFailure';
  override readonly status = 500;

  constructor() {
    super('The request processing has failed because of an unknown error, exception or failure.');
  }
}

/** The store cannot be written; a later attempt may succeed. */
export class ServiceUnavailable extends AwsError {
  readonly code = 'ServiceUnavailable';
  override readonly status = 503;

  constructor() {
    super('The request has failed due to a temporary failure of the server.');
  }
}
