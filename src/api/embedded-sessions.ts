import { AwsError } from '../base/aws-error.ts';
import { isJsonObject } from '../base/json.ts';
import { type ResponseMetadata, ServiceError, type Session } from '../connectors/connector.ts';
import type { ByteSource } from '../objects/byte-source.ts';
import type { Caller } from '../runtime/identity/identity.ts';
import type { InternalAnswer } from './answer-headers/answer-headers.ts';
import { answerHeaders } from './answer-headers/index.ts';
import type { Dispatcher } from './dispatcher.ts';
import { embeddedAnswer, embeddedCall } from './embedded-bodies.ts';
import { apiModels } from './model/model.ts';
import type { ServiceName } from './operation.ts';
import { extendedRequestIdOf } from './protocol/rest-xml.ts';

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
    partition: caller.place.partition,
    account: caller.place.account,
    region: caller.place.region,
    async request(service, action, input, options) {
      const requestId = newId();
      if (!isServiceName(service)) {
        const message = `This server does not have the service ${service}.`;
        throw new ServiceError(message, { code: 'UnknownOperationException', status: 404, requestId });
      }
      try {
        const streams = streamingServices.has(service);
        let bytes: ByteSource | undefined;
        const answered = await dispatcher.dispatch({
          service,
          operationName: action,
          ...(streams ? embeddedCall(service, action, input) : { input }),
          caller,
          requestId,
          traceHeader,
          answerBody: (source) => {
            bytes = source;
          },
        });
        const output = isJsonObject(answered) ? answered : {};
        const metadata = new EmbeddedMetadata({ service, operationName: action, output, requestId });
        if (bytes === undefined) return { output, metadata };
        return {
          ...(await embeddedAnswer({ service, action, output }, bytes, options?.bodyBytesMax)),
          metadata,
        };
      } catch (error) {
        if (!(error instanceof AwsError)) throw error;
        const { message, code, status } = error;
        // S3 names every request twice.
        const extendedRequestId = service === 's3' ? extendedRequestIdOf(requestId) : undefined;
        throw new ServiceError(message, { code, status, requestId, extendedRequestId });
      }
    },
  });
}

/** Those that have operations whose bodies are bytes that come and go as they are. */
const streamingServices: ReadonlySet<string> = new Set<ServiceName>(['s3']);

function isServiceName(service: string): service is ServiceName {
  return Object.hasOwn(apiModels, service);
}

/** The headers are made only for results that show them; a literal with a getter would cost more than most calls. */
class EmbeddedMetadata implements ResponseMetadata {
  readonly requestId: string;
  readonly status: number;
  readonly #answer: InternalAnswer;

  constructor(answer: InternalAnswer) {
    const { StatusCode } = answer.output;
    this.requestId = answer.requestId;
    this.status = typeof StatusCode === 'number' ? StatusCode : 200;
    this.#answer = answer;
  }

  get headers(): Readonly<Record<string, string>> {
    return answerHeaders[this.#answer.service](this.#answer);
  }
}
