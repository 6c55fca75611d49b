import type { HttpRequest } from './protocol.ts';
import { InvalidUri } from './rest-xml-errors.ts';
import type { RestRequest } from './rest-xml-match.ts';

/**
 * The bucket and the key that a request names, and its query: `/bucket/key` at any host, or `/key` at a host that begins with
 * the bucket (`bucket.localhost`, `bucket.s3.example.com`).
 *
 * Source: Amazon S3 User Guide, "Virtual hosting of general purpose buckets".
 */
export function addressOf(request: HttpRequest): Pick<RestRequest, 'labels' | 'query'> {
  const bucketOfHost = bucketInHost(request.headers.host);
  const path = bucketOfHost === undefined ? request.path : `/${bucketOfHost}${request.path}`;
  const bucketEnd = path.indexOf('/', 1);
  const bucket = bucketEnd < 0 ? path.slice(1) : path.slice(1, bucketEnd);
  const key = bucketEnd < 0 ? '' : path.slice(bucketEnd + 1);
  return {
    labels: {
      Bucket: bucket === '' ? undefined : decode(bucket),
      Key: key === '' ? undefined : decode(key),
    },
    query: queryOf(request.query),
  };
}

/** The bucket in front of a host that is S3's; a host that is only S3's, or that of any server, has none. */
export function bucketInHost(host = ''): string | undefined {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  if (/^s3[.-]/.test(name)) return undefined;
  // `bucket.s3.localhost` and `bucket.localhost` are the same bucket.
  return /^(.+?)\.(?:s3[.-][\w.-]+|localhost)$/.exec(name)?.[1];
}

function queryOf(query: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const part of query.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decode(equals < 0 ? part : part.slice(0, equals));
    if (!found.has(name))
      found.set(name, equals < 0 ? '' : decode(part.slice(equals + 1).replaceAll('+', ' ')));
  }
  return found;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new InvalidUri();
  }
}
