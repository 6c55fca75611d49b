import type { CompiledParallel } from '../../asl/compiled.ts';
import { Failure } from '../../base/failure.ts';
import { joinJsonArray } from '../../base/json.ts';
import { abortFrame, abortStateOf } from '../abort.ts';
import type { Branches, Frame } from '../execution.ts';
import { areTooLarge, dataLimitExceeded, isTooLarge } from '../payload-limit.ts';
import {
  type Entered,
  enteredAt,
  evaluationFailure,
  exitOrFail,
  fail,
  note,
  record,
  type Step,
  scopeOf,
  type Turn,
  wait,
} from '../turn.ts';
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

  resume(turn, { frame, state }) {
    note(turn, { type: 'BranchesResumed', frame: frame.path });
    const resumed = enteredAt(turn, frame.path);
    for (const branch of branchesAt(resumed)) {
      if (branch.position.type !== 'Ended') turn.ready.push(branch.path);
    }
    return join(turn, resumed, state, frame.previousEventId);
  },

  childEnded: (turn, entered, child) => join(turn, entered, entered.state, child.frame.previousEventId),

  childFailed(turn, entered, child, failure) {
    abortStateOf(turn, child);
    for (const branch of branchesAt(entered))
      if (branch.path.at(-1) !== child.path.at(-1)) abortFrame(turn, branch);
    // Recorded: what follows the failed branch follows what failed it, not what was given up for it.
    const previousId = child.previousEventId;
    return { type: 'Fail', failure, failedEvent: { type: 'ParallelStateFailed', previousId } };
  },
};

/** Leaves the state once every branch has ended. */
function join(turn: Turn, { frame, position }: Entered, state: CompiledParallel, previousId: number): Step {
  const outputs = [];
  for (const branch of branchesAt({ position })) {
    if (branch.position.type !== 'Ended') return wait;
    outputs.push(branch.position.output);
  }
  if (areTooLarge(outputs)) return fail(dataLimitExceeded(state.name));
  record(turn, { type: 'ParallelStateSucceeded', previousId, frame: frame.path });
  const joined = enteredAt(turn, frame.path);
  return exitOrFail(joined, state.conclude(scopeOf(turn, joined), joinJsonArray(outputs)), state.next);
}

function branchesAt({ position }: Pick<Entered, 'position'>): readonly Frame[] {
  return (position.activity as Branches).frames;
}
