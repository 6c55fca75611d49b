import { Failure } from '../base/failure.ts';
import { exceedsBytes, type Json, jsonText } from '../base/json.ts';
import { payloadBytesMax } from './limits.ts';

/** Whether `value` takes more bytes than one input, output or result may, or is nested too deeply to be written. */
export function isTooLarge(value: Json): boolean {
  try {
    return exceedsBytes(jsonText(value), payloadBytesMax);
  } catch (error) {
    // What runs out of stack, or makes a longer text than there can be.
    if (error instanceof RangeError) return true;
    throw error;
  }
}

/** Whether an array of `members`, none of which is too large itself, is: told before its text is made. */
export function areTooLarge(members: readonly Json[]): boolean {
  let characters = 0;
  for (const member of members) {
    characters += jsonText(member).length + 1;
    if (characters > payloadBytesMax) return true;
  }
  return false;
}

/** Source: recorded; `name` is the state's, a Task's resource type, or its function's ARN. */
export function dataLimitExceeded(name: string): Failure {
  const cause = `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`;
  return new Failure('States.DataLimitExceeded', cause);
}
