import { blocksOf } from '../asl/blocks.ts';
import { parseTaskResource } from '../asl/resource.ts';
import { stateLanguages } from '../asl/states/index.ts';
import type { JsonObject } from '../base/json.ts';
import { rootPlaceOf } from './calls.ts';

/** Whether all that a definition calls can be seen, though it may not be valid: a state that leads nowhere calls nothing. */
export function isReadable(definition: JsonObject): boolean {
  const blocks = blocksOf(definition, rootPlaceOf(definition));
  return (
    blocks.length > 0 &&
    blocks.every(({ states }) =>
      states.every(
        ({ state }) =>
          Object.hasOwn(stateLanguages, String(state.Type)) &&
          (state.Type !== 'Task' || parseTaskResource(String(state.Resource)) !== undefined),
      ),
    )
  );
}
