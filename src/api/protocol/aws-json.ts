import type { AwsError } from '../../base/aws-error.ts';
import type { JsonObject } from '../../base/json.ts';
import type { ApiModel } from '../model/model.ts';
import { UnknownOperationException } from './errors.ts';
import { parseJsonContent } from './json-content.ts';
import type { HttpAnswer, Protocol, Selection } from './protocol.ts';
import { type ConvertTimes, compileReadTimes, compileWireTimes } from './wire-times.ts';

/**
 * AWS JSON, which Step Functions speaks in version 1.0 and other services in 1.1: the operation in `X-Amz-Target`, input
 * and output as JSON bodies, an error as `{"__type": …, "message": …}`, or with `Message` where its exception spells it so.
 *
 * Source: Smithy, "AWS JSON 1.0 protocol".
 */
export function createAwsJsonProtocol(model: ApiModel): Protocol {
  const { service, metadata } = model;
  const contentType = `application/x-amz-json-${metadata.jsonVersion}`;
  const operationByTarget = new Map<string, string>();
  const toWireTimes = new Map<string, ConvertTimes>();
  const readTimes = new Map<string, ConvertTimes>();
  for (const [name, { input, output }] of Object.entries(model.operations)) {
    operationByTarget.set(`${metadata.targetPrefix}.${name}`, name);
    const convert = output === undefined ? undefined : compileWireTimes(model, output);
    if (convert !== undefined) toWireTimes.set(name, convert);
    const read = input === undefined ? undefined : compileReadTimes(model, input);
    if (read !== undefined) readTimes.set(name, read);
  }

  return {
    select(request, content): Selection {
      const target = request.headers['x-amz-target'];
      const operationName = typeof target === 'string' ? operationByTarget.get(target) : undefined;
      if (operationName === undefined || request.method !== 'POST') throw new UnknownOperationException();
      const convert = readTimes.get(operationName);
      if (convert === undefined)
        return { service, operationName, readInput: () => parseJsonContent(content) };
      // An object stays one when its members are converted.
      const readInput = () => convert(parseJsonContent(content)) as JsonObject;
      return { service, operationName, readInput };
    },

    answer({ operationName }, output, requestId): HttpAnswer {
      const convert = toWireTimes.get(operationName);
      return {
        status: 200,
        headers: { 'content-type': contentType, 'x-amzn-requestid': requestId },
        body: JSON.stringify(convert === undefined ? output : convert(output)),
      };
    },

    refuse(error, _service, requestId): HttpAnswer {
      const body: JsonObject = {
        __type: `${namespaceOf(model, error)}${error.code}`,
        [isCapitalized(model, error) ? 'Message' : 'message']: error.message,
        ...error.members,
      };
      return {
        status: error.status,
        headers: {
          'content-type': contentType,
          'x-amzn-requestid': requestId,
          'x-amzn-errortype': error.code,
          ...(metadata.awsQueryCompatible !== undefined && {
            'x-amzn-query-error': queryErrorOf(model, error),
          }),
        },
        body: JSON.stringify(body),
      };
    },
  };
}

/** Exceptions of AWS's framework, not of a service's model, that spell the member so; the rest of them do not. */
const capitalized: ReadonlySet<string> = new Set(['AccessDeniedException', 'SerializationException']);

function isCapitalized({ shapes }: ApiModel, { code }: AwsError): boolean {
  const shape = shapes[code];
  return capitalized.has(code) || (shape?.type === 'structure' && 'Message' in shape.members);
}

/** The Java package AWS puts before an error's name; clients cut it off. */
function namespaceOf(model: ApiModel, { code }: AwsError): string {
  if (code === 'ValidationException') return 'com.amazon.coral.validate#';
  if (model.shapes[code] === undefined) return 'com.amazon.coral.service#';
  return namespaces[model.service] ?? '';
}

const namespaces: Readonly<Record<string, string>> = {
  states: 'com.amazonaws.swf.service.v2.model#',
  dynamodb: 'com.amazonaws.dynamodb.v20120810#',
  sqs: 'com.amazonaws.sqs#',
};

/** The code that the error has in the Query protocol, and whose fault it is. Source: Smithy, "awsQueryCompatible trait". */
function queryErrorOf({ shapes }: ApiModel, { code, status }: AwsError): string {
  const shape = shapes[code];
  const queryCode = shape?.type === 'structure' ? shape.error?.code : undefined;
  return `${queryCode ?? code};${status >= 500 ? 'Receiver' : 'Sender'}`;
}
