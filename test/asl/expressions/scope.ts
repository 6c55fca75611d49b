import type { Scope } from '../../../src/asl/compiled.ts';
import type { Json, JsonObject } from '../../../src/base/json.ts';

/** A Scope for one evaluation: at a fixed time, with a fixed random number and id. */
export function aScope({
  input = {},
  context = {},
  variables = {},
  at = Date.UTC(2024, 0, 1),
  random = 0.5,
  id = '00000000-0000-4000-8000-000000000000',
}: {
  readonly input?: Json;
  readonly context?: JsonObject;
  readonly variables?: JsonObject;
  readonly at?: number;
  readonly random?: number;
  readonly id?: string;
} = {}): Scope {
  return {
    input,
    context: () => context,
    variables,
    surroundings: { at, random: () => random, newId: () => id },
  };
}

/** A Scope whose Context object must not be built. */
export function aScopeWithoutContext(input: Json): Scope {
  return {
    ...aScope({ input }),
    context: () => {
      throw new Error('the Context object was built');
    },
  };
}
