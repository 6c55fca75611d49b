import { AwsError } from '../../base/aws-error.ts';
import type { ApiModel } from '../model/model.ts';

/** The form names no operation of the API version it names. */
export class InvalidAction extends AwsError {
  readonly code = 'InvalidAction';

  constructor(action: string, version: string) {
    super(`Could not find operation ${action} for version ${version}`);
  }
}

export class MissingAction extends AwsError {
  readonly code = 'MissingAction';

  constructor() {
    super('The request is missing an action or operation parameter.');
  }
}

export interface QueryError {
  readonly code: string;
  readonly status: number;
  readonly type: 'Sender' | 'Receiver';
}

/** Names and statuses of IAM and STS for errors that the JSON services name otherwise. */
const renamed: Readonly<Record<string, { readonly code: string; readonly status: number }>> = {
  AccessDeniedException: { code: 'AccessDenied', status: 403 },
  ExpiredTokenException: { code: 'ExpiredToken', status: 403 },
  InvalidSignatureException: { code: 'SignatureDoesNotMatch', status: 403 },
  SerializationException: { code: 'MalformedInput', status: 400 },
  ThrottlingException: { code: 'Throttling', status: 400 },
  UnknownOperationException: { code: 'InvalidAction', status: 400 },
  UnrecognizedClientException: { code: 'InvalidClientTokenId', status: 403 },
  ValidationException: { code: 'ValidationError', status: 400 },
};

/** How `error` is called in the Query protocol, and with which status; `model` is undefined before one is chosen. */
export function toQueryError(error: AwsError, model: ApiModel | undefined): QueryError {
  const { code, status } = renamed[error.code] ?? findModelled(error, model) ?? error;
  return { code, status, type: status >= 500 ? 'Receiver' : 'Sender' };
}

/** An exception of the model, called either by its shape's name or by the code its shape has on the wire. */
function findModelled(error: AwsError, model: ApiModel | undefined) {
  for (const [name, shape] of Object.entries(model?.shapes ?? {})) {
    if (shape.type !== 'structure' || shape.exception !== true) continue;
    const code = shape.error?.code ?? name;
    if (error.code === name || error.code === code)
      return { code, status: shape.error?.status ?? error.status };
  }
  return undefined;
}
