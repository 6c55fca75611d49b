import { isJsonArray, isJsonObject, type Json } from '../base/json.ts';
import type { Block, BlockState } from './blocks.ts';
import { atIndex, inField, languageOf, type Place, reportError } from './place.ts';
import { targetsOf } from './transitions.ts';
import { assignedNames } from './variables.ts';

/**
 * Reports variables that a block assigns although they may already be there when it is entered: an inner scope reads the
 * variables around it, it does not hide them.
 *
 * What the state around the block assigns itself does not count, since that happens after. A distributed Map's children
 * see no variable from outside.
 */
export function validateScopes(blocks: readonly Block[]): void {
  const scopes = new Map<Block, Scope>();
  for (const block of blocks) {
    scopes.set(block, scopeOf(block));
    if (block.outer === undefined || block.isDistributed) continue;
    for (const { names, place } of block.states.flatMap(assignmentsOf)) {
      for (const name of names.filter((assigned) => isVisible(assigned, block, scopes))) {
        const message = `Invalid variable name '${name}': an outer scope assigns a variable of this name.`;
        reportError(place, message, 'INVALID_VARIABLE_NAME');
      }
    }
  }
}

/** Whether a variable of an outer scope may exist when `block` is entered. */
function isVisible(variable: string, block: Block, scopes: ReadonlyMap<Block, Scope>): boolean {
  if (block.outer === undefined || block.isDistributed) return false;
  const { block: outer, state: holder } = block.outer;
  const scope = scopes.get(outer);
  const assigners = scope?.assigners.get(variable);
  if (scope !== undefined && assigners !== undefined) {
    const before = statesBefore(holder.name, scope);
    if (assigners.some((assigner) => before.has(assigner))) return true;
  }
  return isVisible(variable, outer, scopes);
}

/** What the states of one block assign, and how they follow each other. */
interface Scope {
  /** By variable, the names of the states that assign it. */
  readonly assigners: ReadonlyMap<string, readonly string[]>;
  readonly predecessors: ReadonlyMap<string, readonly string[]>;
  /** Answers of `statesBefore`. */
  readonly before: Map<string, ReadonlySet<string>>;
}

function scopeOf({ states }: Block): Scope {
  const assigners = new Map<string, string[]>();
  const predecessors = new Map<string, string[]>();
  for (const state of states) {
    for (const { names } of assignmentsOf(state)) {
      for (const name of names) append(assigners, name, state.name);
    }
    for (const target of targetsOf(state)) append(predecessors, target, state.name);
  }
  return { assigners, predecessors, before: new Map() };
}

function append(lists: Map<string, string[]>, key: string, member: string): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [member]);
  else list.push(member);
}

/** The other states from which the one named `name` can be reached. */
function statesBefore(name: string, { predecessors, before }: Scope): ReadonlySet<string> {
  const known = before.get(name);
  if (known !== undefined) return known;
  const found = new Set<string>();
  const pending = [name];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const predecessor of predecessors.get(next) ?? []) {
      if (predecessor === name || found.has(predecessor)) continue;
      found.add(predecessor);
      pending.push(predecessor);
    }
  }
  before.set(name, found);
  return found;
}

export interface Assignment {
  readonly names: readonly string[];
  readonly place: Place;
}

/** Every `Assign` of a state: its own, its Choice Rules' and its Catchers'. */
export function assignmentsOf({ state, place }: BlockState): readonly Assignment[] {
  const language = languageOf(state.QueryLanguage, place.checking.language);
  const found: Assignment[] = [];
  const add = (holder: Json, holderPlace: Place) => {
    if (!isJsonObject(holder) || !isJsonObject(holder.Assign)) return;
    const assignPlace = { ...inField(holderPlace, 'Assign'), language };
    found.push({ names: assignedNames(holder.Assign, assignPlace), place: assignPlace });
  };
  add(state, place);
  for (const field of ['Choices', 'Catch']) {
    const members = state[field];
    if (!isJsonArray(members)) continue;
    members.forEach((member, index) => {
      add(member, atIndex(inField(place, field), index));
    });
  }
  return found;
}
