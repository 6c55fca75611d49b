import { assert } from '../base/assert.ts';
import { isJsonObject, type JsonObject } from '../base/json.ts';
import type { ServiceFacts } from './api-integration.ts';
import { createDecoders, type Spelling } from './aws-sdk/decode-result.ts';
import { createEncoders } from './aws-sdk/encode-parameters.ts';
import { capitalizedName } from './aws-sdk/java-names.ts';
import type { ServiceModel } from './aws-sdk/service-model.ts';
import type { OptimizedService } from './optimized-service.ts';

/** A service's API in the words of optimized integrations. */
export interface OptimizedApi {
  readonly service: OptimizedService;
  /** The API's input for an action's parameters; what is wrong with them goes to `problems`. */
  encode(action: string, parameters: JsonObject, problems: string[]): JsonObject;
  /** The API's output with names in PascalCase, in the order of the names. Points in time stay epoch milliseconds. */
  decode(action: string, output: JsonObject): JsonObject;
}

export function createOptimizedApi(model: ServiceModel, facts: ServiceFacts): OptimizedApi {
  const encoderOf = createEncoders(model, { takesOwnNames: true });
  const decoderOf = createDecoders(model, optimizedSpelling);
  const operationOf = (action: string) => {
    const operation = model.operations[action];
    assert(operation !== undefined, `operation ${action} in the model of ${facts.name}`);
    return operation;
  };
  return {
    service: {
      ...facts,
      exceptions: exceptionsOf(model),
      wireCodes: wireCodesOf(model),
    },
    encode(action, parameters, problems) {
      const { input } = operationOf(action);
      const encoded = input === undefined ? {} : encoderOf(input)(parameters, 'Parameters', problems);
      assert(isJsonObject(encoded), `an object as the input of ${action}`);
      return encoded;
    },
    decode(action, output) {
      const shape = operationOf(action).output;
      const decoded = shape === undefined ? {} : decoderOf(shape)(output);
      assert(isJsonObject(decoded), `an object as the output of ${action}`);
      return decoded;
    },
  };
}

function exceptionsOf({ shapes }: ServiceModel): ReadonlySet<string> {
  const codes = new Set<string>();
  for (const [name, shape] of Object.entries(shapes)) {
    if (shape.type !== 'structure' || shape.exception !== true) continue;
    codes.add(name);
    if (shape.error?.code !== undefined) codes.add(shape.error.code);
  }
  return codes;
}

function wireCodesOf({ shapes }: ServiceModel): ReadonlyMap<string, string> {
  const codes = new Map<string, string>();
  for (const [name, shape] of Object.entries(shapes)) {
    if (shape.type === 'structure' && shape.error?.code !== undefined) codes.set(name, shape.error.code);
  }
  return codes;
}

/** As the services themselves write, but for the capital letter. */
const optimizedSpelling: Spelling = {
  memberName: capitalizedName,
  // Events write points in time as text.
  timestamp: (value) => (typeof value === 'string' ? Date.parse(value) : value),
  bytes: (value) => value,
};
