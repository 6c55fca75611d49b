import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { HttpRequest } from '../../../src/api/protocol/protocol.ts';

/** What a client sends, before it is signed. */
export interface Unsigned {
  readonly method?: string;
  /** As sent, percent-encoding and all. */
  readonly path?: string;
  readonly query?: Readonly<Record<string, string | string[]>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface SigningTerms {
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  readonly region?: string;
  readonly service?: string;
  readonly signedAt: number;
  /** For a presigned URL. */
  readonly expiresIn?: number;
  /** Whether the hash of the body is sent as a header too. */
  readonly applyChecksum?: boolean;
}

/** `request` as the SDK signs it, in the form in which the server meets it. */
export async function signed(request: Unsigned, terms: SigningTerms, form: 'header' | 'query' = 'header') {
  const { method = 'POST', path = '/', query = {}, headers = {}, body = '' } = request;
  const {
    credentials,
    region = 'us-east-1',
    service = 'states',
    signedAt,
    expiresIn,
    applyChecksum = true,
  } = terms;
  const signer = new SignatureV4({ credentials, region, service, applyChecksum, sha256: Sha256 });
  const unsigned = {
    method,
    protocol: 'http:',
    hostname: '127.0.0.1',
    path,
    query: { ...query },
    headers: { host: '127.0.0.1:8083', ...headers },
    body,
  };
  const signingDate = new Date(signedAt);
  const result =
    form === 'header'
      ? await signer.sign(unsigned, { signingDate })
      : await signer.presign(unsigned, { signingDate, ...(expiresIn === undefined ? {} : { expiresIn }) });
  return arrived({
    method,
    path,
    query: queryText(result.query ?? {}),
    headers: result.headers,
    body: Buffer.from(body),
  });
}

/** A request with these headers, as Node hands it over. */
export function arrived({
  headers,
  ...rest
}: Pick<HttpRequest, 'method' | 'path' | 'query' | 'body'> & {
  readonly headers: Readonly<Record<string, string>>;
}): HttpRequest {
  const lowerCased = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.trim()]);
  return {
    ...rest,
    headers: Object.fromEntries(lowerCased),
    rawHeaders: lowerCased.flat(),
    sourceIp: '127.0.0.1',
  };
}

function queryText(query: Readonly<Record<string, string | readonly string[] | null>>): string {
  return Object.entries(query)
    .flatMap(([name, values]) => [values ?? ''].flat().map((value) => `${encode(name)}=${encode(value)}`))
    .join('&');
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
