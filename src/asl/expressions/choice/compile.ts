import { assert } from '../../../base/assert.ts';
import { type Evaluated, Failure } from '../../../base/failure.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../../base/json.ts';
import type { Scope } from '../../compiled.ts';
import { runtimeFailure } from '../runtime-failure.ts';
import { compileScopedPath } from '../scoped-path.ts';
import { choiceOperators } from './index.ts';

/** Whether a rule matches; `data` is the Choice state's effective input. */
export type Condition = (scope: Scope, data: Json) => Evaluated<boolean>;

/** A JSONPath Choice Rule, which passed validation, as a closure. */
export function compileCondition(rule: JsonObject): Condition {
  const { And: all, Or: some, Not: not } = rule;
  if (isJsonArray(all)) return combine(all, false);
  if (isJsonArray(some)) return combine(some, true);
  if (isJsonObject(not)) return negate(compileCondition(not));
  return compileTest(rule);
}

/** And stops at the first term that is false, Or at the first that is true; both at the first failure. */
function combine(rules: readonly Json[], stopsAt: boolean): Condition {
  const terms = rules.filter(isJsonObject).map(compileCondition);
  return (scope, data) => {
    for (const term of terms) {
      const holds = term(scope, data);
      if (holds instanceof Failure || holds === stopsAt) return holds;
    }
    return !stopsAt;
  };
}

function negate(term: Condition): Condition {
  return (scope, data) => {
    const holds = term(scope, data);
    return holds instanceof Failure ? holds : !holds;
  };
}

function compileTest(rule: JsonObject): Condition {
  const read = compileVariable(String(rule.Variable));
  if (rule.IsPresent !== undefined) {
    const { IsPresent: expected } = rule;
    return (scope, data) => (read(scope, data) !== undefined) === expected;
  }
  for (const [name, { against, compare }] of choiceOperators) {
    const literal = rule[name];
    if (literal !== undefined) return compareLiteral(read, String(rule.Variable), against(literal));
    const path = rule[`${name}Path`];
    if (compare && typeof path === 'string') return comparePath(rule, read, path, compare);
  }
  assert(false, `a comparison operator in ${JSON.stringify(rule)}`);
}

type Read = (scope: Scope, data: Json) => Json | undefined;

function compileVariable(text: string): Read {
  return compileScopedPath(text).read;
}

function compareLiteral(read: Read, text: string, holds: (value: Json) => boolean): Condition {
  const missing = invalidValue(text);
  return (scope, data) => {
    const value = read(scope, data);
    return value === undefined ? missing : holds(value);
  };
}

function comparePath(
  rule: JsonObject,
  read: Read,
  path: string,
  compare: (value: Json, expected: Json) => boolean,
): Condition {
  const readExpected = compileVariable(path);
  const missingValue = invalidValue(String(rule.Variable));
  const missingExpected = invalidValue(path);
  return (scope, data) => {
    const value = read(scope, data);
    if (value === undefined) return missingValue;
    const expected = readExpected(scope, data);
    return expected === undefined ? missingExpected : compare(value, expected);
  };
}

function invalidValue(text: string): Failure {
  return runtimeFailure(
    `Invalid path '${text}': The choice state's condition path references an invalid value.`,
  );
}
