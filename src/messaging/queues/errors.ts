import { AwsError } from '../../base/aws-error.ts';

/** The input lacks something that the service cannot do without. */
export class MissingParameter extends AwsError {
  readonly code = 'MissingParameter';

  constructor(name: string) {
    super(`The request must contain the parameter ${name}.`);
  }
}

export class InvalidParameterValue extends AwsError {
  readonly code = 'InvalidParameterValue';
}

/** A value that a parameter does not take, and why. */
export function invalidValue(
  { name, value }: { readonly name: string; readonly value: string | number },
  reason: string,
): InvalidParameterValue {
  return new InvalidParameterValue(`Value ${value} for parameter ${name} is invalid. Reason: ${reason}`);
}

export class InvalidAddress extends AwsError {
  readonly code = 'InvalidAddress';
  override readonly status = 404;

  constructor(address: string) {
    super(`The address ${address} is not valid for this endpoint.`);
  }
}

export class QueueDoesNotExist extends AwsError {
  readonly code = 'QueueDoesNotExist';

  constructor() {
    super('The specified queue does not exist.');
  }
}

export class QueueNameExists extends AwsError {
  readonly code = 'QueueNameExists';

  constructor(attribute: string) {
    super(`A queue already exists with the same name and a different value for attribute ${attribute}`);
  }
}

export class InvalidAttributeName extends AwsError {
  readonly code = 'InvalidAttributeName';

  constructor(name: string) {
    super(`Unknown Attribute ${name}.`);
  }
}

export class InvalidAttributeValue extends AwsError {
  readonly code = 'InvalidAttributeValue';

  constructor(name: string, reason?: string) {
    super(`Invalid value for the parameter ${name}.${reason === undefined ? '' : ` Reason: ${reason}`}`);
  }
}

export class InvalidMessageContents extends AwsError {
  readonly code = 'InvalidMessageContents';

  constructor() {
    super(
      'Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF.',
    );
  }
}

export class ReceiptHandleIsInvalid extends AwsError {
  readonly code = 'ReceiptHandleIsInvalid';
  override readonly status = 404;

  constructor(receiptHandle: string) {
    super(`The input receipt handle "${receiptHandle}" is not a valid receipt handle.`);
  }
}

export class PurgeQueueInProgress extends AwsError {
  readonly code = 'PurgeQueueInProgress';
  override readonly status = 403;

  constructor(name: string) {
    super(`Only one PurgeQueue operation on ${name} is allowed every 60 seconds.`);
  }
}

export class EmptyBatchRequest extends AwsError {
  readonly code = 'EmptyBatchRequest';

  constructor(entryType: string) {
    super(`There should be at least one ${entryType} in the request.`);
  }
}

export class TooManyEntriesInBatchRequest extends AwsError {
  readonly code = 'TooManyEntriesInBatchRequest';

  constructor({ max, count }: { readonly max: number; readonly count: number }) {
    super(`Maximum number of entries per request are ${max}. You have sent ${count}.`);
  }
}

export class BatchEntryIdsNotDistinct extends AwsError {
  readonly code = 'BatchEntryIdsNotDistinct';

  constructor(id: string) {
    super(`Id ${id} repeated.`);
  }
}

export class InvalidBatchEntryId extends AwsError {
  readonly code = 'InvalidBatchEntryId';

  constructor() {
    super(
      'A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.',
    );
  }
}

export class BatchRequestTooLong extends AwsError {
  readonly code = 'BatchRequestTooLong';

  constructor({ max, bytes }: { readonly max: number; readonly bytes: number }) {
    super(`Batch requests cannot be longer than ${max} bytes. You have sent ${bytes} bytes.`);
  }
}

export class OverLimit extends AwsError {
  readonly code = 'OverLimit';
  override readonly status = 403;
}
