import { request as httpRequest } from 'node:http';
import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import type { ServiceName } from '../../src/api/operation.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { wireRequest } from './wire-request.ts';

/** What signs a request. */
export interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A request as it goes out, whoever changed it since it was signed. */
export interface SentRequest {
  readonly method: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What a request is answered with: an output, or the name and message of an exception. */
export interface Answer {
  readonly status: number;
  readonly code: string | undefined;
  readonly message: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ToSign {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: JsonObject;
  readonly key: Key;
}

/** How a request is signed, where that is not as its service asks. */
export interface SigningTerms {
  readonly signedAt?: number;
  readonly region?: string;
  /** The service of the scope. */
  readonly scope?: string;
  readonly expiresSeconds?: number;
  readonly isPresigned?: boolean;
}

export async function signedRequest(
  endpoint: string,
  { service, operation, input, key }: ToSign,
  {
    signedAt = Date.now(),
    region = 'us-east-1',
    scope = service,
    expiresSeconds,
    isPresigned = false,
  }: SigningTerms = {},
): Promise<SentRequest> {
  const { hostname, port, host } = new URL(endpoint);
  const request = wireRequest(service, operation, input);
  // S3 alone signs its paths as they are sent.
  const uriEscapePath = service !== 's3';
  const signer = new SignatureV4({ credentials: key, region, service: scope, sha256: Sha256, uriEscapePath });
  const unsigned = {
    ...request,
    protocol: 'http:',
    hostname,
    port: Number(port),
    query: { ...request.query },
    headers: { ...request.headers, host },
  };
  const signingDate = new Date(signedAt);
  const signed = isPresigned
    ? await signer.presign(unsigned, {
        signingDate,
        ...(expiresSeconds !== undefined && { expiresIn: expiresSeconds }),
      })
    : await signer.sign(unsigned, { signingDate });
  return {
    method: request.method,
    path: request.path,
    query: new URLSearchParams(signed.query as Readonly<Record<string, string>>).toString(),
    headers: signed.headers,
    body: request.body,
  };
}

export function deliver(
  endpoint: string,
  { method, path, query, headers, body }: SentRequest,
): Promise<Answer> {
  const { hostname, port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { hostname, port, method, path: query === '' ? path : `${path}?${query}`, headers },
      (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => {
          text += chunk;
        });
        response.on('error', reject);
        response.on('end', () => {
          const answered = response.headers as Readonly<Record<string, string>>;
          resolve(answerOf({ status: response.statusCode ?? 0, headers: answered, text }));
        });
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

function answerOf({ status, headers, text }: Pick<Answer, 'status' | 'headers' | 'text'>): Answer {
  const [, element, said = ''] = /<Code>(\w+)<\/Code>\s*<Message>([^<]*)/.exec(text) ?? [];
  const [, quoted = '""'] = /"[mM]essage":("(?:[^"\\]|\\.)*")/.exec(text) ?? [];
  const [, type] = /"__type":"(?:[^"#]*#)?(\w+)"/.exec(text) ?? [];
  return {
    status,
    headers,
    text,
    code: status >= 300 ? (element ?? headers['x-amzn-errortype'] ?? type) : undefined,
    message: element === undefined ? (JSON.parse(quoted) as string) : said,
  };
}
