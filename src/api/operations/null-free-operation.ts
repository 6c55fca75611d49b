import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { Operation, ServiceName } from '../operation.ts';
import { type Action, operationOf } from './typed-operation.ts';

/** `operationOf` for a service to which a member that is null is none. */
export function nullFreeOperationOf<Input>(service: ServiceName, action: Action<Input>): Operation {
  const operation = operationOf(service, action);
  return {
    ...operation,
    permissions: (input, call) => operation.permissions(withoutNulls(input), call),
    run: (input, call) => operation.run(withoutNulls(input), call),
  };
}

/** `input` itself where nothing in it is null. */
function withoutNulls(input: JsonObject): JsonObject {
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
