import { BodiesUnavailable } from '../../../objects/object-bodies.ts';
import type { Operation } from '../../operation.ts';
import { nullFreeOperationOf } from '../null-free-operation.ts';
import type { Action } from '../typed-operation.ts';
import { serviceUnavailable } from './errors.ts';

/** `action` as the operation the front door calls; a member that is null is none to it. */
export function s3Operation<Input>(action: Action<Input>): Operation {
  const operation = nullFreeOperationOf('s3', action);
  return {
    ...operation,
    async run(input, call) {
      try {
        return await operation.run(input, call);
      } catch (error) {
        if (!(error instanceof BodiesUnavailable)) throw error;
        call.services.log.error({ requestId: call.requestId }, error.message);
        throw serviceUnavailable();
      }
    },
  };
}
