import type { Dispatcher } from '../dispatcher.ts';
import type { Overload } from './overload.ts';

/** `dispatcher` for requests from outside, which `overload` lets in or not. Calls from within are work that began already. */
export function admitting(dispatcher: Dispatcher, overload: Overload | undefined): Dispatcher {
  if (overload === undefined) return dispatcher;
  return {
    has: dispatcher.has,
    async dispatch(request) {
      const { service, operationName, input, caller } = request;
      const { account } = caller.place;
      const seat = overload.enter({ service, operationName, input, account, at: performance.now() });
      try {
        return await dispatcher.dispatch(request);
      } finally {
        overload.leave(seat);
      }
    },
  };
}
