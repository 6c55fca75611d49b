import { Failure } from '../../../base/failure.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../base/json.ts';
import { setMember } from '../members.ts';
import { compileFieldExpression, type Evaluator, expressionIn } from './expression.ts';

/**
 * A value that may have `{% … %}` strings in it at any depth, each replaced by what its expression gives. Parts without
 * are handed on as they stand, never copied. `field` is where the value stands in its state: `Output`.
 */
export function compileTemplate(template: Json, field: string): Evaluator {
  return compilePart(template, field) ?? constant(template);
}

function constant(value: Json): Evaluator {
  deepFreeze(value);
  return () => value;
}

function deepFreeze(value: Json): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const member of Object.values(value)) deepFreeze(member as Json);
}

/** Undefined where nothing in `part` needs evaluation. */
function compilePart(part: Json, field: string): Evaluator | undefined {
  if (isJsonArray(part)) return compileArray(part, field);
  if (isJsonObject(part)) return compileObject(part, field);
  const expression = typeof part === 'string' ? expressionIn(part) : undefined;
  return expression === undefined ? undefined : compileFieldExpression(expression, field);
}

function compileArray(part: readonly Json[], field: string): Evaluator | undefined {
  const compiled = part.map((member, index) => compilePart(member, `${field}[${index}]`));
  if (compiled.every((member) => member === undefined)) return undefined;
  const members = compiled.map((member, index) => member ?? constant(part[index] as Json));
  return (scope, outcome) => {
    const result: Json[] = [];
    for (const evaluate of members) {
      const value = evaluate(scope, outcome);
      if (value instanceof Failure) return value;
      result.push(value);
    }
    return result;
  };
}

/** Every evaluation starts from a copy of one object with all the names, which is faster than adding them one by one. */
function compileObject(part: JsonObject, field: string): Evaluator | undefined {
  const entries = Object.entries(part);
  const compiled = entries.map(([name, member]) => compilePart(member, `${field}/${name}`));
  if (compiled.every((member) => member === undefined)) return undefined;
  const blank: JsonObject = Object.fromEntries(
    entries.map(([name, member], index) => [name, compiled[index] ? null : member]),
  );
  deepFreeze(blank);
  const members = entries.flatMap(([name], index) => {
    const evaluate = compiled[index];
    return evaluate ? [{ name, evaluate }] : [];
  });
  return (scope, outcome) => {
    const result: Record<string, Json> = { ...blank };
    for (const { name, evaluate } of members) {
      const value = evaluate(scope, outcome);
      if (value instanceof Failure) return value;
      setMember(result, name, value);
    }
    return result;
  };
}
