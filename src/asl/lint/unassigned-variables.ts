import type { Block } from '../blocks.ts';
import { findVariables } from '../expressions/syntax.ts';
import { reportWarning } from '../place.ts';
import { assignmentsOf } from '../scopes.ts';
import { evaluatedTexts } from './evaluated-texts.ts';
import { eachState, type LintRule } from './lint-rule.ts';

const code = 'VARIABLE_NEVER_ASSIGNED';

export const unassignedVariables: LintRule = {
  code,
  summary: 'A path reads a variable that no state assigns.',
  check(block, machine) {
    const assigned = new Set(assignedIn(block));
    eachState((state) => {
      for (const { text, place } of evaluatedTexts(state)) {
        for (const name of findVariables(text)) {
          if (assigned.has(name)) continue;
          reportWarning(place, code, `No state that this one can see assigns the variable '${name}'`);
        }
      }
    })(block, machine);
  },
};

/** The variables of a block and of the blocks around it; a distributed Map's children see none from outside. */
function assignedIn(block: Block): readonly string[] {
  const own = block.states.flatMap(assignmentsOf).flatMap(({ names }) => names);
  if (block.outer === undefined || block.isDistributed) return own;
  return [...own, ...assignedIn(block.outer.block)];
}
