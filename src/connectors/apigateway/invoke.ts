import { Failure } from '../../base/failure.ts';
import { isJsonObject, type Json } from '../../base/json.ts';
import { clientErrorOf } from '../aws-sdk/failure.ts';
import type { Answer, Connector, ConnectorTask } from '../connector.ts';
import {
  type EndpointSession,
  EndpointUnreachable,
  type HttpResponse,
  type UnreachableReason,
} from '../http/endpoint-session.ts';
import { bodyText, httpResult, isSuccess, resultTooLarge } from '../http/http-result.ts';
import { isSafe } from '../http/invoke.ts';
import { type ApiCall, parseApiCall } from './api-call.ts';

const clientError = clientErrorOf('ApiGateway');

/** Source: Developer Guide, "Create API Gateway REST APIs with Step Functions". */
export const invokeApi: Connector = {
  resource: 'apigateway:invoke',
  patterns: ['RequestResponse', 'WaitForTaskToken'],
  clientError,
  isIdempotent: ({ parameters }) => isJsonObject(parameters) && isSafe(parameters.Method),
  call: async (task): Promise<Answer> => {
    const result = await invoke(task);
    if (task.pattern === 'RequestResponse' || result instanceof Failure) return { type: 'Result', result };
    return { type: 'Submitted', output: result, job: undefined };
  },
};

async function invoke({ endpoints, parameters, session }: ConnectorTask): Promise<Json | Failure> {
  const { partition, region, account } = session;
  const call = parseApiCall(parameters, { partition, region, account });
  if (call instanceof Failure) return call;
  if (endpoints === undefined)
    return new Failure(clientError, 'No call was made, because this server calls no endpoints.');
  const refusal = await findRefusal(call, endpoints);
  if (refusal !== undefined) return refusal;
  const { apiTarget } = endpoints;
  try {
    const isSigned = call.authType !== 'NO_AUTH';
    const request = apiTarget === undefined ? call.request : await apiTarget.route(call.request, isSigned);
    return resultOf(await endpoints.send(request));
  } catch (thrown) {
    return failureOf(thrown);
  }
}

/** Why no call is made. AWS decides about calls to its own APIs, and the role's policies about all others. */
async function findRefusal(
  { authType, action, resource }: ApiCall,
  endpoints: EndpointSession,
): Promise<Failure | undefined> {
  const { apiTarget } = endpoints;
  if (authType === 'NO_AUTH') return undefined;
  if (apiTarget === undefined) return new Failure(clientError, withoutTarget);
  // An API's resource policy is not known here, and lets in Step Functions rather than a role.
  if (authType === 'RESOURCE_POLICY')
    return apiTarget.isAws ? new Failure(clientError, onlyAtAws) : undefined;
  const denial = apiTarget.isAws ? undefined : await endpoints.findDenial({ action, resource });
  return denial === undefined
    ? undefined
    : new Failure('ApiGateway.403', JSON.stringify({ message: denial }));
}

const withoutTarget =
  'No call was made, because nothing says where the API is that takes signed requests. Start the server with --target apigateway=URL for a server that serves APIs, or with --target apigateway=aws for AWS itself';

const onlyAtAws =
  'No call was made, because only Step Functions at AWS can sign requests for the AuthType RESOURCE_POLICY. Use IAM_ROLE';

function resultOf(response: HttpResponse): Json | Failure {
  const text = bodyText(response);
  if (text === undefined) return new Failure(clientError, 'The response cannot be read as text.');
  if (isSuccess(response)) return httpResult(response, text);
  return new Failure(`ApiGateway.${response.status}`, text === '' ? response.statusText : text);
}

function failureOf(thrown: unknown): Failure {
  if (!(thrown instanceof EndpointUnreachable)) throw thrown;
  const { reason, message } = thrown;
  if (reason === 'TooLarge') return resultTooLarge('apigateway');
  return new Failure(`ApiGateway.${exceptionNames[reason]}`, message);
}

/** As Java has them. */
const exceptionNames: Readonly<Record<Exclude<UnreachableReason, 'TooLarge'>, string>> = {
  UnknownHost: 'UnknownHostException',
  Connect: 'ConnectException',
  Timeout: 'SocketTimeoutException',
  Forbidden: 'SdkClientException',
  Io: 'IOException',
};
