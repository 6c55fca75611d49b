import type { CompiledState, StateType } from '../../asl/compiled.ts';
import { choice } from './choice.ts';
import { fail } from './fail.ts';
import { map } from './map.ts';
import { parallel } from './parallel.ts';
import { pass } from './pass.ts';
import type { StateBehavior } from './state-behavior.ts';
import { succeed } from './succeed.ts';
import { task } from './task.ts';
import { wait } from './wait.ts';

const stateBehaviors = {
  Choice: choice,
  Fail: fail,
  Map: map,
  Parallel: parallel,
  Pass: pass,
  Succeed: succeed,
  Task: task,
  Wait: wait,
} satisfies { [Type in StateType]: StateBehavior<Extract<CompiledState, { type: Type }>> };

/** The behavior of `state`'s type; it is only ever given states of that type. */
export function behaviorOf(state: CompiledState): StateBehavior<CompiledState> {
  return stateBehaviors[state.type] as StateBehavior<CompiledState>;
}
