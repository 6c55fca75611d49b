import { assert } from '../../base/assert.ts';
import type { Failure } from '../../base/failure.ts';
import { isJsonObject, type Json } from '../../base/json.ts';
import type { Answer, Connector } from '../connector.ts';
import { notAnObject, unusable } from '../parameters.ts';
import { createDecoders, type Decode } from './decode-result.ts';
import { createEncoders, type Encode } from './encode-parameters.ts';
import { clientError, createFailureOf } from './failure.ts';
import type { ServiceModel } from './service-model.ts';
import { type SdkServiceName, sdkPatterns, sdkResource, sdkServices } from './services.ts';

/** The API models, by signing name. */
export type ServiceModels = Readonly<Record<SdkServiceName, ServiceModel>>;

/**
 * One connector for each operation of each service: `aws-sdk:sfn:startExecution`.
 *
 * Source: Developer Guide, "Learning to use AWS service SDK integrations in Step Functions".
 */
export function createAwsSdkConnectors(models: ServiceModels): readonly Connector[] {
  return Object.entries(sdkServices).flatMap(([signingName, service]) => {
    const model = models[signingName as SdkServiceName];
    const encoderOf = createEncoders(model);
    const decoderOf = createDecoders(model);
    const failureOf = createFailureOf(service.errorPrefix, model);
    return service.operations.map((action) => {
      const operation = model.operations[action];
      assert(operation !== undefined, `operation ${action} in the model of ${signingName}`);
      return createConnector({
        resource: sdkResource(service, action),
        signingName,
        action,
        encode: operation.input === undefined ? encodeNothing : encoderOf(operation.input),
        decode: operation.output === undefined ? decodeNothing : decoderOf(operation.output),
        clientError: clientError(service.errorPrefix),
        failureOf,
      });
    });
  });
}

interface SdkOperation {
  readonly resource: string;
  readonly signingName: string;
  readonly action: string;
  readonly encode: Encode;
  readonly decode: Decode;
  readonly clientError: string;
  readonly failureOf: (thrown: unknown) => Failure;
}

function createConnector({
  resource,
  signingName,
  action,
  encode,
  decode,
  clientError,
  failureOf,
}: SdkOperation): Connector {
  return {
    resource,
    patterns: sdkPatterns,
    clientError,
    isIdempotent: ({ parameters }) => isIdempotent(action, parameters),
    call: async ({ parameters, pattern, session }): Promise<Answer> => {
      if (!isJsonObject(parameters)) return failed(unusable(parameters, [notAnObject]));
      const problems: string[] = [];
      const input = encode(parameters, 'Parameters', problems);
      if (problems.length > 0) return failed(unusable(parameters, problems));
      assert(isJsonObject(input), `an object as the input of ${action}`);
      try {
        const answer = await session.request(signingName, action, input);
        const result = decode(answer.output);
        if (pattern === 'RequestResponse') return { type: 'Result', result };
        return { type: 'Submitted', output: result, job: undefined };
      } catch (thrown) {
        return failed(failureOf(thrown));
      }
    },
  };
}

const encodeNothing: Encode = () => ({});
const decodeNothing: Decode = () => ({});

function failed(failure: Failure): Answer {
  return { type: 'Result', result: failure };
}

function isIdempotent(action: string, parameters: Json): boolean {
  // A worker that asks for a task is given it, and nobody else is.
  if (action === 'GetActivityTask') return false;
  if (action === 'StartExecution') return isJsonObject(parameters) && typeof parameters.Name === 'string';
  return /^(Get|List|Describe|Validate)/.test(action);
}
