import type { Failure } from '../../base/failure.ts';
import { createDecoders, type Decode } from './decode-result.ts';
import { createEncoders, type Encode } from './encode-parameters.ts';
import { createFailureOf } from './failure.ts';
import { findOperationName } from './java-names.ts';
import type { ServiceModel } from './service-model.ts';

/** One operation, as a connector needs it. */
export interface SdkCall {
  /** The API's name: `GetObject`. */
  readonly action: string;
  readonly encode: Encode;
  readonly decode: Decode;
  /** The input's member that makes repetitions of a call one call. */
  readonly idempotencyToken: string | undefined;
  readonly failureOf: (thrown: unknown) => Failure;
}

/** A service's operations by the names that `aws-sdk:` resources have for them; undefined where there is none. */
export type FindSdkCall = (action: string) => SdkCall | undefined;

export function createSdkCalls(model: ServiceModel, errorPrefix: string): FindSdkCall {
  const encoderOf = createEncoders(model);
  const decoderOf = createDecoders(model);
  const failureOf = createFailureOf(errorPrefix, model);
  return (action) => {
    const name = findOperationName(model, action);
    const operation = name === undefined ? undefined : model.operations[name];
    if (name === undefined || operation === undefined) return undefined;
    const { input, output, idempotencyToken } = operation;
    return {
      action: name,
      encode: input === undefined ? encodeNothing : encoderOf(input),
      decode: output === undefined ? decodeNothing : decoderOf(output),
      idempotencyToken,
      failureOf,
    };
  };
}

const encodeNothing: Encode = () => ({});
const decodeNothing: Decode = () => ({});
