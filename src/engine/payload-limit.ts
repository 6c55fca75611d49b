import { Failure } from '../base/failure.ts';
import { exceedsBytes, type Json, jsonText } from '../base/json.ts';
import { payloadBytesMax } from './limits.ts';

/** Whether `value` takes more bytes than one input, output or result may. */
export function isTooLarge(value: Json): boolean {
  return exceedsBytes(jsonText(value), payloadBytesMax);
}

/** Source: recorded; `name` is the state's, a Task's resource type, or its function's ARN. */
export function dataLimitExceeded(name: string): Failure {
  const cause = `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  return new Failure('States.DataLimitExceeded', cause);
}
