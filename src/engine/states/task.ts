import type { CompiledTask } from '../../asl/compiled.ts';
import { Failure } from '../../base/failure.ts';
import { dataLimitExceeded, isTooLarge } from '../payload-limit.ts';
import { activityDoesNotExist, isOwnActivity, recordScheduleFailure } from '../schedule-failure.ts';
import { evaluationFailure, fail, record, scopeOf, wait } from '../turn.ts';
import type { StateBehavior } from './state-behavior.ts';

export const task: StateBehavior<CompiledTask> = {
  begin(turn, entered) {
    const { frame, state } = entered;
    const scope = scopeOf(turn, entered);
    const parameters = state.input(scope);
    if (parameters instanceof Failure) return fail(evaluationFailure(entered, parameters));
    if (isTooLarge(parameters)) return fail(dataLimitExceeded(state.name));
    const targetRoleArn = state.targetRoleArn?.(scope);
    if (targetRoleArn instanceof Failure) return fail(evaluationFailure(entered, targetRoleArn));
    const timeoutSeconds = state.timeoutSeconds?.(scope);
    if (timeoutSeconds instanceof Failure) return fail(evaluationFailure(entered, timeoutSeconds));
    const heartbeatSeconds = state.heartbeatSeconds?.(scope);
    if (heartbeatSeconds instanceof Failure) return fail(evaluationFailure(entered, heartbeatSeconds));

    const { resource } = state;
    const eventId = record(turn, {
      type: 'TaskScheduled',
      previousId: frame.previousEventId,
      frame: frame.path,
      resource,
      region: turn.execution.facts.region,
      parameters,
      targetRoleArn,
      timeoutSeconds,
      heartbeatSeconds,
    });
    const call = { eventId, stateName: state.name, resource, parameters, targetRoleArn };
    if (resource.kind === 'Activity') {
      if (!isOwnActivity(resource.arn, turn.execution.facts.stateMachineArn)) {
        const failure = activityDoesNotExist(resource.arn);
        recordScheduleFailure(turn, frame.path, resource, failure);
        return fail(failure);
      }
      // It starts when a worker takes it.
      turn.commands.push({ type: 'OfferTask', ...call });
      return wait;
    }
    record(turn, {
      type: 'TaskStarted',
      previousId: eventId,
      frame: frame.path,
      resource,
      workerName: undefined,
    });
    turn.commands.push({ type: 'CallTask', ...call });
    return wait;
  },
};
