import type { JsonObject } from '../../base/json.ts';
import type { CompiledState, CompiledStates, StateType } from '../compiled.ts';
import type { State, States } from '../definition.ts';
import type { QueryLanguage } from '../expressions/query-language.ts';
import type { ObjectRule } from '../object-rule.ts';
import type { Place } from '../place.ts';

/** What the language says about one state type: its fields, the rules between them, and what it compiles to. */
export interface StateLanguage<Type extends StateType> {
  readonly rule: ObjectRule;
  /** Reports what no field can tell by itself. */
  readonly validate?: (state: JsonObject, place: Place) => void;
  readonly compile: (
    name: string,
    state: Extract<State, { readonly Type: Type }>,
    compiling: Compiling,
  ) => Extract<CompiledState, { readonly type: Type }>;
}

/** What a state type is given to compile with. */
export interface Compiling {
  /** The query language of the state being compiled. */
  readonly language: QueryLanguage;
  /** Handed down because the state types nest. */
  readonly compileStates: (states: States) => CompiledStates;
}
