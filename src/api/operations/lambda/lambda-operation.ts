import { isJsonObject, type Json, type JsonObject } from '../../../base/json.ts';
import type { Operation } from '../../operation.ts';
import { type Action, operationOf } from '../typed-operation.ts';

/** `action` as the operation the front door calls; a member that is null is none to it. */
export function lambdaOperation<Input>(action: Action<Input>): Operation {
  const operation = operationOf('lambda', action);
  return {
    ...operation,
    permissions: (input, call) => operation.permissions(withoutNulls(input), call),
    run: (input, call) => operation.run(withoutNulls(input), call),
  };
}

/** `input` itself where nothing in it is null. */
export function withoutNulls(input: JsonObject): JsonObject {
  let copy: Record<string, Json> | undefined;
  for (const name in input) {
    const value = input[name] ?? null;
    const kept = isJsonObject(value) ? withoutNulls(value) : value;
    if (kept !== null && kept === value) continue;
    copy ??= { ...input };
    if (kept === null) delete copy[name];
    else copy[name] = kept;
  }
  return copy ?? input;
}
