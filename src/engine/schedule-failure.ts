import type { TaskResource } from '../asl/compiled.ts';
import { type Arn, parseArn } from '../base/arn.ts';
import { Failure } from '../base/failure.ts';
import type { FramePath } from './execution.ts';
import { frameAt, record, type Turn } from './turn.ts';

/** Why a task of an activity cannot be scheduled that is not there, or not the state machine's to use. */
export function activityDoesNotExist(activityArn: Arn): Failure {
  return new Failure('ActivityDoesNotExist', `Activity Does Not Exist: '${activityArn}'`);
}

/** Whether the activity is of the state machine's own account and region: only such a one does its tasks. */
export function isOwnActivity(activityArn: Arn, stateMachineArn: Arn): boolean {
  const activity = parseArn(activityArn);
  const machine = parseArn(stateMachineArn);
  return (
    activity !== undefined &&
    activity.partition === machine?.partition &&
    activity.account === machine.account &&
    activity.region === machine.region
  );
}

/** Records that the task which the frame waits for could not be scheduled. */
export function recordScheduleFailure(
  turn: Turn,
  path: FramePath,
  resource: TaskResource,
  { error, cause }: Failure,
): void {
  record(turn, {
    type: 'TaskScheduleFailed',
    previousId: frameAt(turn, path).previousEventId,
    frame: path,
    resource,
    error,
    cause,
  });
}
