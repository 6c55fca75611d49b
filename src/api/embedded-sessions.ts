import { AwsError } from '../base/aws-error.ts';
import { isJsonObject, type JsonObject } from '../base/json.ts';
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
  output: JsonObject,
  requestId: string,
): ResponseMetadata {
  return {
    requestId,
    status: typeof output.StatusCode === 'number' ? output.StatusCode : 200,
    get headers() {
      if (service === 'lambda') return lambdaHeaders(output, requestId);
      const answer = statesProtocol.answer(
        { service, operationName, readInput: () => ({}) },
        output,
        requestId,
      );
      return statesHeaders(answer, output, requestId);
    },
  };
}

/** In the order and spelling in which Step Functions shows them (recorded). */
function statesHeaders({ headers, body }: HttpAnswer, output: JsonObject, requestId: string) {
  return {
    'x-amzn-RequestId': requestId,
    connection: 'keep-alive',
    'Content-Length': String(Buffer.byteLength(body) + timesLengthened(output)),
    Date: new Date().toUTCString(),
    'Content-Type': headers['content-type'] ?? '',
  };
}

/**
 * How many characters longer AWS's answer is than ours: it writes points in time as Java writes a double
 * (`1.688128935872E9`, recorded through the length of the answer), where we write `1688128935.872`.
 */
function timesLengthened({ startDate, stopDate }: JsonObject): number {
  let characters = 0;
  for (const time of [startDate, stopDate]) {
    if (typeof time === 'number') characters += javaDouble(time / 1000).length - String(time / 1000).length;
  }
  return characters;
}

function javaDouble(seconds: number): string {
  const [digits = '0', exponent = '0'] = seconds.toExponential().split('e+');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${exponent}`;
}

/** As the AWS SDK for Java gives Step Functions the answer of Invoke (recorded). */
function lambdaHeaders(output: JsonObject, requestId: string) {
  const { FunctionError, ExecutedVersion, Payload } = output;
  const traceId = requestId.replaceAll('-', '');
  return {
    ...(typeof FunctionError === 'string' && { 'X-Amz-Function-Error': FunctionError }),
    'X-Amz-Executed-Version': typeof ExecutedVersion === 'string' ? ExecutedVersion : '$LATEST',
    'x-amzn-Remapped-Content-Length': '0',
    Connection: 'keep-alive',
    'x-amzn-RequestId': requestId,
    'Content-Length': String(Buffer.byteLength(typeof Payload === 'string' ? Payload : '')),
    Date: new Date().toUTCString(),
    'X-Amzn-Trace-Id': `root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};sampled=0`,
    'Content-Type': 'application/json',
  };
}
