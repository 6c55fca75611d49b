import type { CompiledSucceed } from '../../asl/compiled.ts';
import { exitOrFail, scopeOf } from '../turn.ts';
import type { StateBehavior } from './state-behavior.ts';

export const succeed: StateBehavior<CompiledSucceed> = {
  begin: (turn, entered) => exitOrFail(entered, entered.state.conclude(scopeOf(turn, entered)), undefined),
};
