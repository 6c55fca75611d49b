import { AwsError } from '../../base/aws-error.ts';
import { element, escapeXml } from './xml-output.ts';

/** A request that no operation of the API fits. */
export class MethodNotAllowed extends AwsError {
  readonly code = 'MethodNotAllowed';
  override readonly status = 405;

  constructor() {
    super('The specified method is not allowed against this resource.');
  }
}

/** Something of the API that this server does not have. */
export class NotImplemented extends AwsError {
  readonly code = 'NotImplemented';
  override readonly status = 501;

  constructor(message = 'A header or query you provided implies functionality that is not implemented.') {
    super(message);
  }
}

export class InvalidUri extends AwsError {
  readonly code = 'InvalidURI';

  constructor() {
    super("Couldn't parse the specified URI.");
  }
}

/** A parameter or header that is not of its type, or not among the values it may have. */
export class InvalidArgument extends AwsError {
  readonly code = 'InvalidArgument';
  override readonly members: AwsError['members'];

  constructor(message: string, name: string, value: string) {
    super(message);
    this.members = { ArgumentName: name, ArgumentValue: value };
  }
}

interface ErrorForm {
  readonly code: string;
  readonly status: number;
  readonly message?: string;
}

/** Names, statuses and texts of S3 for errors that the JSON services name otherwise. */
const renamed: Readonly<Record<string, ErrorForm>> = {
  AccessDeniedException: { code: 'AccessDenied', status: 403 },
  ExpiredTokenException: { code: 'ExpiredToken', status: 400, message: 'The provided token has expired.' },
  IncompleteSignature: { code: 'AuthorizationHeaderMalformed', status: 400 },
  InternalFailure: {
    code: 'InternalError',
    status: 500,
    message: 'We encountered an internal error. Please try again.',
  },
  InvalidSignatureException: {
    code: 'SignatureDoesNotMatch',
    status: 403,
    message:
      'The request signature we calculated does not match the signature you provided. Check your key and signing method.',
  },
  MissingAuthenticationToken: { code: 'AccessDenied', status: 403, message: 'Access Denied' },
  RequestEntityTooLargeException: {
    code: 'MaxMessageLengthExceeded',
    status: 400,
    message: 'Your request was too big.',
  },
  SerializationException: { code: 'MalformedXML', status: 400 },
  ThrottlingException: { code: 'SlowDown', status: 503, message: 'Please reduce your request rate.' },
  UnknownOperationException: {
    code: 'NotImplemented',
    status: 501,
    message: 'A header or query you provided implies functionality that is not implemented.',
  },
  UnrecognizedClientException: {
    code: 'InvalidAccessKeyId',
    status: 403,
    message: 'The AWS Access Key Id you provided does not exist in our records.',
  },
  ValidationException: { code: 'InvalidArgument', status: 400 },
};

export interface RestXmlError {
  readonly code: string;
  readonly status: number;
  readonly message: string;
}

/** How S3 calls `error`, with which status and in which words. */
export function toRestXmlError(error: AwsError): RestXmlError {
  const form = renamed[error.code];
  if (form === undefined) return { code: error.code, status: error.status, message: error.message };
  // The mismatch is said in S3's words; what else may be wrong with a signature, in those it came with.
  const isExact =
    error.code === 'InvalidSignatureException' && !error.message.startsWith('The request signature');
  return { ...form, message: isExact ? error.message : (form.message ?? error.message) };
}

/** The document of an error, its members behind its message. */
export function errorDocument(
  { code, message }: RestXmlError,
  members: AwsError['members'],
  ids: { readonly requestId: string; readonly extendedRequestId: string },
): string {
  const details = Object.entries(members).map(([name, value]) => element(name, escapeXml(String(value))));
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<Error>${element('Code', code)}${element('Message', escapeXml(message))}${details.join('')}` +
    `${element('RequestId', escapeXml(ids.requestId))}${element('HostId', ids.extendedRequestId)}</Error>`
  );
}
