import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import type { Block, BlockState } from './blocks.ts';
import { atIndex, inField, type Place, reportError } from './place.ts';

/**
 * Reports transitions that lead nowhere, a machine that cannot end, and states that nothing leads to.
 *
 * A machine without a terminal state is not searched for unreachable states, as AWS has it.
 */
export function validateTransitions(blocks: readonly Block[]): void {
  for (const block of blocks) reportMissingTargets(block);
  const [machine] = blocks;
  if (machine === undefined) return;
  if (!machine.states.some(({ state }) => isTerminal(state))) {
    machine.place.checking.diagnostics.push({
      severity: 'ERROR',
      code: 'MISSING_END_STATE',
      message: 'Workflow has no terminal state',
    });
    return;
  }
  for (const block of blocks) reportUnreachable(block);
}

export function isTerminal(state: JsonObject): boolean {
  return state.Type === 'Succeed' || state.Type === 'Fail' || state.End === true;
}

interface Transition {
  readonly target: string;
  readonly place: Place;
}

function reportMissingTargets(block: Block): void {
  const names = new Set(block.states.map(({ name }) => name));
  const start: Transition = { target: block.startAt, place: inField(block.place, 'StartAt') };
  const transitions = block.states.flatMap(transitionsOf);
  for (const { target, place } of [start, ...transitions]) {
    // AWS says 'Next' whichever field the name stands in.
    if (!names.has(target))
      reportError(place, `Missing 'Next' target: ${target}`, 'MISSING_TRANSITION_TARGET');
  }
}

/** The names of the states that may follow a state, in the order of its fields. */
export function targetsOf(state: BlockState): readonly string[] {
  return transitionsOf(state).map(({ target }) => target);
}

function transitionsOf({ state, place }: BlockState): readonly Transition[] {
  const found: Transition[] = [];
  const add = (target: Json | undefined, targetPlace: Place) => {
    if (typeof target === 'string') found.push({ target, place: targetPlace });
  };
  for (const [name, value] of Object.entries(state)) {
    if (name === 'Next' || name === 'Default') add(value, inField(place, name));
    if ((name !== 'Choices' && name !== 'Catch') || !isJsonArray(value)) continue;
    value.forEach((member, index) => {
      if (isJsonObject(member)) add(member.Next, inField(atIndex(inField(place, name), index), 'Next'));
    });
  }
  return found;
}

/** Of states that hang together but cannot be reached, only the first is reported. */
function reportUnreachable(block: Block): void {
  const targets = new Map(block.states.map((state) => [state.name, targetsOf(state)]));
  const reached = new Set<string>();
  visit(block.startAt, targets, reached);
  const heads = new Set(targets.keys());
  for (const [from, names] of targets) for (const name of names) if (name !== from) heads.delete(name);
  const isHead = ({ name }: { readonly name: string }) => heads.has(name);
  const headsFirst = [...block.states.filter(isHead), ...block.states.filter((state) => !isHead(state))];
  for (const { name, place } of headsFirst) {
    if (reached.has(name)) continue;
    reportError(place, `State "${name}" is not reachable.`, 'MISSING_TRANSITION_TARGET');
    visit(name, targets, reached);
  }
}

function visit(from: string, targets: ReadonlyMap<string, readonly string[]>, reached: Set<string>): void {
  const pending = [from];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    pending.push(...(targets.get(name) ?? []));
  }
}
