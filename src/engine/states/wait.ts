import type { CompiledWait } from '../../asl/compiled.ts';
import { Failure } from '../../base/failure.ts';
import {
  wait as blocked,
  type Entered,
  evaluationFailure,
  exitOrFail,
  fail,
  note,
  scopeOf,
  type Turn,
} from '../turn.ts';
import type { StateBehavior } from './state-behavior.ts';

export const wait: StateBehavior<CompiledWait> = {
  begin(turn, entered) {
    const until = entered.state.until(scopeOf(turn, entered));
    if (until instanceof Failure) return fail(evaluationFailure(entered, until));
    if (until <= turn.surroundings.at) return leave(turn, entered);
    note(turn, { type: 'WaitStarted', frame: entered.frame.path, until });
    return blocked;
  },

  timerDue: leave,
};

function leave(turn: Turn, entered: Entered<CompiledWait>) {
  return exitOrFail(entered, entered.state.conclude(scopeOf(turn, entered)), entered.state.next);
}
