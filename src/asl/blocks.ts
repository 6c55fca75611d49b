import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { atIndex, inField, type Place } from './place.ts';

/** One `States` block of a definition whose shape was checked. */
export interface Block {
  readonly startAt: string;
  readonly states: readonly BlockState[];
  readonly place: Place;
  /** The state it lies in, and that state's block; undefined for the machine's own block. */
  readonly outer: { readonly block: Block; readonly state: BlockState } | undefined;
  /** Whether its states run as executions of their own, which see nothing of the one that started them. */
  readonly isDistributed: boolean;
}

export interface BlockState {
  readonly name: string;
  readonly state: JsonObject;
  readonly place: Place;
}

/** Every block of `machine`, outer ones first. */
export function blocksOf(machine: JsonObject, root: Place): readonly Block[] {
  const blocks: Block[] = [];
  const add = (holder: Json | undefined, place: Place, outer: Block['outer']) => {
    if (!isJsonObject(holder) || !isJsonObject(holder.States)) return;
    const block: Block = {
      startAt: String(holder.StartAt),
      states: statesOf(holder.States, inField(place, 'States')),
      place,
      outer,
      isDistributed: isJsonObject(holder.ProcessorConfig) && holder.ProcessorConfig.Mode === 'DISTRIBUTED',
    };
    blocks.push(block);
    for (const member of block.states) {
      const within = { block, state: member };
      const { state, place: statePlace } = member;
      for (const name of ['ItemProcessor', 'Iterator']) add(state[name], inField(statePlace, name), within);
      if (!isJsonArray(state.Branches)) continue;
      state.Branches.forEach((branch, index) => {
        add(branch, atIndex(inField(statePlace, 'Branches'), index), within);
      });
    }
  };
  add(machine, root, undefined);
  return blocks;
}

function statesOf(states: JsonObject, place: Place): readonly BlockState[] {
  return Object.entries(states)
    .filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1]))
    .map(([name, state]) => ({ name, state, place: inField(place, name) }));
}
