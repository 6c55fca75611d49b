import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { AccessDeniedException } from '../base/aws-error.ts';
import type { Clock } from '../base/clock.ts';
import type { Identity } from '../runtime/identity/identity.ts';
import { createAnswerWriter } from './answer-writer.ts';
import { type Dispatcher, toAwsError } from './dispatcher.ts';
import { foreignPageAnswer, foreignPageMessage, isForeignPage } from './foreign-page.ts';
import { closeListener, listenOn } from './listener.ts';
import type { OnHangUp, ServiceName } from './operation.ts';
import { admitting } from './overload/admitting.ts';
import { BodyBudget } from './overload/body-budget.ts';
import type { Overload } from './overload/overload.ts';
import { throttledBy } from './overload/throttled.ts';
import { ServiceUnavailable } from './protocol/errors.ts';
import type { HttpAnswer, HttpRequest } from './protocol/protocol.ts';
import { type BodyLimits, createRoutes, defaultBodyLimits, type Route } from './protocol/routes.ts';
import {
  ConnectionLost,
  contentOf,
  discardBody,
  RequestTimedOut,
  readBody,
  refuseLargeBody,
} from './request-body.ts';
import { createRequestLog, type RequestObserver, type RequestRecord } from './request-log.ts';
import { traceHeaderOf } from './request-trace.ts';
import { sendBytes } from './send-bytes.ts';
import { type AuthenticationMode, createAuthentication } from './sigv4/authentication.ts';
import { createS3Authentication } from './sigv4/s3-authentication.ts';
import { createStreamedExchange } from './streamed-exchange.ts';

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
  /** By default whatever comes is let in. */
  readonly overload?: Overload;
  readonly limits?: Partial<ServerLimits>;
  readonly clock: Pick<Clock, 'now'>;
  readonly newId: () => string;
  readonly log: Logger;
}

export interface ServerLimits extends BodyLimits {
  /** From a request's first byte to its headers' last. */
  readonly headersTimeoutMilliseconds: number;
  /** From a request's headers to its last byte; of one whose body is streamed, how long it may send nothing. */
  readonly requestTimeoutMilliseconds: number;
  readonly keepAliveMilliseconds: number;
  /** How long requests under way may take once the server closes, unless it is told; then their connections are cut. */
  readonly closeMilliseconds: number;
  readonly headerBytesMax: number;
  /** Above this many connections, further ones are closed at once. */
  readonly connectionsMax: number;
  /** Requests that a connection may send ahead of their answers. */
  readonly pipelinedMax: number;
  /** Bodies that are held at once, over all connections. */
  readonly heldBodyBytesMax: number;
  /** How long a client may take nothing of its answer. */
  readonly unreadMilliseconds: number;
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
  pipelinedMax: 64,
  heldBodyBytesMax: 256 * 1024 * 1024,
  unreadMilliseconds: 60_000,
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

/** How long a connection may be silent before the other end is asked whether it is there. */
const silentMilliseconds = 60_000;

/** How often Node looks for requests that are over their time. */
const timeoutCheckMillisecondsMax = 5_000;

const noBody = Buffer.alloc(0);

/** How much of a refused body is read for the sake of a client that is still sending. */
const discardedBytesMax = 8 * 1024 * 1024;

export function createServer(parts: ApiServerParts): ApiServer {
  const { newId, log, pages = defaultPages, onRequest } = parts;
  const dispatcher = admitting(parts.dispatcher, parts.overload);
  const logRequest = createRequestLog(log);
  const limits: ServerLimits = { ...defaultLimits, ...defaultBodyLimits, ...parts.limits };
  const chooseRoute = createRoutes(dispatcher.has, limits);
  const authenticationParts = { ...parts, mode: parts.authentication };
  const authenticate = createAuthentication(authenticationParts);
  const serveStreamed = createStreamedExchange({
    dispatcher,
    authenticate: createS3Authentication(authenticationParts),
    idleMilliseconds: limits.requestTimeoutMilliseconds,
    log,
  });
  const discarded = { bytesMax: discardedBytesMax, milliseconds: limits.requestTimeoutMilliseconds };
  const bodies = new BodyBudget(limits.heldBodyBytesMax);
  const pipelined = new WeakMap<Socket, number>();
  let isClosing = false;
  const answers = createAnswerWriter({
    unreadMilliseconds: limits.unreadMilliseconds,
    isClosing: () => isClosing,
    log,
  });

  const server = createHttpServer(
    {
      headersTimeout: limits.headersTimeoutMilliseconds,
      // A body may take long to come, where it is streamed; whoever reads one has a limit of their own.
      requestTimeout: 0,
      keepAliveTimeout: limits.keepAliveMilliseconds,
      maxHeaderSize: limits.headerBytesMax,
      connectionsCheckingInterval: Math.min(timeoutCheckMillisecondsMax, limits.headersTimeoutMilliseconds),
      noDelay: true,
      // Tells of a client whose machine is gone without a word, while its answer is waited for.
      keepAlive: true,
      keepAliveInitialDelay: silentMilliseconds,
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
        send(response, isForeignPage(request, parts.authentication) ? foreignPageAnswer : await page());
        return;
      }
      const { host, authorization, 'x-amz-target': named } = request.headers;
      const target = typeof named === 'string' ? named : undefined;
      const route = chooseRoute({ path, query, target, host, authorization });
      // One that comes before the last was answered has no connection yet to be answered on.
      if (response.socket === null && isAhead(request, response)) {
        response.setHeader('connection', 'close');
        const requestId = newId();
        send(response, route.protocol.refuse(throttledBy(route.service), route.service, requestId));
        return;
      }
      send(response, await serveRoute({ request, response, askForBody }, { path, query }, route));
    } catch (error) {
      if (error instanceof RequestTimedOut) {
        response.writeHead(408, { connection: 'close', 'content-length': 0 }).end(() => request.destroy());
        return;
      }
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
    let heldBytes = 0;
    try {
      if (isForeignPage(request, parts.authentication))
        throw new AccessDeniedException(foreignPageMessage, { status: 403 });
      const { method = '', headers, rawHeaders } = request;
      const head = { method, path, query, headers, rawHeaders, sourceIp };
      const onHangUp: OnHangUp = (hangUp) => whenUnanswered(response, hangUp);
      if (route.streamed !== undefined) {
        const ask = () => {
          if (!isAsked) askForBody?.();
          isAsked = true;
        };
        const read = { body: noBody, ...head };
        const { streamed: protocol } = route;
        const answered = await serveStreamed({
          protocol,
          request,
          read,
          bodyBytesMax,
          askForBody: ask,
          onHangUp,
          record,
        });
        if (!isAsked || !(await discardBody(request, discarded))) response.setHeader('connection', 'close');
        return tell(answered);
      }
      refuseLargeBody(request, bodyBytesMax);
      askForBody?.();
      isAsked = true;
      const body = await readBody(request, {
        bytesMax: bodyBytesMax,
        milliseconds: limits.requestTimeoutMilliseconds,
        budget: bodies,
        service: route.service,
      });
      heldBytes = body.length;
      const content = await contentOf(request, body, bodyBytesMax);
      return tell(await answer({ read: { body, ...head }, onHangUp }, content, route, record));
    } catch (error) {
      if (error instanceof ConnectionLost || error instanceof RequestTimedOut) throw error;
      const refused = toAwsError(error, { requestId, log });
      if (!isAsked || !(await discardBody(request, discarded))) response.setHeader('connection', 'close');
      record.code = refused.code;
      return tell(route.protocol.refuse(refused, route.service, requestId));
    } finally {
      bodies.give(heldBytes);
    }
  }

  /** Whether the client sent too many requests ahead of their answers. */
  function isAhead({ socket }: IncomingMessage, response: ServerResponse): boolean {
    const ahead = pipelined.get(socket) ?? 0;
    if (ahead >= limits.pipelinedMax) return true;
    pipelined.set(socket, ahead + 1);
    response.once('close', () => pipelined.set(socket, (pipelined.get(socket) ?? 1) - 1));
    return false;
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

  function send(response: ServerResponse, { status, headers, body, bytes }: HttpAnswer): void {
    // A client that hung up has its answer thrown away.
    if (response.destroyed || response.headersSent) {
      bytes?.discard();
      return;
    }
    if (bytes !== undefined) {
      if (isClosing) response.setHeader('connection', 'close');
      void sendBytes(response, { status, headers }, { bytes, log });
      return;
    }
    answers.write(response, { status, headers }, body);
  }

  return {
    listen: ({ host, port }) => listenOn(server, host, port),
    beginClosing() {
      isClosing = true;
    },
    close: (milliseconds = limits.closeMilliseconds) => {
      isClosing = true;
      return closeListener(server, milliseconds);
    },
  };
}

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
