import { isJsonArray, isJsonObject, type Json, type JsonObject, jsonEquals } from '../base/json.ts';
import type { TrustPolicyDocument } from './policy.ts';

/**
 * The trust policy `before` with the statements of `wanted`, in the place of those that are about no other state machines than
 * `wanted` is. Statements about others, or about none, are somebody else's and stay.
 */
export function mergedTrust(before: JsonObject | undefined, wanted: TrustPolicyDocument): JsonObject {
  const document = wanted as unknown as JsonObject;
  const statements = statementsOf(document);
  const own = new Set(statements.flatMap(machinesOf));
  const kept = statementsOf(before ?? {}).filter((statement) => {
    const machines = machinesOf(statement);
    const isOwn = machines.length > 0 && machines.every((machine) => own.has(machine));
    return !isOwn || statements.some((one) => jsonEquals(one, statement));
  });
  const added = statements.filter((statement) => !kept.some((one) => jsonEquals(one, statement)));
  return { ...before, ...document, Statement: [...kept, ...added] };
}

function statementsOf({ Statement = [] }: JsonObject): readonly Json[] {
  return isJsonArray(Statement) ? Statement : [Statement];
}

/** Condition keys whose values are state machines, where Step Functions or an execution role assumes a role. */
const machineKeys = ['aws:sourcearn', 'sts:externalid'];

function machinesOf(statement: Json): readonly string[] {
  if (!isJsonObject(statement) || !isJsonObject(statement.Condition)) return [];
  return Object.values(statement.Condition)
    .filter(isJsonObject)
    .flatMap((keys) => Object.entries(keys))
    .filter(([key]) => machineKeys.includes(key.toLowerCase()))
    .flatMap(([, values]) => (isJsonArray(values) ? values : [values]))
    .map(String);
}
