import { AwsError } from '../base/aws-error.ts';
import type { JsonObject } from '../base/json.ts';
import type { DynaliteRefusal } from './dynalite.ts';

/** What DynamoDB refuses a request with, its message in DynamoDB's words. */
export class DynamoDbError extends AwsError {
  readonly code: string;
  /** Members such as an Item or CancellationReasons, which are no plain values. */
  readonly details: JsonObject;
  override readonly members: AwsError['members'];

  constructor(code: string, message: string, details: JsonObject = {}) {
    super(message);
    this.code = code;
    this.details = details;
    // The protocols write whatever stands here; only its declared type is narrower.
    this.members = details as AwsError['members'];
  }
}

export function validationError(message: string): DynamoDbError {
  return new DynamoDbError('ValidationException', message);
}

/** Words of every operation on a table that is not there, but for those that name it. */
export function tableNotFound(name?: string): DynamoDbError {
  const which = name === undefined ? '' : `: Table: ${name} not found`;
  return new DynamoDbError('ResourceNotFoundException', `Requested resource not found${which}`);
}

export function toDynamoDbError({ body }: DynaliteRefusal, details: JsonObject = {}): DynamoDbError {
  const code = body.__type.slice(body.__type.lastIndexOf('#') + 1);
  return new DynamoDbError(code, body.message ?? body.Message ?? '', details);
}
