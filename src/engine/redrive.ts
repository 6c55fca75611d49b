import { type Execution, type ExecutionStatus, isTerminal, type Redrive } from './execution.ts';
import { executionSecondsMax, historyEventsMax } from './limits.ts';
import type { Redrive as RedriveMessage } from './message.ts';
import { record, type Turn } from './turn.ts';

/** How long after its end an execution may be redriven. Source: Developer Guide, "Restarting state machine executions". */
const redrivableMilliseconds = 14 * 24 * 60 * 60 * 1000;

/** How many redrives back, and for how long, a client's token is remembered. Source: API Reference, "RedriveExecution". */
const clientTokensMax = 10;
const clientTokenMilliseconds = 15 * 60 * 1000;

/** What decides whether an execution may be redriven. */
export interface RedriveFacts {
  readonly status: ExecutionStatus;
  readonly startedAt: number;
  readonly stoppedAt: number | undefined;
  /** Events that its history shows. */
  readonly eventCount: number;
}

/** Why an execution may not be redriven at `at`, in AWS's words, or undefined where it may. */
export function redriveRefusal(
  { status, startedAt, stoppedAt, eventCount }: RedriveFacts,
  at: number,
): string | undefined {
  if (status === 'RUNNING' || status === 'SUCCEEDED') return cannotBeRedriven(status);
  // The redrive itself is an event, and so is the next end.
  if (eventCount >= historyEventsMax - 1) return 'Execution history event limit exceeded';
  if (at - startedAt > executionSecondsMax * 1000) return 'Execution has exceeded the max execution time';
  if (at - (stoppedAt ?? at) > redrivableMilliseconds) return 'Execution redrivable period exceeded';
  return undefined;
}

function cannotBeRedriven(status: ExecutionStatus): string {
  return `Execution is ${status} and cannot be redriven`;
}

/** The redrive that was asked for with `clientToken` before, while that is remembered. */
function findRedrive(
  { redrives }: Execution,
  clientToken: string | undefined,
  at: number,
): Redrive | undefined {
  if (clientToken === undefined) return undefined;
  return redrives
    .slice(-clientTokensMax)
    .find((redrive) => redrive.clientToken === clientToken && at - redrive.at <= clientTokenMilliseconds);
}

export type RedriveOutcome =
  | { readonly type: 'redriven'; readonly redrivenAt: number }
  | { readonly type: 'refused'; readonly reason: string };

/** What became of a Redrive: `execution` is as its turn left it, `isLate` as the turn's decision says. */
export function redriveOutcome(
  execution: Execution,
  { clientToken }: RedriveMessage,
  { isLate, at }: { readonly isLate: boolean; readonly at: number },
): RedriveOutcome {
  const { status, startedAt, stoppedAt, lastEventId: eventCount, redrives } = execution;
  const asked = isLate ? findRedrive(execution, clientToken, at) : redrives.at(-1);
  if (asked !== undefined) return { type: 'redriven', redrivenAt: asked.at };
  // A message that shared the turn may have ended since what was running when the redrive was refused.
  const reason =
    redriveRefusal({ status, startedAt, stoppedAt, eventCount }, at) ?? cannotBeRedriven('RUNNING');
  return { type: 'refused', reason };
}

/** Lets the execution go on from where it failed, timed out or was stopped; false where it may not. */
export function redrive(turn: Turn, { clientToken }: RedriveMessage): boolean {
  const { execution, surroundings } = turn;
  const { status, startedAt, stoppedAt, lastEventId: eventCount, failure, redrives } = execution;
  if (!isTerminal(execution) || findRedrive(execution, clientToken, surroundings.at) !== undefined)
    return false;
  if (redriveRefusal({ status, startedAt, stoppedAt, eventCount }, surroundings.at) !== undefined)
    return false;
  record(turn, {
    type: 'ExecutionRedriven',
    // Recorded: the event follows the one that ended the execution.
    previousId: eventCount,
    frame: [],
    redriveCount: redrives.length + 1,
    clientToken,
    isStateRestarted: status === 'FAILED' && failure?.error === 'States.DataLimitExceeded',
  });
  turn.ready.push([]);
  return true;
}
