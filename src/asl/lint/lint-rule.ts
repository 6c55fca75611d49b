import type { JsonObject } from '../../base/json.ts';
import type { Block, BlockState } from '../blocks.ts';
import type { QueryLanguageName } from '../definition.ts';
import type { LintCode } from '../diagnostic.ts';
import { languageOf } from '../place.ts';

/** One thing that AWS accepts and that fails or surprises at run time. A rule reports only what is certain. */
export interface LintRule {
  readonly code: LintCode;
  /** What its findings have in common, in a sentence. */
  readonly summary: string;
  /** Reports what it finds in one `States` block of `machine`, a definition without errors. */
  check(block: Block, machine: JsonObject): void;
}

/** A state, and what a rule asks about where it stands. */
export interface LintedState extends BlockState {
  readonly block: Block;
  readonly machine: JsonObject;
  readonly language: QueryLanguageName;
}

/** `check` for every state of a block. */
export function eachState(check: (state: LintedState) => void): LintRule['check'] {
  return (block, machine) => {
    for (const state of block.states) {
      const language = languageOf(state.state.QueryLanguage, state.place.checking.language);
      check({ ...state, place: { ...state.place, language }, block, machine, language });
    }
  };
}
