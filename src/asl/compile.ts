import type { CompiledState, CompiledStateMachine, CompiledStates, StateType } from './compiled.ts';
import type { QueryLanguageName, State, StateMachine, States } from './definition.ts';
import { queryLanguages } from './expressions/index.ts';
import { stateLanguages } from './states/index.ts';
import type { StateLanguage } from './states/state-language.ts';

/**
 * `definition` with every path, template and condition parsed, for the engine to run.
 *
 * The definition must have passed `validateDefinition`. Meant to be done once per revision, not per execution.
 */
export function compileStateMachine(definition: StateMachine): CompiledStateMachine {
  const language = definition.QueryLanguage ?? 'JSONPath';
  return { ...compileStates(definition, language), timeoutSeconds: definition.TimeoutSeconds };
}

/** One state by itself; `inherited` is the query language of the machine it belongs to. */
export function compileState(name: string, state: State, inherited: QueryLanguageName): CompiledState {
  // The table gives each type the compile of that type, which TypeScript cannot follow through the lookup.
  const { compile } = stateLanguages[state.Type] as unknown as StateLanguage<StateType>;
  return compile(name, state, {
    language: queryLanguages[state.QueryLanguage ?? inherited],
    compileStates: (states) => compileStates(states, inherited),
  });
}

/** States inside a Parallel or a Map inherit the machine's query language, not that of the state around them. */
function compileStates({ StartAt, States: states }: States, inherited: QueryLanguageName): CompiledStates {
  const entries = Object.entries(states);
  return {
    startAt: StartAt,
    states: new Map(entries.map(([name, state]) => [name, compileState(name, state, inherited)])),
  };
}
