import type { Arn } from '../../base/arn.ts';
import type { Command } from '../../engine/command.ts';
import type { ExecutionEvent, MapRunStarted } from '../../engine/event.ts';
import type { Execution } from '../../engine/execution.ts';
import type { MapRunChange } from '../../store/map-runs.ts';

export interface TurnOfMapRuns {
  readonly execution: Execution;
  readonly events: readonly ExecutionEvent[];
  readonly commands: readonly Command[];
  readonly at: number;
  readonly nextId: () => number;
}

/** The Map Runs that a turn began, redrove or ended; undefined where it has to do with none, as most turns. */
export function mapRunChanges(turn: TurnOfMapRuns): readonly MapRunChange[] | undefined {
  let changes: MapRunChange[] | undefined;
  const add = (change: MapRunChange) => {
    changes ??= [];
    changes.push(change);
  };
  for (const event of turn.events) {
    switch (event.type) {
      case 'MapRunStarted':
        add(startOf(event, turn));
        break;
      case 'MapRunRedriven': {
        const { startedEventId: eventId, at, redriveCount } = event;
        add({ type: 'redriven', eventId, at, redriveCount });
        break;
      }
      case 'MapRunSucceeded':
      case 'MapRunFailed':
      case 'MapRunAborted':
        add({ type: 'ended', eventId: event.startedEventId, at: event.at, status: statusAfter[event.type] });
    }
  }
  // An execution that is stopped as a whole records nothing of its Map Runs.
  for (const { type, eventId } of turn.commands) {
    if (type === 'StopMapRun') add({ type: 'ended', eventId, at: turn.at, status: 'ABORTED' });
  }
  return changes;
}

const statusAfter = {
  MapRunSucceeded: 'SUCCEEDED',
  MapRunFailed: 'FAILED',
  MapRunAborted: 'ABORTED',
} as const;

function startOf({ id: eventId, at, mapRunArn, request }: MapRunStarted, turn: TurnOfMapRuns): MapRunChange {
  return {
    type: 'started',
    id: turn.nextId(),
    eventId,
    at,
    mapRunArn,
    executionArn: turn.execution.facts.executionArn,
    stateMachineArn: childMachineArn(mapRunArn),
    maxConcurrency: request?.maxConcurrency ?? 0,
    toleratedFailureCount: request?.toleratedFailureCount,
    toleratedFailurePercentage: request?.toleratedFailurePercentage,
  };
}

/** What the children of a Map Run are executions of: `…:stateMachine:machine/label`. */
function childMachineArn(mapRunArn: Arn): Arn {
  return mapRunArn.slice(0, mapRunArn.lastIndexOf(':')).replace(':mapRun:', ':stateMachine:');
}
