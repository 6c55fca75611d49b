import { AwsError } from '../base/aws-error.ts';
import { isJsonObject } from '../base/json.ts';
import { type ResponseMetadata, ServiceError, type Session } from '../connectors/connector.ts';
import type { Caller } from '../runtime/identity/identity.ts';
import type { Dispatcher } from './dispatcher.ts';
import { apiModels } from './model/model.ts';
import type { ServiceName } from './operation.ts';
import { createAwsJsonProtocol } from './protocol/aws-json.ts';
import type { HttpAnswer } from './protocol/protocol.ts';

export interface EmbeddedSessionParts {
  readonly dispatcher: Dispatcher;
  readonly newId: () => string;
}

/**
 * Sessions that call this server's own services without leaving the process: checked and authorized as a request over
 * HTTP is, and answered with what its HTTP answer would have said.
 */
export function createEmbeddedSessions({
  dispatcher,
  newId,
}: EmbeddedSessionParts): (caller: Caller) => Session {
  return (caller) => ({
    ...caller.place,
    async request(service, action, input) {
      const requestId = newId();
      if (!isServiceName(service)) {
        const message = `This server does not have the service ${service}.`;
        throw new ServiceError(message, { code: 'UnknownOperationException', status: 404, requestId });
      }
      try {
        const output = await dispatcher.dispatch({
          service,
          operationName: action,
          input,
          caller,
          requestId,
        });
        const object = isJsonObject(output) ? output : {};
        return { output: object, metadata: metadataOf(service, action, object, requestId) };
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        throw new ServiceError(error.message, { code: error.code, status: error.status, requestId });
      }
    },
  });
}

function isServiceName(service: string): service is ServiceName {
  return Object.hasOwn(apiModels, service);
}

const statesProtocol = createAwsJsonProtocol(apiModels.states);

/** The headers are made only for results that show them. */
function metadataOf(
  service: ServiceName,
  operationName: string,
  output: Parameters<typeof JSON.stringify>[0],
  requestId: string,
): ResponseMetadata {
  return {
    requestId,
    status: 200,
    get headers() {
      if (service === 'lambda') return lambdaHeaders(output, requestId);
      const answer = statesProtocol.answer(
        { service, operationName, readInput: () => ({}) },
        output,
        requestId,
      );
      return statesHeaders(answer, requestId);
    },
  };
}

/** In the order and spelling in which Step Functions shows them (recorded). */
function statesHeaders({ headers, body }: HttpAnswer, requestId: string): Readonly<Record<string, string>> {
  return {
    'x-amzn-RequestId': requestId,
    connection: 'keep-alive',
    'Content-Length': String(Buffer.byteLength(body)),
    Date: new Date().toUTCString(),
    'Content-Type': headers['content-type'] ?? '',
  };
}

function lambdaHeaders(
  output: { readonly Payload?: string; readonly ExecutedVersion?: string; readonly FunctionError?: string },
  requestId: string,
) {
  return {
    ...(output.FunctionError !== undefined && { 'X-Amz-Function-Error': output.FunctionError }),
    'X-Amz-Executed-Version': output.ExecutedVersion ?? '$LATEST',
    'x-amzn-Remapped-Content-Length': '0',
    Connection: 'keep-alive',
    'x-amzn-RequestId': requestId,
    'Content-Length': String(Buffer.byteLength(output.Payload ?? '')),
    Date: new Date().toUTCString(),
    'X-Amzn-Trace-Id': `root=1-${requestId.replaceAll('-', '').slice(0, 8)}-${requestId.replaceAll('-', '').slice(8)};sampled=0`,
    'Content-Type': 'application/json',
  };
}
