import { AwsError } from '../../../base/aws-error.ts';

interface S3ErrorForm {
  readonly code: string;
  readonly status?: number;
  readonly message: string;
  readonly members?: AwsError['members'];
}

/** An error of S3, which has hundreds that differ in nothing but these. Source: API Reference, "Error responses". */
export class S3Error extends AwsError {
  readonly code: string;
  override readonly status: number;
  override readonly members: AwsError['members'];

  constructor({ code, status = 400, message, members = {} }: S3ErrorForm) {
    super(message);
    this.code = code;
    this.status = status;
    this.members = members;
  }
}

export function noSuchBucket(bucket: string): S3Error {
  const message = 'The specified bucket does not exist';
  return new S3Error({ code: 'NoSuchBucket', status: 404, message, members: { BucketName: bucket } });
}

export function noSuchKey(key: string): S3Error {
  const message = 'The specified key does not exist.';
  return new S3Error({ code: 'NoSuchKey', status: 404, message, members: { Key: key } });
}

export function noSuchUpload(uploadId: string): S3Error {
  const message =
    'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.';
  return new S3Error({ code: 'NoSuchUpload', status: 404, message, members: { UploadId: uploadId } });
}

export function invalidArgument(message: string, name: string, value: string): S3Error {
  const members = { ArgumentName: name, ArgumentValue: value };
  return new S3Error({ code: 'InvalidArgument', message, members });
}

export function invalidRequest(message: string): S3Error {
  return new S3Error({ code: 'InvalidRequest', message });
}

export function preconditionFailed(condition: string): S3Error {
  const message = 'At least one of the pre-conditions you specified did not hold';
  return new S3Error({
    code: 'PreconditionFailed',
    status: 412,
    message,
    members: { Condition: condition },
  });
}

export function malformedXml(): S3Error {
  return new S3Error({
    code: 'MalformedXML',
    message: 'The XML you provided was not well-formed or did not validate against our published schema',
  });
}

export function operationAborted(): S3Error {
  return new S3Error({
    code: 'OperationAborted',
    status: 409,
    message:
      'A conflicting conditional operation is currently in progress against this resource. Please try again.',
  });
}

export function methodNotAllowed(): S3Error {
  return new S3Error({
    code: 'MethodNotAllowed',
    status: 405,
    message: 'The specified method is not allowed against this resource.',
  });
}

export function notImplemented(what: string): S3Error {
  return new S3Error({
    code: 'NotImplemented',
    status: 501,
    message: `${what} is not implemented by this server.`,
  });
}

export function serviceUnavailable(): S3Error {
  return new S3Error({
    code: 'ServiceUnavailable',
    status: 503,
    message: 'The request has failed due to a temporary failure of the server.',
  });
}
