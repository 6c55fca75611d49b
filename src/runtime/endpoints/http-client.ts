import { type LookupAddress, lookup } from 'node:dns';
import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import {
  EndpointUnreachable,
  endpointSecondsMax,
  type HttpHeaders,
  type HttpRequest,
  type HttpResponse,
  responseBytesMax,
  type UnreachableReason,
} from '../../connectors/http/endpoint-session.ts';
import type { AddressGuard } from './address-guard.ts';

export interface HttpClient {
  /**
   * One request and its answer, whatever its status; redirects are answers too. `isTrusted` says that the operator named the
   * place, so that its address needs no check. Throws EndpointUnreachable.
   */
  send(request: HttpRequest, options?: { readonly isTrusted?: boolean }): Promise<HttpResponse>;
  /** Ends connections that are kept. */
  close(): void;
}

export interface HttpClientParts {
  readonly guard: AddressGuard;
  /** Milliseconds from the request to the end of its answer. */
  readonly milliseconds?: number;
  /** How names become addresses. */
  readonly resolve?: typeof lookup;
}

/** Connections to one host, and how long one is kept that nobody uses. */
const connectionsMax = 256;
const idleMilliseconds = 15_000;

/**
 * Makes requests that workflows ask for. Addresses are checked when a connection to them is made, not before: a name that
 * leads elsewhere by then leads to what was checked.
 */
export function createHttpClient({
  guard,
  milliseconds = endpointSecondsMax * 1000,
  resolve = lookup,
}: HttpClientParts): HttpClient {
  const agents = new Map<string, Agents>();

  function agentsFor({ method }: HttpRequest, isTrusted: boolean): Agents {
    // A connection that was made without a check must never be used for a request that needs one. The other end may close
    // one just as it is used again, so that requests which must not be repeated get one of their own.
    const isKept = isReading(method);
    const name = `${isTrusted} ${isKept}`;
    let found = agents.get(name);
    if (found === undefined) {
      const settings = { keepAlive: isKept, maxSockets: connectionsMax, timeout: idleMilliseconds };
      const lookupWith = (isEncrypted: boolean) =>
        isTrusted ? {} : { lookup: guardedLookup(guard, isEncrypted, resolve) };
      found = {
        http: new HttpAgent({ ...settings, ...lookupWith(false) }),
        https: new HttpsAgent({ ...settings, ...lookupWith(true) }),
      };
      agents.set(name, found);
    }
    return found;
  }

  function open(request: HttpRequest, isTrusted: boolean): ClientRequest {
    const url = parseUrl(request.connectTo ?? request.url);
    const isEncrypted = url.protocol === 'https:';
    const host = url.hostname.replace(/^\[|\]$/g, '');
    if (!isTrusted && isIP(host) !== 0 && !guard.allows(host, isEncrypted))
      throw forbidden(host, isEncrypted);
    const { http, https } = agentsFor(request, isTrusted);
    const options = { method: request.method, headers: flatHeaders(request) };
    return isEncrypted
      ? httpsRequest(url, {
          ...options,
          ...trustOf(request),
          agent: https,
          servername: isIP(host) === 0 ? host : '',
        })
      : httpRequest(url, { ...options, agent: http });
  }

  function attempt(request: HttpRequest, isTrusted: boolean): Promise<HttpResponse | 'repeat'> {
    return new Promise((resolveResponse, reject) => {
      const opened = open(request, isTrusted);
      let lateness: EndpointUnreachable | undefined;
      const timer = setTimeout(() => {
        lateness = new EndpointUnreachable(`No answer within ${milliseconds / 1000} seconds`, 'Timeout');
        opened.destroy(lateness);
      }, milliseconds);
      const fail = (error: unknown) => reject(lateness ?? unreachable(error));
      opened.on('close', () => clearTimeout(timer));
      opened.on('error', (error) => {
        if (opened.reusedSocket && isReading(request.method) && lateness === undefined)
          resolveResponse('repeat');
        else fail(error);
      });
      opened.on('response', (message) => {
        readResponse(message).then(resolveResponse, fail);
      });
      opened.end(request.body);
    });
  }

  return {
    async send(request, { isTrusted = false } = {}) {
      for (let attempts = 0; attempts < attemptsMax; attempts += 1) {
        const response = await attempt(request, isTrusted);
        if (response !== 'repeat') return response;
      }
      throw new EndpointUnreachable(
        'Unable to execute HTTP request: connections are closed unanswered',
        'Io',
      );
    },
    close() {
      for (const { http, https } of agents.values()) {
        http.destroy();
        https.destroy();
      }
    },
  };
}

interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

/** Over connections that were kept, each of which may turn out to be closed. */
const attemptsMax = 5;

function isReading(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'https:' || url?.protocol === 'http:') return url;
  throw new EndpointUnreachable('The endpoint is no HTTP address', 'UnknownHost');
}

/** Agents keep connections of different authorities apart. */
function trustOf({ certificateAuthority }: HttpRequest): { readonly ca?: string } {
  // Whoever turned certificates off for the process did not mean this one.
  return certificateAuthority === undefined ? {} : { ca: certificateAuthority, ...verified };
}

const verified = { rejectUnauthorized: true };

/** Names and values in turn, so that a header may come more than once. The host is the one that the request is to. */
function flatHeaders({ url, headers, body, method }: HttpRequest): string[] {
  const flat = headers.flat();
  flat.push('Host', parseUrl(url).host);
  if (body !== undefined) flat.push('Content-Length', String(Buffer.byteLength(body)));
  else if (method === 'POST' || method === 'PUT' || method === 'PATCH') flat.push('Content-Length', '0');
  return flat;
}

/** Finds only addresses that may be connected to. */
function guardedLookup(guard: AddressGuard, isEncrypted: boolean, resolve: typeof lookup): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const allowed: readonly LookupAddress[] = addresses.filter(({ address }) =>
        guard.allows(address, isEncrypted),
      );
      const [first] = allowed;
      if (first === undefined) callback(forbidden(hostname, isEncrypted), []);
      else if (options.all === true) callback(null, [...allowed]);
      else callback(null, first.address, first.family);
    });
  };
}

function forbidden(host: string, isEncrypted: boolean): EndpointUnreachable {
  const kind = isEncrypted
    ? 'in a loopback, private or link-local range'
    : 'called without TLS, which is only for addresses that the operator names';
  return new EndpointUnreachable(
    `No call was made, because ${host} is ${kind}. The server's option --http-allow RANGE allows it`,
    'Forbidden',
  );
}

async function readResponse(message: IncomingMessage): Promise<HttpResponse> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of message) {
    const bytes: Buffer = chunk;
    length += bytes.length;
    if (length > responseBytesMax) {
      message.destroy();
      throw new EndpointUnreachable('The answer is larger than a task may return', 'TooLarge');
    }
    chunks.push(bytes);
  }
  return {
    status: message.statusCode ?? 0,
    statusText: message.statusMessage ?? '',
    headers: headersOf(message),
    body: Buffer.concat(chunks),
  };
}

function headersOf({ rawHeaders }: IncomingMessage): HttpHeaders {
  const headers: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    headers.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  }
  return headers;
}

function unreachable(error: unknown): EndpointUnreachable {
  if (error instanceof EndpointUnreachable) return error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error && error.message !== '' ? error.message : code;
  return new EndpointUnreachable(`Unable to execute HTTP request: ${message}`, reasons[code] ?? 'Io');
}

const reasons: Readonly<Record<string, UnreachableReason>> = {
  EAI_AGAIN: 'UnknownHost',
  ECONNREFUSED: 'Connect',
  EHOSTUNREACH: 'Connect',
  ENETUNREACH: 'Connect',
  ENOTFOUND: 'UnknownHost',
  ETIMEDOUT: 'Timeout',
};
