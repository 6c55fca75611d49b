import { parseArn } from '../../base/arn.ts';
import { Failure } from '../../base/failure.ts';
import { isJsonObject, type Json } from '../../base/json.ts';
import type { Connector, ConnectorTask } from '../connector.ts';
import { unusable } from '../parameters.ts';
import { composeRequest } from './compose-request.ts';
import { type ConnectionParts, concealed, connectionParts } from './connection.ts';
import {
  type ConnectionSecrets,
  type EndpointSession,
  EndpointUnreachable,
  type HttpRequest,
  type HttpResponse,
} from './endpoint-session.ts';
import { bodyText, headerOf, httpResult, isSuccess, resultTooLarge } from './http-result.ts';
import { type Invocation, parseInvocation } from './invocation.ts';
import { createOAuthTokens, type OAuthTokens, TokenRefused } from './oauth-tokens.ts';
import { isHeader } from './read-fields.ts';

const noAnswer = 'States.Http.Socket';

/** HTTP Tasks. Source: Developer Guide, "Call HTTPS APIs in Step Functions workflows". */
export function createHttpInvoke(): Connector {
  const tokens = createOAuthTokens();
  return {
    resource: 'http:invoke',
    patterns: ['RequestResponse'],
    clientError: noAnswer,
    isIdempotent: ({ parameters }) => isJsonObject(parameters) && isSafe(parameters.Method),
    call: async (task) => ({ type: 'Result', result: await invoke(task, tokens) }),
  };
}

/** Whether a method only reads. Source: RFC 9110, section 9.2.1. */
export function isSafe(method: Json | undefined): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

async function invoke(task: ConnectorTask, tokens: OAuthTokens): Promise<Json | Failure> {
  const { endpoints, parameters } = task;
  const invocation = parseInvocation(parameters);
  if (invocation instanceof Failure) return invocation;
  if (endpoints === undefined)
    return new Failure(noAnswer, 'No call was made, because this server calls no endpoints.');
  const connection = await openConnection(task, endpoints, invocation);
  if (connection instanceof Failure) return connection;
  const call: HttpCall = { task, endpoints, invocation, connection, tokens };
  try {
    const response = await callOnce(call);
    if (response instanceof Failure || !isUnauthorized(response) || !hasTokens(connection))
      return response instanceof Failure ? response : resultOf(response);
    // The token may have been withdrawn before its time.
    tokens.forget(invocation.connectionArn);
    const repeated = await callOnce(call);
    return repeated instanceof Failure ? repeated : resultOf(repeated);
  } catch (thrown) {
    return failureOf(thrown);
  }
}

interface HttpCall {
  readonly task: ConnectorTask;
  readonly endpoints: EndpointSession;
  readonly invocation: Invocation;
  readonly connection: ConnectionSecrets;
  readonly tokens: OAuthTokens;
}

/** The connection's secrets, if the role may call the endpoint and use them. */
async function openConnection(
  { session: { account, region }, stateMachineArn }: ConnectorTask,
  endpoints: EndpointSession,
  { endpoint, method, connectionArn }: Invocation,
): Promise<ConnectionSecrets | Failure> {
  const denial = await endpoints.findDenial({
    action: 'states:InvokeHTTPEndpoint',
    resource: stateMachineArn,
    context: { 'states:HTTPEndpoint': endpoint, 'states:HTTPMethod': method },
  });
  if (denial !== undefined) return new Failure('States.Permissions', denial);
  const place = parseArn(connectionArn);
  const isHere = place?.service === 'events' && place.account === account && place.region === region;
  if (!isHere) return connectionFailure('ResourceNotFound', `Connection '${connectionArn}' does not exist.`);
  const noRetrieval = await endpoints.findDenial({
    action: 'events:RetrieveConnectionCredentials',
    resource: connectionArn,
  });
  if (noRetrieval !== undefined) return connectionFailure('AccessDenied', noRetrieval);
  const found = await endpoints.findConnection(connectionArn);
  if (found === undefined)
    return connectionFailure('ResourceNotFound', `Connection '${connectionArn}' does not exist.`);
  for (const action of ['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue']) {
    const noSecret = await endpoints.findDenial({ action, resource: found.secretArn });
    if (noSecret !== undefined) return connectionFailure('AccessDenied', noSecret);
  }
  return found;
}

function connectionFailure(problem: string, cause: string): Failure {
  return new Failure(`Events.ConnectionResource.${problem}`, cause);
}

async function callOnce({
  task,
  endpoints,
  invocation,
  connection,
  tokens,
}: HttpCall): Promise<HttpResponse | Failure> {
  const token = hasTokens(connection)
    ? await tokens.get(invocation.connectionArn, connection, endpoints)
    : undefined;
  const parts = connectionParts(connection, token);
  const request = composeRequest(invocation, parts, task.session.region);
  if (request === undefined) return unusable(task.parameters, [unmergeable]);
  if (!request.headers.every(([name, value]) => isHeader(name, value)))
    return connectionFailure('InvalidConnectionState', 'The connection has a header that cannot be sent.');
  if (task.onExchange === undefined) return endpoints.send(request);
  return sendTraced(task, { endpoints, invocation, request, parts });
}

const unmergeable =
  'The RequestBody is not a JSON object, so that the BodyParameters of the connection cannot be added to it';

interface TracedRequest {
  readonly endpoints: EndpointSession;
  readonly invocation: Invocation;
  readonly request: HttpRequest;
  readonly parts: ConnectionParts;
}

async function sendTraced(
  { onExchange, session: { region } }: ConnectorTask,
  { endpoints, invocation, request, parts }: TracedRequest,
): Promise<HttpResponse> {
  const concealedRequest = composeRequest(invocation, concealed(parts), region) ?? request;
  let response: HttpResponse | undefined;
  try {
    response = await endpoints.send(request);
    return response;
  } finally {
    onExchange?.({ request, concealedRequest, response });
  }
}

function hasTokens({ authorizationType }: ConnectionSecrets): boolean {
  return authorizationType === 'OAUTH_CLIENT_CREDENTIALS';
}

function isUnauthorized({ status }: HttpResponse): boolean {
  return status === 401 || status === 407;
}

function resultOf(response: HttpResponse): Json | Failure {
  const text = isUnreadable(response) ? undefined : bodyText(response);
  if (text === undefined) {
    const type = headerOf(response.headers, 'content-type') ?? 'none';
    return new Failure('States.Runtime', `The response cannot be read as text. Its content type: ${type}`);
  }
  if (isSuccess(response)) return httpResult(response, text);
  return new Failure(`States.Http.StatusCode.${response.status}`, text === '' ? response.statusText : text);
}

/** Source: as above, unsupported HTTP Task responses. */
function isUnreadable({ headers }: HttpResponse): boolean {
  return /^\s*(?:application\/octet-stream|(?:image|video|audio)\/)/i.test(
    headerOf(headers, 'content-type') ?? '',
  );
}

function failureOf(thrown: unknown): Failure {
  if (thrown instanceof TokenRefused) return connectionFailure('InvalidConnectionState', thrown.message);
  if (!(thrown instanceof EndpointUnreachable)) throw thrown;
  return thrown.reason === 'TooLarge' ? resultTooLarge('http') : new Failure(noAnswer, thrown.message);
}
