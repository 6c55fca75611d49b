import type { Operation } from '../../operation.ts';
import { nullFreeOperationOf } from '../null-free-operation.ts';
import type { Action } from '../typed-operation.ts';

/** `action` as the operation the front door calls; a member that is null is none to it. */
export function logsOperation<Input>(action: Action<Input>): Operation {
  return nullFreeOperationOf('logs', action);
}
