import { AwsError } from '../base/aws-error.ts';
import { isJsonObject } from '../base/json.ts';
import { type ResponseMetadata, ServiceError, type Session } from '../connectors/connector.ts';
import type { Caller } from '../runtime/identity/identity.ts';
import type { InternalAnswer } from './answer-headers/answer-headers.ts';
import { answerHeaders } from './answer-headers/index.ts';
import type { Dispatcher } from './dispatcher.ts';
import { apiModels } from './model/model.ts';
import type { ServiceName } from './operation.ts';

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
}: EmbeddedSessionParts): (caller: Caller, traceHeader?: string) => Session {
  return (caller, traceHeader) => ({
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
          traceHeader,
        });
        const object = isJsonObject(output) ? output : {};
        return {
          output: object,
          metadata: metadataOf({ service, operationName: action, output: object, requestId }),
        };
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

/** The headers are made only for results that show them. */
function metadataOf(answer: InternalAnswer): ResponseMetadata {
  const { service, output, requestId } = answer;
  return {
    requestId,
    status: typeof output.StatusCode === 'number' ? output.StatusCode : 200,
    get headers() {
      return answerHeaders[service](answer);
    },
  };
}
