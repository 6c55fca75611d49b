import type { CompiledChoice } from '../../asl/compiled.ts';
import { Failure } from '../../base/failure.ts';
import { evaluationFailure, fail, scopeOf } from '../turn.ts';
import type { StateBehavior } from './state-behavior.ts';

export const choice: StateBehavior<CompiledChoice> = {
  begin(turn, entered) {
    const chosen = entered.state.choose(scopeOf(turn, entered));
    if (chosen instanceof Failure) return fail(evaluationFailure(entered, chosen));
    return { type: 'Exit', outcome: chosen, next: chosen.next };
  },
};
