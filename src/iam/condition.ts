import { findConditionOperator } from './condition-operators/index.ts';
import { compileNull, isAbsent } from './condition-operators/null.ts';
import type { MatchValue } from './condition-operators/operator.ts';
import { contextKeyReader } from './context-key.ts';
import { failedLegacyParsing, MalformedPolicyDocument, syntaxErrors } from './malformed-policy-document.ts';
import type { AuthorizationRequest, ContextValue } from './request.ts';

/** One operator with one key, as the document has them. */
export interface ConditionEntry {
  /** With its `ForAnyValue:` and `IfExists`. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  /** Where it stands: `Statement[0].Condition.StringEquals.aws:SourceArn`. */
  readonly place: string;
}

export type MeetsCondition = (request: AuthorizationRequest) => boolean;

/**
 * The test for all of `entries`.
 *
 * Throws MalformedPolicyDocument for an operator that does not exist and for a value that its operator cannot read.
 *
 * Source: IAM User Guide, "Conditions with multiple context keys or values" and "Multivalued context keys".
 */
export function compileCondition(
  entries: readonly ConditionEntry[],
  hasPolicyVariables: boolean,
): MeetsCondition {
  const tests = entries.map((entry) => compileEntry(entry, hasPolicyVariables));
  const [first] = tests;
  if (first === undefined) return () => true;
  if (tests.length === 1) return first;
  return (request) => {
    for (const meets of tests) {
      if (!meets(request)) return false;
    }
    return true;
  };
}

/** Whether a policy may use `operator`, with what may stand around its name. */
export function isConditionOperator(operator: string): boolean {
  return parseOperator(operator) !== undefined;
}

type SetOperator = 'ForAllValues' | 'ForAnyValue';

interface ParsedOperator {
  readonly set: SetOperator | undefined;
  readonly name: string;
  readonly ifExists: boolean;
}

function parseOperator(text: string): ParsedOperator | undefined {
  const match = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/i.exec(text);
  const [, set, name, ifExists] = match ?? [];
  if (name === undefined) return undefined;
  const isNull = name.toLowerCase() === 'null';
  if (isNull ? set !== undefined || ifExists !== undefined : !findConditionOperator(name)) return undefined;
  return { set: set === undefined ? undefined : setOperator(set), name, ifExists: ifExists !== undefined };
}

function setOperator(text: string): SetOperator {
  return text.toLowerCase() === 'forallvalues' ? 'ForAllValues' : 'ForAnyValue';
}

function compileEntry(entry: ConditionEntry, hasPolicyVariables: boolean): MeetsCondition {
  const parsed = parseOperator(entry.operator);
  if (parsed === undefined) throw new MalformedPolicyDocument(syntaxErrors, entry.place, 'no such operator');
  const read = contextKeyReader(entry.key);
  const operator = findConditionOperator(parsed.name);
  if (operator === undefined) {
    const matches = compileNull(entry.values);
    return (request) => matches(read(request));
  }
  const matchers = entry.values.map((text, index) => {
    const matches = operator.compile(text, hasPolicyVariables);
    if (matches !== undefined) return matches;
    const place = `${entry.place}[${index}]`;
    throw new MalformedPolicyDocument(failedLegacyParsing, place, `${entry.operator} cannot read "${text}"`);
  });
  const { isNegated } = operator;
  const matchesAny = anyOf(matchers);
  if (parsed.set !== undefined) {
    return overSet({ read, matchesAny, isNegated, set: parsed.set, ifExists: parsed.ifExists });
  }
  const whenMissing = isNegated || parsed.ifExists;
  return (request) => {
    const value = read(request);
    if (isAbsent(value)) return whenMissing;
    return someMatches(value, matchesAny, request) !== isNegated;
  };
}

function anyOf(matchers: readonly MatchValue[]): MatchValue {
  const [first] = matchers;
  if (first === undefined) return () => false;
  if (matchers.length === 1) return first;
  return (value, request) => {
    for (const matches of matchers) {
      if (matches(value, request)) return true;
    }
    return false;
  };
}

/** A key with several values, met by an operator for one, matches where any of its values does. */
function someMatches(value: ContextValue, matches: MatchValue, request: AuthorizationRequest): boolean {
  if (typeof value === 'string') return matches(value, request);
  for (const member of value) {
    if (matches(member, request)) return true;
  }
  return false;
}

interface SetCondition {
  readonly read: (request: AuthorizationRequest) => ContextValue | undefined;
  readonly matchesAny: MatchValue;
  readonly isNegated: boolean;
  readonly set: SetOperator;
  readonly ifExists: boolean;
}

function overSet({ read, matchesAny, isNegated, set, ifExists }: SetCondition): MeetsCondition {
  const isForAll = set === 'ForAllValues';
  const whenMissing = isForAll || ifExists;
  return (request) => {
    const value = read(request);
    if (value === undefined || isEmptySet(value)) return whenMissing;
    if (typeof value === 'string') return matchesAny(value, request) !== isNegated;
    for (const member of value) {
      const holds = matchesAny(member, request) !== isNegated;
      if (holds !== isForAll) return holds;
    }
    return isForAll;
  };
}

/** To the set operators a key whose only value is empty has no values. */
function isEmptySet(value: ContextValue): boolean {
  if (typeof value === 'string') return value === '';
  return value.length === 0 || (value.length === 1 && value[0] === '');
}
