import type { Operation } from '../../operation.ts';
import { withoutNulls } from '../lambda/lambda-operation.ts';
import { type Action, operationOf } from '../typed-operation.ts';

/** `action` as the operation the front door calls; a member that is null is none to it. */
export function ecsOperation<Input>(action: Action<Input>): Operation {
  const operation = operationOf('ecs', action);
  return {
    ...operation,
    permissions: (input, call) => operation.permissions(withoutNulls(input), call),
    run: (input, call) => operation.run(withoutNulls(input), call),
  };
}
