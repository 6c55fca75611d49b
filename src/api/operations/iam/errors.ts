import { AwsError } from '../../../base/aws-error.ts';

export class NoSuchEntity extends AwsError {
  readonly code = 'NoSuchEntity';
  override readonly status = 404;
}

export class EntityAlreadyExists extends AwsError {
  readonly code = 'EntityAlreadyExists';
  override readonly status = 409;
}

export class DeleteConflict extends AwsError {
  readonly code = 'DeleteConflict';
  override readonly status = 409;
}

export class LimitExceeded extends AwsError {
  readonly code = 'LimitExceeded';
  override readonly status = 409;
}

export class InvalidInput extends AwsError {
  readonly code = 'InvalidInput';
}

/** Others kept changing the same entity; the caller may try again. */
export class ConcurrentModification extends AwsError {
  readonly code = 'ConcurrentModification';
  override readonly status = 409;

  constructor() {
    super(
      'The request was rejected because multiple requests to change this object were submitted simultaneously.',
    );
  }
}
