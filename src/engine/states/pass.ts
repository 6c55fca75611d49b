import type { CompiledPass } from '../../asl/compiled.ts';
import { exitOrFail, scopeOf } from '../turn.ts';
import type { StateBehavior } from './state-behavior.ts';

export const pass: StateBehavior<CompiledPass> = {
  begin: (turn, entered) =>
    exitOrFail(entered, entered.state.conclude(scopeOf(turn, entered)), entered.state.next),
};
