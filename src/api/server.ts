import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { AccessDeniedException } from '../base/aws-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Identity } from '../runtime/identity/identity.ts';
import { type Dispatcher, toAwsError } from './dispatcher.ts';
import type { OnHangUp, ServiceName } from './operation.ts';
import { ServiceUnavailable } from './protocol/errors.ts';
import type { HttpAnswer, HttpRequest } from './protocol/protocol.ts';
import { type BodyLimits, createRoutes, defaultBodyLimits, type Route } from './protocol/routes.ts';
import { ConnectionLost, contentOf, discardBody, readBody, refuseLargeBody } from './request-body.ts';
import { createRequestLog, type RequestObserver, type RequestRecord } from './request-log.ts';
import { traceHeaderOf } from './request-trace.ts';
import { type AuthenticationMode, createAuthentication } from './sigv4/authentication.ts';

/**
 * The front door: requests of every protocol on one port, each authenticated, handed to the dispatcher, and answered in its
 * own protocol. Whatever arrives, it is answered or its connection is closed, within the time limits below.
 */
export interface ApiServer {
  /** The port it listens on, which is the one asked for unless that was 0. */
  listen(address: { readonly host: string; readonly port: number }): Promise<{ readonly port: number }>;
  /**
   * From now on requests that would start an execution are refused, and connections end with their next answer. Others
   * are served: what still runs may report to this server.
   */
  beginClosing(): void;
  /** Takes no more connections and settles once the requests under way are answered, or have had `milliseconds`. */
  close(milliseconds?: number): Promise<void>;
}

export interface ApiServerParts {
  readonly dispatcher: Dispatcher;
  readonly identity: Pick<Identity, 'findCredential'>;
  readonly authentication: AuthenticationMode;
  /** What GET answers beside the APIs, by path. By default `/health` says that the server is alive. */
  readonly pages?: ReadonlyMap<string, () => Promise<HttpAnswer>>;
  readonly onRequest?: RequestObserver;
  readonly limits?: Partial<ServerLimits>;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: () => string;
  readonly log: Logger;
}

export interface ServerLimits extends BodyLimits {
  /** From a request's first byte to its headers' last. */
  readonly headersTimeoutMilliseconds: number;
  /** From a request's first byte to its last. */
  readonly requestTimeoutMilliseconds: number;
  readonly keepAliveMilliseconds: number;
  /** How long requests under way may take once the server closes, unless it is told; then their connections are cut. */
  readonly closeMilliseconds: number;
  readonly headerBytesMax: number;
  /** Above this many connections, further ones are closed at once. */
  readonly connectionsMax: number;
}

const defaultLimits: Omit<ServerLimits, keyof BodyLimits> = {
  headersTimeoutMilliseconds: 10_000,
  requestTimeoutMilliseconds: 60_000,
  // Longer than the SDKs keep an idle connection, so that they close it and never write into one that is closing.
  keepAliveMilliseconds: 65_000,
  closeMilliseconds: 20_000,
  // A session token alone may take several kilobytes.
  headerBytesMax: 32 * 1024,
  connectionsMax: 10_000,
};

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Sends `100 Continue` to a client that waits for it before it sends the body. */
  readonly askForBody: (() => void) | undefined;
}

interface HeardRequest {
  readonly read: HttpRequest;
  readonly onHangUp: OnHangUp;
}

interface Target {
  readonly path: string;
  readonly query: string;
}

const healthy: HttpAnswer = {
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: '{"status":"ok"}',
};

const defaultPages: NonNullable<ApiServerParts['pages']> = new Map([['/health', async () => healthy]]);

/** What a server that closes begins no more. */
const startingActions: ReadonlySet<string> = new Set([
  'RedriveExecution',
  'StartExecution',
  'StartSyncExecution',
]);

/** How often Node looks for requests that are over their time. */
const timeoutCheckMillisecondsMax = 5_000;

/** How much of a refused body is read for the sake of a client that is still sending. */
const discardedBytesMax = 8 * 1024 * 1024;

export function createServer(parts: ApiServerParts): ApiServer {
  const { dispatcher, newId, log, pages = defaultPages, onRequest } = parts;
  const logRequest = createRequestLog(log);
  const limits: ServerLimits = { ...defaultLimits, ...defaultBodyLimits, ...parts.limits };
  const chooseRoute = createRoutes(dispatcher.has, limits);
  const authenticate = createAuthentication({ ...parts, mode: parts.authentication });
  let isClosing = false;

  const server = createHttpServer(
    {
      headersTimeout: limits.headersTimeoutMilliseconds,
      requestTimeout: limits.requestTimeoutMilliseconds,
      keepAliveTimeout: limits.keepAliveMilliseconds,
      maxHeaderSize: limits.headerBytesMax,
      connectionsCheckingInterval: Math.min(timeoutCheckMillisecondsMax, limits.headersTimeoutMilliseconds),
      noDelay: true,
    },
    (request, response) => void serve(request, response, undefined),
  );
  server.maxConnections = limits.connectionsMax;
  // Not asking for the body of a request that will be refused saves the client from sending it.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    void serve(request, response, () => response.writeContinue());
  });

  async function serve(
    request: IncomingMessage,
    response: ServerResponse,
    askForBody: (() => void) | undefined,
  ): Promise<void> {
    try {
      const { path, query } = splitTarget(request.url ?? '/');
      const page = request.method === 'GET' ? pages.get(path) : undefined;
      if (page !== undefined) {
        send(response, isForeignPage(request, parts.authentication) ? forbidden : await page());
        return;
      }
      const target = request.headers['x-amz-target'];
      const route = chooseRoute({ path, target: typeof target === 'string' ? target : undefined });
      send(response, await serveRoute({ request, response, askForBody }, { path, query }, route));
    } catch (error) {
      if (!(error instanceof ConnectionLost)) log.error({ err: error }, 'a request could not be answered');
      response.destroy();
    }
  }

  async function serveRoute(
    { request, response, askForBody }: Exchange,
    { path, query }: Target,
    route: Route,
  ): Promise<HttpAnswer> {
    const arrivedAt = performance.now();
    const requestId = newId();
    const sourceIp = plainAddress(request.socket.remoteAddress);
    const record: RequestRecord = {
      requestId,
      sourceIp,
      service: route.service,
      action: undefined,
      account: undefined,
      code: undefined,
      status: 0,
      milliseconds: 0,
    };
    const tell = (answer: HttpAnswer): HttpAnswer => {
      record.status = answer.status;
      record.milliseconds = performance.now() - arrivedAt;
      onRequest?.(record);
      logRequest(record);
      return answer;
    };
    const { bodyBytesMax } = route;
    let isAsked = askForBody === undefined;
    try {
      if (isForeignPage(request, parts.authentication))
        throw new AccessDeniedException(foreignPageMessage, { status: 403 });
      refuseLargeBody(request, bodyBytesMax);
      askForBody?.();
      isAsked = true;
      const body = await readBody(request, bodyBytesMax);
      const content = await contentOf(request, body, bodyBytesMax);
      const { method = '', headers, rawHeaders } = request;
      const read = { method, path, query, headers, rawHeaders, body, sourceIp };
      return tell(
        await answer(
          { read, onHangUp: (hangUp) => whenUnanswered(response, hangUp) },
          content,
          route,
          record,
        ),
      );
    } catch (error) {
      if (error instanceof ConnectionLost) throw error;
      const refused = toAwsError(error, { requestId, log });
      if (!isAsked || !(await discardBody(request, discardedBytesMax)))
        response.setHeader('connection', 'close');
      record.code = refused.code;
      return tell(route.protocol.refuse(refused, route.service, requestId));
    }
  }

  async function answer(
    { read: request, onHangUp }: HeardRequest,
    content: Buffer,
    { protocol, service: expected }: Route,
    record: RequestRecord,
  ): Promise<HttpAnswer> {
    const { requestId } = record;
    let service: ServiceName | undefined = expected;
    try {
      const selection = protocol.select(request, content);
      service = selection.service;
      const { operationName } = selection;
      record.service = service;
      record.action = operationName;
      const caller = await authenticate(request, service);
      record.account = caller.place.account;
      if (isClosing && startingActions.has(operationName)) throw new ServiceUnavailable();
      const input = selection.readInput();
      const traceHeader = traceHeaderOf(request.headers);
      const output = await dispatcher.dispatch({
        service,
        operationName,
        input,
        caller,
        requestId,
        traceHeader,
        onHangUp,
      });
      return protocol.answer(selection, output, requestId);
    } catch (error) {
      const refused = toAwsError(error, { requestId, log });
      record.code = refused.code;
      return protocol.refuse(refused, service, requestId);
    }
  }

  function send(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
    // A client that hung up has its answer thrown away.
    if (response.destroyed || response.headersSent) return;
    if (isClosing) response.setHeader('connection', 'close');
    const length = status === 204 ? undefined : { 'content-length': Buffer.byteLength(body) };
    // One text, because Node then writes headers and body in one piece.
    response.writeHead(status, { ...headers, ...length }).end(body);
  }

  return {
    listen: ({ host, port }) => listen(server, host, port),
    beginClosing() {
      isClosing = true;
    },
    close: (milliseconds = limits.closeMilliseconds) => {
      isClosing = true;
      return close(server, milliseconds);
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<{ readonly port: number }> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port, backlog: 1024 }, () => {
      server.removeListener('error', reject);
      resolve({ port: (server.address() as AddressInfo).port });
    });
  });
}

function close(server: Server, milliseconds: number): Promise<void> {
  return new Promise((resolve, reject) => {
    // Node stops looking for requests that are over their time, so one that never finishes would keep this waiting.
    const cut = setTimeout(() => server.closeAllConnections(), milliseconds);
    server.close((error) => {
      clearTimeout(cut);
      if (error === undefined) resolve();
      else reject(error);
    });
    server.closeIdleConnections();
  });
}

/**
 * A page of another site may make a browser send requests here, and a server that trusts its callers would obey: with
 * the page's Origin, or under a name that the page's owner resolves to this machine. SDKs and command lines send no
 * Origin and use this machine's own names.
 */
function isForeignPage({ headers }: IncomingMessage, authentication: AuthenticationMode): boolean {
  const { origin, host = '' } = headers;
  const isOwnPage = origin === undefined || origin === `http://${host}` || origin === `https://${host}`;
  return !isOwnPage || (authentication.type === 'trust' && !ownNames.test(host));
}

const foreignPageMessage = 'Requests from pages of another origin are not allowed.';

const forbidden: HttpAnswer = {
  status: 403,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message: foreignPageMessage }),
};

/** Addresses and localhost, with the prefix that the SDKs put before the host of some operations, and any port. */
const ownNames = /^(sync-)?(\d{1,3}(\.\d{1,3}){3}|\[[\da-f:.]+\]|([\w-]+\.)*localhost)?(:\d+)?$/i;

/** Calls `hangUp` once the connection is gone and the answer was not sent as a whole. */
function whenUnanswered(response: ServerResponse, hangUp: () => void): void {
  if (response.destroyed) {
    hangUp();
    return;
  }
  response.once('close', () => {
    if (!response.writableFinished) hangUp();
  });
}

function splitTarget(target: string): Target {
  const questionMark = target.indexOf('?');
  if (questionMark < 0) return { path: target, query: '' };
  return { path: target.slice(0, questionMark), query: target.slice(questionMark + 1) };
}

/** An IPv4 client of a socket that listens on IPv6 too has an IPv6 form, which no policy would match. */
function plainAddress(address = ''): string {
  return address.startsWith('::ffff:') ? address.slice('::ffff:'.length) : address;
}
