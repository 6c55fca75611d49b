import { childFrames, type Frame } from './execution.ts';
import { cancelTask } from './task-commands.ts';
import { frameAt, record, type Turn } from './turn.ts';

/**
 * Gives up everything inside `frame` because a sibling failed: each state at work is recorded as aborted, the innermost
 * first, and each task's job and each Map Run is ended. The id of the last event recorded, or undefined where nothing was at work.
 */
export function abortFrame(turn: Turn, frame: Frame): number | undefined {
  for (const child of childFrames(frame)) abortFrame(turn, child);
  cancelTask(turn, frame);
  return abortStateOf(turn, frame);
}

/** Records that `frame`'s current state was given up, where the API has an event for its type. */
export function abortStateOf(turn: Turn, frame: Frame): number | undefined {
  if (frame.position.type !== 'InState') return undefined;
  const { activity } = frame.position;
  if (activity?.type === 'MapRun') {
    const { startedEventId } = activity;
    const previousId = frame.previousEventId;
    record(turn, { type: 'MapRunAborted', previousId, frame: frame.path, startedEventId });
  }
  const stateType = frame.states.states.get(frame.position.stateName)?.type;
  if (stateType !== 'Task' && stateType !== 'Wait' && stateType !== 'Parallel' && stateType !== 'Map') {
    return undefined;
  }
  return record(turn, {
    type: 'StateAborted',
    previousId: frameAt(turn, frame.path).previousEventId,
    frame: frame.path,
    stateType,
  });
}
