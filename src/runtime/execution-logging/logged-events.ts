import type { ExecutionEvent, ShownEvent } from '../../engine/event.ts';

/** What a state machine wants logged of its executions; at level OFF nobody asks. */
export type LogLevel = 'ALL' | 'ERROR' | 'FATAL';

/**
 * By log level, whether an event is logged. Events that the API does not show never are.
 *
 * Source: Developer Guide, "Using CloudWatch Logs to log execution history", log levels.
 */
export const loggedAt: Readonly<Record<LogLevel, (event: ExecutionEvent) => event is ShownEvent>> = {
  ALL: isShown,
  ERROR: isError,
  FATAL: isFatal,
};

function isShown(event: ExecutionEvent): event is ShownEvent {
  return 'id' in event;
}

function isError(event: ExecutionEvent): event is ShownEvent {
  if (event.type === 'StateEntered') return event.stateType === 'Fail';
  return isShown(event) && /(?:Failed|Aborted|TimedOut)$/.test(event.type);
}

function isFatal(event: ExecutionEvent): event is ShownEvent {
  return (
    event.type === 'ExecutionFailed' ||
    event.type === 'ExecutionAborted' ||
    event.type === 'ExecutionTimedOut'
  );
}
