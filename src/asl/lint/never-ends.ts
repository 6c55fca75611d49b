import type { Block } from '../blocks.ts';
import { reportWarning } from '../place.ts';
import { isTerminal, targetsOf } from '../transitions.ts';
import type { LintRule } from './lint-rule.ts';

const code = 'NEVER_ENDS';

export const neverEnds: LintRule = {
  code,
  summary: 'From here on the states only lead to each other.',
  check(block) {
    const ending = statesThatMayEnd(block);
    const trapped = block.states.find(({ name }) => !ending.has(name));
    if (trapped === undefined) return;
    const message =
      'No terminal state can be reached from here: the states repeat until one fails or the history is full';
    reportWarning(trapped.place, code, message);
  },
};

/** The states from which a terminal state can be reached. */
function statesThatMayEnd({ states }: Block): ReadonlySet<string> {
  const predecessors = new Map<string, string[]>();
  for (const state of states) {
    for (const target of targetsOf(state)) {
      const known = predecessors.get(target);
      if (known === undefined) predecessors.set(target, [state.name]);
      else known.push(state.name);
    }
  }
  const pending = states.filter(({ state }) => isTerminal(state)).map(({ name }) => name);
  const found = new Set(pending);
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    for (const predecessor of predecessors.get(name) ?? []) {
      if (found.has(predecessor)) continue;
      found.add(predecessor);
      pending.push(predecessor);
    }
  }
  return found;
}
