import type { Block, BlockState } from '../asl/blocks.ts';
import type { QueryLanguageName } from '../asl/definition.ts';
import { languageOf } from '../asl/place.ts';
import { isJsonArray, isJsonObject, type Json } from '../base/json.ts';
import { foresee } from './foresee-template.ts';
import { either, type Foreseen, memberOf, unknown } from './foreseen.ts';
import type { ContextAt } from './foreseen-context.ts';
import type { Foresight } from './foresight.ts';

interface Assignment {
  /** The whole `Assign`. */
  readonly template: Json;
  readonly language: QueryLanguageName;
  readonly context: Foresight['context'];
}

/**
 * What each workflow variable may hold: one of the values that are assigned to its name anywhere. Which of them it is when a
 * state reads it is not followed, so the answer holds at every state.
 */
export function variablesOf(
  blocks: readonly Block[],
  rootLanguage: QueryLanguageName,
  contextAt: ContextAt,
): Foresight['variable'] {
  const assignments = new Map<string, Assignment[]>();
  for (const block of blocks) {
    for (const state of block.states) {
      for (const [name, assignment] of assignmentsIn(state, rootLanguage, contextAt(block, state.name))) {
        const known = assignments.get(name);
        if (known === undefined) assignments.set(name, [assignment]);
        else known.push(assignment);
      }
    }
  }
  const known = new Map<string, Foreseen>();

  function variable(name: string): Foreseen {
    const found = known.get(name);
    if (found !== undefined) return found;
    // A variable made of itself is unknown.
    known.set(name, unknown);
    const values = (assignments.get(name) ?? []).map(({ template, language, context }) =>
      memberOf(foresee(template, { language, isLiteral: false, context, variable }), name),
    );
    const value = values.length === 0 ? unknown : values.reduce(either);
    known.set(name, value);
    return value;
  }

  return variable;
}

function assignmentsIn(
  { state }: BlockState,
  rootLanguage: QueryLanguageName,
  context: Foresight['context'],
): readonly (readonly [string, Assignment])[] {
  const language = languageOf(state.QueryLanguage, rootLanguage);
  const rules = [state.Choices, state.Catch].flatMap((members) => (isJsonArray(members) ? members : []));
  return [state, ...rules].flatMap((holder) => {
    if (!isJsonObject(holder) || !isJsonObject(holder.Assign)) return [];
    return Object.entries(holder.Assign).map(([field, value]) => {
      const name = language === 'JSONPath' && field.endsWith('.$') ? field.slice(0, -2) : field;
      return [name, { template: { [field]: value }, language, context }] as const;
    });
  });
}
