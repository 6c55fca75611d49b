import type { CompiledFail } from '../../asl/compiled.ts';
import { Failure } from '../../base/failure.ts';
import { evaluationFailure, fail as failWith, scopeOf } from '../turn.ts';
import type { StateBehavior } from './state-behavior.ts';

export const fail: StateBehavior<CompiledFail> = {
  begin(turn, entered) {
    const scope = scopeOf(turn, entered);
    const error = entered.state.error(scope);
    if (error instanceof Failure) return failWith(evaluationFailure(entered, error));
    const cause = entered.state.cause(scope);
    if (cause instanceof Failure) return failWith(evaluationFailure(entered, cause));
    return failWith(new Failure(error, cause));
  },
};
