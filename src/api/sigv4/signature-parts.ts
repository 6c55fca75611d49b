import { hash } from 'node:crypto';
import type { HttpRequest } from '../protocol/protocol.ts';
import { formatBasicTime, parseBasicTime } from './basic-time.ts';
import { parseQuery, type QueryParameter } from './query-parameters.ts';
import { IncompleteSignature, InvalidSignatureException } from './signature-errors.ts';

/** What a request says about its signature, in either form. */
export interface SignatureParts extends CredentialScope {
  /** In the `Authorization` header, or in the query string of a presigned URL. */
  readonly form: 'header' | 'query';
  /** `host;x-amz-date`. */
  readonly signedHeaders: string;
  /** Hexadecimal. */
  readonly signature: string;
  /** When it was signed, as in the string to sign: `20200131T235959Z`. */
  readonly signedAtText: string;
  readonly signedAt: number;
  /** How long a presigned URL holds. */
  readonly expiresSeconds: number | undefined;
  readonly sessionToken: string | undefined;
}

export interface CredentialScope {
  readonly accessKeyId: string;
  /** `20200131`. */
  readonly date: string;
  readonly region: string;
  readonly service: string;
  /** `20200131/us-east-1/states/aws4_request`. */
  readonly scope: string;
}

const algorithm = 'AWS4-HMAC-SHA256';

/** AWS's bound on how long a presigned URL may hold: a week. */
const expiresSecondsMax = 604_800;

/** Undefined for a request that is not signed at all. Throws IncompleteSignature where a part is missing or malformed. */
export function parseSignature(request: HttpRequest): SignatureParts | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) return parseHeader(request, authorization);
  if (!request.query.includes('X-Amz-')) return undefined;
  return parsePresigned(parseQuery(request.query));
}

function parseHeader(request: HttpRequest, authorization: string): SignatureParts {
  const fields = new Map<string, string>();
  const space = authorization.indexOf(' ');
  if (authorization.slice(0, space) === algorithm) {
    for (const part of authorization.slice(space + 1).split(',')) {
      const equals = part.indexOf('=');
      if (equals > 0) fields.set(part.slice(0, equals).trim(), part.slice(equals + 1).trim());
    }
  }
  const credential = fields.get('Credential');
  const signature = fields.get('Signature');
  const signedHeaders = fields.get('SignedHeaders');
  const time = findTime(request);
  if (!credential || !signature || !signedHeaders || time === undefined) {
    throw new IncompleteSignature(
      [
        ...missing(credential, "Authorization header requires 'Credential' parameter."),
        ...missing(signature, "Authorization header requires 'Signature' parameter."),
        ...missing(signedHeaders, "Authorization header requires 'SignedHeaders' parameter."),
        ...missing(
          time,
          "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
        ),
        `(Hashed with SHA-256 and encoded with Base64) Authorization=${hash('sha256', authorization, 'base64')}`,
      ].join(' '),
    );
  }
  return {
    form: 'header',
    ...parseCredential(credential),
    ...parseTime(time),
    signedHeaders,
    signature,
    expiresSeconds: undefined,
    sessionToken: singleHeader(request, 'x-amz-security-token'),
  };
}

function parsePresigned(parameters: readonly QueryParameter[]): SignatureParts | undefined {
  const find = (name: string) => parameters.find((parameter) => parameter.name === name)?.value;
  const credential = find('X-Amz-Credential');
  const signature = find('X-Amz-Signature');
  const signedHeaders = find('X-Amz-SignedHeaders');
  const time = find('X-Amz-Date');
  const expires = find('X-Amz-Expires');
  if (signature === undefined && credential === undefined) return undefined;
  if (find('X-Amz-Algorithm') !== algorithm || !credential || !signature || !signedHeaders || !time) {
    throw new IncompleteSignature(
      'AWS query-string parameters must include X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, ' +
        'X-Amz-SignedHeaders and X-Amz-Date.',
    );
  }
  return {
    form: 'query',
    ...parseCredential(credential),
    ...parseTime(time),
    signedHeaders,
    signature,
    expiresSeconds: expires === undefined ? undefined : parseExpires(expires),
    sessionToken: find('X-Amz-Security-Token'),
  };
}

function parseCredential(credential: string): CredentialScope {
  const parts = credential.split('/');
  const [accessKeyId, date, region, service, terminator] = parts;
  if (parts.length !== 5 || !accessKeyId || !date || !region || !service) {
    throw new IncompleteSignature(
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${credential}'`,
    );
  }
  if (terminator !== 'aws4_request') {
    throw new InvalidSignatureException(
      `Credential should be scoped with a valid terminator: 'aws4_request', not '${terminator}'.`,
    );
  }
  return { accessKeyId, date, region, service, scope: credential.slice(accessKeyId.length + 1) };
}

function findTime(request: HttpRequest): string | undefined {
  return singleHeader(request, 'x-amz-date') ?? request.headers.date;
}

function parseTime(text: string): { readonly signedAtText: string; readonly signedAt: number } {
  const signedAt = parseBasicTime(text);
  if (signedAt !== undefined) return { signedAtText: text, signedAt };
  // The Date header has HTTP's form as a rule.
  const httpTime = /GMT$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(httpTime)) return { signedAtText: formatBasicTime(httpTime), signedAt: httpTime };
  throw new IncompleteSignature(
    `Date must be in ISO-8601 'basic format'. Got '${text}'. See http://en.wikipedia.org/wiki/ISO_8601`,
  );
}

function parseExpires(text: string): number {
  const seconds = Number(text);
  if (/^\d{1,6}$/.test(text) && seconds >= 1 && seconds <= expiresSecondsMax) return seconds;
  throw new IncompleteSignature(
    `X-Amz-Expires must be a number between 1 and ${expiresSecondsMax}, got '${text}'`,
  );
}

function missing(part: string | undefined, message: string): readonly string[] {
  return part === undefined || part === '' ? [message] : [];
}

function singleHeader({ headers }: HttpRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
