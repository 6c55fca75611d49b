import { assert } from '../../base/assert.ts';
import { isJsonObject, type JsonObject } from '../../base/json.ts';
import { LeastRecentlyUsed } from '../../base/least-recently-used.ts';
import {
  type ClientPackage,
  installationAdvice,
  loadClientPackage,
  type SdkClient,
  type SdkMiddleware,
} from '../../connectors/aws-sdk/client-package.ts';
import {
  createFromSdkValues,
  createToSdkValues,
  type FromSdkValue,
  type ToSdkValue,
} from '../../connectors/aws-sdk/sdk-values.ts';
import {
  type RequestOptions,
  type ServiceAnswer,
  ServiceError,
  ServiceTimedOut,
  ServiceUnreachable,
} from '../../connectors/connector.ts';
import { rawHeadersOf, rememberRawHeaders } from './raw-headers.ts';
import { readBodies, takeBody } from './read-bodies.ts';
import { readEvents, refusalAmongEvents } from './read-events.ts';

/** One call as the AWS SDK is to make it. */
export interface SdkRequestParts {
  /** As `aws-sdk:` resources name it. */
  readonly service: string;
  /** The API's name. */
  readonly action: string;
  readonly input: JsonObject;
  /** What requests with one name have in common, such as the endpoint and the account. */
  readonly clientName: string;
  readonly configureClient: () => ClientConfiguration;
  readonly traceHeader: string | undefined;
  readonly options: RequestOptions | undefined;
}

export interface ClientConfiguration {
  readonly region: string;
  readonly credentials: object;
  readonly endpoint?: string;
  /** Sent with every request, besides what is signed. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Throws ServiceError where the service refuses and ServiceUnreachable where there is no answer. */
export type SendToSdk = (request: SdkRequestParts) => Promise<ServiceAnswer>;

const clientsMax = 1_000;

/** Milliseconds for a connection to be there. */
const connectMillisecondsMax = 5_000;

/** Milliseconds for a call, all attempts included. */
const callMillisecondsMax = 2 * 60 * 1000;

/** Of services whose answer is somebody's work: as long as a Lambda function may take. */
const longCallMillisecondsMax = 15 * 60 * 1000 + 30_000;
const slowServices: ReadonlySet<string> = new Set([
  'bedrockagentcore',
  'bedrockagentruntime',
  'bedrockruntime',
  'lambda',
  'sagemakerruntime',
  'sfn',
]);

/** Connections to one host. */
const connectionsMax = 256;

/** Makes calls with the AWS SDK's clients, which sign and retry them. Clients are kept, and share their connections. */
export function createSdkSender(): SendToSdk {
  const clients = new LeastRecentlyUsed<string, SdkClient>(clientsMax);
  let opening: Promise<object> | undefined;

  function clientOf(
    client: ClientPackage,
    { service, clientName, configureClient }: SdkRequestParts,
    requestHandler: object,
  ): SdkClient {
    const name = `${service} ${clientName}`;
    const known = clients.get(name);
    if (known !== undefined) return known;
    const { headers, ...configuration } = configureClient();
    const made = client.createClient({
      ...configuration,
      ...(configuration.endpoint !== undefined && { forcePathStyle: true, useQueueUrlAsEndpoint: false }),
      requestHandler,
    });
    made.middlewareStack.add(withHeaders(headers), { step: 'build', priority: 'low' });
    rememberRawHeaders(made.middlewareStack);
    clients.set(name, made);
    return made;
  }

  return async (request) => {
    const { service, action, input, traceHeader } = request;
    const client = await loadClientPackage(service);
    if (client === undefined) throw new ServiceUnreachable(installationAdvice(service), 0);
    opening ??= createRequestHandler();
    const requestHandler = await opening;
    const { toSdk, fromSdk, readStream } = conversionsOf(client, action);
    const command = client.createCommand(action, Object(toSdk(input)));
    if (traceHeader !== undefined) {
      command.middlewareStack.add(withHeaders({ 'X-Amzn-Trace-Id': traceHeader }), {
        step: 'build',
        priority: 'low',
      });
    }
    const { bodyBytesMax, onEvent, secondsMax } = request.options ?? {};
    const usual = slowServices.has(service) ? longCallMillisecondsMax : callMillisecondsMax;
    const milliseconds = secondsMax === undefined ? usual : secondsMax * 1000;
    const abortSignal = AbortSignal.timeout(milliseconds);
    let answered: object = {};
    let body: Uint8Array | undefined;
    try {
      answered = await clientOf(client, request, requestHandler).send(command, { abortSignal });
      if (onEvent !== undefined) await readStream(answered, onEvent);
      else if (bodyBytesMax === undefined) answered = await readBodies(answered);
      else body = await takeBody(answered, bodyBytesMax);
    } catch (thrown) {
      const refusal = refusalOf(thrown, milliseconds);
      if (refusal instanceof ServiceError) throw refusal;
      const { message, attemptCount } = refusal;
      if (abortSignal.aborted) throw new ServiceTimedOut(message, attemptCount);
      const { requestId } = metadataIn(answered);
      throw refusalAmongEvents(thrown, client.model, { requestId, attemptCount }) ?? refusal;
    }
    const output = fromSdk(answered);
    assert(isJsonObject(output), `an object as the answer of ${action}`);
    const metadata = metadataOf(answered);
    return body === undefined ? { output, metadata } : { output, metadata, body };
  };
}

/** The connections of all clients. Bedrock's own would speak HTTP/2 only, which servers at a URL do not. */
async function createRequestHandler(): Promise<object> {
  const { STSClient } = await import('@aws-sdk/client-sts');
  const client = new STSClient({
    requestHandler: {
      connectionTimeout: connectMillisecondsMax,
      httpAgent: { maxSockets: connectionsMax, keepAlive: true },
      httpsAgent: { maxSockets: connectionsMax, keepAlive: true },
    },
  });
  return client.config.requestHandler;
}

interface Conversions {
  readonly toSdk: ToSdkValue;
  readonly fromSdk: FromSdkValue;
  readonly readStream: (answered: object, onEvent: (event: JsonObject) => void) => Promise<void>;
}

const conversions = new WeakMap<ClientPackage, Map<string, Conversions>>();

function conversionsOf(client: ClientPackage, action: string): Conversions {
  let byAction = conversions.get(client);
  if (byAction === undefined) {
    byAction = new Map();
    conversions.set(client, byAction);
  }
  const known = byAction.get(action);
  if (known !== undefined) return known;
  const { model } = client;
  const operation = model.operations[action];
  if (operation === undefined)
    throw new ServiceUnreachable(`The installed client does not know ${action}`, 0);
  const { input, output } = operation;
  const fromSdk = createFromSdkValues(model);
  const made: Conversions = {
    toSdk: input === undefined ? () => ({}) : createToSdkValues(model)(input),
    fromSdk: output === undefined ? () => ({}) : fromSdk(output),
    readStream: async (answered, onEvent) => {
      if (output !== undefined) await readEvents(answered, { model, output, fromSdk, onEvent });
    },
  };
  byAction.set(action, made);
  return made;
}

function withHeaders(headers: Readonly<Record<string, string>>): SdkMiddleware {
  return (next) => (call) => {
    Object.assign(call.request.headers, headers);
    return next(call);
  };
}

/** As the AWS SDK puts it on answers and on what it throws. */
interface SdkMetadata {
  readonly httpStatusCode?: number;
  readonly requestId?: string;
  readonly extendedRequestId?: string;
  readonly attempts?: number;
}

function metadataIn(value: object): SdkMetadata {
  return '$metadata' in value ? Object(value.$metadata) : {};
}

function metadataOf(answered: object): ServiceAnswer['metadata'] {
  const { httpStatusCode = 200, requestId = '' } = metadataIn(answered);
  return {
    requestId,
    status: httpStatusCode,
    get headers() {
      return rawHeadersOf(answered);
    },
  };
}

/** A service's refusal has an HTTP status; everything else kept an answer from coming. */
function refusalOf(thrown: unknown, milliseconds: number): ServiceError | ServiceUnreachable {
  if (!(thrown instanceof Error)) return new ServiceUnreachable(String(thrown));
  if (thrown instanceof ServiceUnreachable) return thrown;
  const { httpStatusCode, requestId = '', extendedRequestId, attempts } = metadataIn(thrown);
  // A stream of events begins with success, whatever its first event says.
  if (httpStatusCode !== undefined && httpStatusCode >= 300 && '$fault' in thrown) {
    return new ServiceError(thrown.message, {
      code: thrown.name,
      status: httpStatusCode,
      requestId,
      extendedRequestId,
      ...(attempts !== undefined && { attemptCount: attempts }),
    });
  }
  const isTimeout = thrown.name === 'AbortError' || thrown.name === 'TimeoutError';
  const reason = isTimeout ? `no answer within ${milliseconds / 1000} seconds` : thrown.message;
  return new ServiceUnreachable(`Unable to execute HTTP request: ${reason}`, attempts);
}
