import type { CompiledParallel } from '../../asl/compiled.ts';
import { Failure } from '../../base/failure.ts';
import { joinJsonArray } from '../../base/json.ts';
import { abortFrame, abortStateOf } from '../abort.ts';
import type { Branches } from '../execution.ts';
import { areTooLarge, dataLimitExceeded, isTooLarge } from '../payload-limit.ts';
import { enteredAt, evaluationFailure, exitOrFail, fail, record, scopeOf, wait } from '../turn.ts';
import type { StateBehavior } from './state-behavior.ts';

export const parallel: StateBehavior<CompiledParallel> = {
  begin(turn, entered) {
    const { frame, state } = entered;
    const input = state.input(scopeOf(turn, entered));
    if (input instanceof Failure) return fail(evaluationFailure(entered, input));
    if (isTooLarge(input)) return fail(dataLimitExceeded(state.name));
    record(turn, {
      type: 'ParallelStateStarted',
      previousId: frame.previousEventId,
      frame: frame.path,
      input,
    });
    for (const index of state.branches.keys()) turn.ready.push([...frame.path, index]);
    return wait;
  },

  childEnded(turn, { frame, position, state }, child) {
    const { frames } = position.activity as Branches;
    const outputs = [];
    for (const branch of frames) {
      if (branch.position.type !== 'Ended') return wait;
      outputs.push(branch.position.output);
    }
    if (areTooLarge(outputs)) return fail(dataLimitExceeded(state.name));
    const previousId = child.frame.previousEventId;
    record(turn, { type: 'ParallelStateSucceeded', previousId, frame: frame.path });
    const joined = enteredAt(turn, frame.path);
    return exitOrFail(joined, state.conclude(scopeOf(turn, joined), joinJsonArray(outputs)), state.next);
  },

  childFailed(turn, { position }, child, failure) {
    const { frames } = position.activity as Branches;
    abortStateOf(turn, child);
    for (const branch of frames) if (branch.path.at(-1) !== child.path.at(-1)) abortFrame(turn, branch);
    // Recorded: what follows the failed branch follows what failed it, not what was given up for it.
    const previousId = child.previousEventId;
    return { type: 'Fail', failure, failedEvent: { type: 'ParallelStateFailed', previousId } };
  },
};
