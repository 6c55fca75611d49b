import { Failure } from '../../src/base/failure.ts';
import type { Json } from '../../src/base/json.ts';
import { chanceOf } from '../fuzz/chance.ts';
import { errorNames, randomInput } from '../fuzz/words.ts';

/** What the world does about a task: the same whenever, and however often, it is asked to. */
export interface TaskPlan {
  /** From the call to its answer. */
  readonly callMilliseconds: number;
  /** From the call to the end of its job, or from having the token to the report. */
  readonly workMilliseconds: number;
  readonly result: Json | Failure;
  /** Between heartbeats of who has the token; undefined where it sends none. */
  readonly heartbeatMilliseconds: number | undefined;
}

/** `key` names the task the same in every run of its execution. */
export function planOf(seed: number, key: string): TaskPlan {
  const chance = chanceOf(hashOf(`${seed}/${key}`));
  const fails = chance.once(4);
  return {
    callMilliseconds: chance.once(8) ? chance.below(25_000) : chance.below(150),
    workMilliseconds: chance.once(3) ? chance.below(45_000) : chance.below(500),
    result: fails ? new Failure(chance.pick(errorNames), 'a cause') : randomInput(chance),
    heartbeatMilliseconds: chance.once(2) ? 1 + chance.below(4_000) : undefined,
  };
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return hash >>> 0;
}
