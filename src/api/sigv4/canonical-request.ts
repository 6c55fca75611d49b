import { hash } from 'node:crypto';
import type { HttpRequest } from '../protocol/protocol.ts';
import { encodeUri, parseQuery } from './query-parameters.ts';
import { IncompleteSignature } from './signature-errors.ts';
import type { SignatureParts } from './signature-parts.ts';

/** SHA-256 of nothing. */
const emptyBodyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The SHA-256 of a body, in hexadecimal. */
export function hashBody(body: Buffer): string {
  return body.length === 0 ? emptyBodyHash : hash('sha256', body, 'hex');
}

/**
 * The text whose hash a client signs.
 *
 * Source: IAM User Guide, "Create a signed AWS API request". For every service but S3 the path is normalized and encoded
 * once more than it was sent.
 */
export function canonicalRequest(request: HttpRequest, parts: SignatureParts, bodyHash: string): string {
  const { signedHeaders, service } = parts;
  const path = service === 's3' ? encodedPath(request.path) : canonicalPath(request.path);
  let headers = '';
  for (const name of signedHeaders.split(';')) headers += `${name}:${headerValue(request, name)}\n`;
  return (
    `${request.method}\n${path}\n${canonicalQuery(request.query)}\n` +
    `${headers}\n${signedHeaders}\n${bodyHash}`
  );
}

/** A key may have dots and empty segments, and stays as it is. */
function encodedPath(path: string): string {
  return path === '' ? '/' : path.split('/').map(encodeSegment).join('/');
}

function encodeSegment(segment: string): string {
  try {
    return encodeUri(decodeURIComponent(segment));
  } catch {
    throw new IncompleteSignature('The path has broken percent-encoding.');
  }
}

function canonicalPath(path: string): string {
  if (path === '/' || path === '') return '/';
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') segments.pop();
    else segments.push(encodeUri(segment));
  }
  const tail = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return `/${segments.join('/')}${tail}`;
}

/** Sorted by encoded name, then by encoded value; the signature itself is not signed. */
function canonicalQuery(query: string): string {
  if (query === '') return '';
  return parseQuery(query)
    .filter(({ name }) => name !== 'X-Amz-Signature')
    .map(({ name, value }) => ({ name: encodeUri(name), value: encodeUri(value) }))
    .sort((left, right) => compare(left.name, right.name) || compare(left.value, right.value))
    .map(({ name, value }) => `${name}=${value}`)
    .join('&');
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function headerValue({ headers, rawHeaders }: HttpRequest, name: string): string {
  const value = headers[name];
  if (typeof value !== 'string') return value === undefined ? '' : value.map(collapse).join(',');
  // Node joins the lines of a repeated header with ", ", and drops the second of some; the signature joins with ",".
  return value.includes(', ') ? repeatedValue(rawHeaders, name) : collapse(value);
}

function repeatedValue(rawHeaders: readonly string[], name: string): string {
  const values: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === name) values.push(collapse(rawHeaders[index + 1] ?? ''));
  }
  return values.join(',');
}

function collapse(value: string): string {
  return value.includes('  ') || value.includes('\t') ? value.trim().replaceAll(/\s+/g, ' ') : value.trim();
}
