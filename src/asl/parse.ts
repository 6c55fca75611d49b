import type { Json } from '../base/json.ts';
import type { Diagnostic } from './diagnostic.ts';
import { findJsonProblem, nestingDepthMax } from './json-problem.ts';
import { findRepeatedNames, type RepeatedName } from './repeated-names.ts';
import { readJsonSource } from './source.ts';

/** A definition's text as JSON, or what keeps it from being that. */
export type ParsedDefinition = { readonly definition: Json } | { readonly problem: Diagnostic };

/**
 * `text` as JSON. Where a name is repeated in one object the last one counts, except that two states of one block may not
 * have one name.
 *
 * What comes back is bounded in depth, so whoever walks it may recurse.
 */
export function parseDefinition(text: string): ParsedDefinition {
  if (text.trim() === '') {
    return { problem: { severity: 'ERROR', code: 'MISSING_DESCRIPTION', message: 'Missing description' } };
  }
  const definition = parseOrUndefined(text);
  if (definition !== undefined && !isDeeperThan(definition, nestingDepthMax)) {
    const repeated = findRepeatedNames(readJsonSource(text)).find(({ isState }) => isState);
    return repeated === undefined ? { definition } : { problem: repeatedState(repeated) };
  }
  const { message, location } = findJsonProblem(text) ?? {
    message: 'Invalid JSON description',
    location: '',
  };
  return {
    problem: {
      severity: 'ERROR',
      code: 'INVALID_JSON_DESCRIPTION',
      message: `${message}\n at ${location}`,
      location,
    },
  };
}

/** What AWS says of a state whose name another state of its block has. */
export function repeatedState({ name, location }: RepeatedName): Diagnostic {
  return {
    severity: 'ERROR',
    code: 'DUPLICATE_STATE_NAME',
    message: `Duplicate State name: ${name}`,
    location,
  };
}

function parseOrUndefined(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function isDeeperThan(json: Json, depthMax: number): boolean {
  if (typeof json !== 'object' || json === null) return false;
  if (depthMax === 0) return true;
  return Object.values(json).some((member) => isDeeperThan(member, depthMax - 1));
}
