import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { findExpressionVariables } from './expressions/jsonata/problems.ts';
import { findVariables } from './expressions/syntax.ts';

/** Names of variables by the name of the state that reads them. */
export type VariableReferences = Readonly<Record<string, readonly string[]>>;

/**
 * Which variables each state of a valid definition reads, nested states included; states that read none are left out.
 *
 * Source: API Reference, "DescribeStateMachine", variableReferences.
 */
export function variableReferences(definition: JsonObject): VariableReferences {
  const references: Record<string, readonly string[]> = {};
  collectFromStates(definition, references);
  return references;
}

function collectFromStates(block: Json, references: Record<string, readonly string[]>): void {
  if (!isJsonObject(block) || !isJsonObject(block.States)) return;
  for (const [name, state] of Object.entries(block.States)) {
    if (!isJsonObject(state)) continue;
    const names = new Set<string>();
    for (const [field, value] of Object.entries(state)) {
      if (field === 'ItemProcessor' || field === 'Iterator') collectFromStates(value, references);
      else if (field === 'Branches' && isJsonArray(value)) {
        for (const branch of value) collectFromStates(branch, references);
      } else collect(field, value, names);
    }
    if (names.size > 0) references[name] = [...names].sort();
  }
}

/** Paths and intrinsic functions stand in fields named for it; JSONata stands between its marks, anywhere. */
function collect(field: string, value: Json, names: Set<string>): void {
  if (isJsonArray(value)) for (const member of value) collect(field, member, names);
  else if (isJsonObject(value))
    for (const [name, member] of Object.entries(value)) collect(name, member, names);
  else if (typeof value === 'string') {
    if (value.startsWith('{%') && value.endsWith('%}')) {
      for (const name of findExpressionVariables(value.slice(2, -2))) names.add(name);
    } else if (field.endsWith('.$') || field.endsWith('Path') || field === 'Variable') {
      for (const name of findVariables(value)) names.add(name);
    }
  }
}
