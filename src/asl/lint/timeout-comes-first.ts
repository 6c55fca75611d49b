import { isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { Block } from '../blocks.ts';
import { inField, reportWarning } from '../place.ts';
import { eachState, type LintRule } from './lint-rule.ts';

const code = 'TIMEOUT_COMES_FIRST';

/** How long an Express execution may run. Source: Developer Guide, "Service quotas". */
const expressSecondsMax = 300;

/** Unlike a Task's timeout, the end of an execution's time cannot be caught. */
export const timeoutComesFirst: LintRule = {
  code,
  summary: 'A wait or a timeout is longer than the whole execution may take.',
  check: eachState(({ state, place, block, machine }) => {
    const field = state.Type === 'Wait' ? 'Seconds' : 'TimeoutSeconds';
    const seconds = state[field];
    const limit = executionSeconds(block, machine);
    if (limit === undefined || typeof seconds !== 'number' || seconds <= limit) return;
    const message = `The execution times out after ${limit} seconds, before these ${seconds} are over`;
    reportWarning(inField(place, field), code, message);
  }),
};

/** The seconds that the execution which runs `block` has; undefined where nothing bounds them. */
function executionSeconds(block: Block, machine: JsonObject): number | undefined {
  const { type } = block.place.checking;
  const map = distributedMapOf(block);
  if (map !== undefined) return executionTypeOf(map) === 'EXPRESS' ? expressSecondsMax : undefined;
  const limit = typeof machine.TimeoutSeconds === 'number' ? machine.TimeoutSeconds : undefined;
  if (type !== 'EXPRESS') return limit;
  return Math.min(limit ?? expressSecondsMax, expressSecondsMax);
}

/** The distributed Map whose child executions run `block`, if there is one. */
function distributedMapOf(block: Block): JsonObject | undefined {
  if (block.outer === undefined) return undefined;
  return block.isDistributed ? block.outer.state.state : distributedMapOf(block.outer.block);
}

function executionTypeOf(map: JsonObject): Json | undefined {
  const processor = map.ItemProcessor ?? map.Iterator;
  const config = isJsonObject(processor) ? processor.ProcessorConfig : undefined;
  return isJsonObject(config) ? config.ExecutionType : undefined;
}
