import type { Variables } from '../asl/compiled.ts';
import { jsonText, utf8Length } from '../base/json.ts';
import { variableBytesMax, variablesBytesMax } from './limits.ts';

/** Whether `assigned` is more than one Assign may set, or leaves more in the frame's `variables` than there may be. */
export function exceedsVariableLimit(variables: Variables, assigned: Variables): boolean {
  if (bytesOf(assigned) > variableBytesMax) return true;
  return bytesOf({ ...variables, ...assigned }) > variablesBytesMax;
}

function bytesOf(variables: Variables): number {
  let bytes = 0;
  for (const value of Object.values(variables)) bytes += utf8Length(jsonText(value));
  return bytes;
}
