import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../base/json.ts';
import { type ConditionEntry, isConditionOperator } from './condition.ts';
import { MalformedPolicyDocument, syntaxErrors } from './malformed-policy-document.ts';

/** A policy document whose every element has the shape the grammar gives it; what the values mean is not checked. */
export interface Document {
  readonly version: string | undefined;
  readonly statements: readonly StatementFields[];
}

export interface StatementFields {
  /** `Statement[0]`, or `Statement` where the document has one without a list. */
  readonly place: string;
  readonly Sid: string | undefined;
  readonly Effect: string | undefined;
  readonly Principal: Json | undefined;
  readonly NotPrincipal: Json | undefined;
  readonly Action: readonly string[] | undefined;
  readonly NotAction: readonly string[] | undefined;
  readonly Resource: readonly string[] | undefined;
  readonly NotResource: readonly string[] | undefined;
  readonly conditions: readonly ConditionEntry[];
}

/**
 * `value` as a policy document.
 *
 * Throws MalformedPolicyDocument.
 *
 * Source: IAM User Guide, "Grammar of the IAM JSON policy language".
 */
export function parseDocument(value: Json): Document {
  if (!isJsonObject(value)) throw syntaxError('Policy', 'expected an object');
  expectMembers(value, documentMembers, 'Policy');
  optionalString(value, 'Id', 'Policy');
  const version = optionalString(value, 'Version', 'Policy');
  const { Statement: statement } = value;
  if (isJsonObject(statement)) return { version, statements: [parseStatement(statement, 'Statement')] };
  if (!isJsonArray(statement) || statement.length === 0) {
    throw syntaxError('Statement', 'expected a statement or an array of statements');
  }
  return { version, statements: statement.map((each, index) => parseStatement(each, `Statement[${index}]`)) };
}

const documentMembers: ReadonlySet<string> = new Set(['Version', 'Id', 'Statement']);

const statementMembers: ReadonlySet<string> = new Set([
  'Sid',
  'Effect',
  'Principal',
  'NotPrincipal',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
]);

function parseStatement(value: Json, place: string): StatementFields {
  if (!isJsonObject(value)) throw syntaxError(place, 'expected an object');
  expectMembers(value, statementMembers, place);
  for (const element of ['Principal', 'Action', 'Resource']) {
    if (Object.hasOwn(value, element) && Object.hasOwn(value, `Not${element}`)) {
      throw syntaxError(place, `${element} and Not${element} exclude each other`);
    }
  }
  return {
    place,
    Sid: optionalString(value, 'Sid', place),
    Effect: optionalString(value, 'Effect', place),
    Principal: value.Principal,
    NotPrincipal: value.NotPrincipal,
    Action: optionalStrings(value, 'Action', place),
    NotAction: optionalStrings(value, 'NotAction', place),
    Resource: optionalStrings(value, 'Resource', place),
    NotResource: optionalStrings(value, 'NotResource', place),
    conditions: parseConditions(value.Condition, `${place}.Condition`),
  };
}

function parseConditions(value: Json | undefined, place: string): readonly ConditionEntry[] {
  if (value === undefined) return [];
  if (!isJsonObject(value)) throw syntaxError(place, 'expected an object');
  return Object.entries(value).flatMap(([operator, keys]) => {
    const operatorPlace = `${place}.${operator}`;
    if (!isJsonObject(keys)) throw syntaxError(operatorPlace, 'expected an object');
    return Object.entries(keys).map(([key, values]) => {
      if (!isConditionOperator(operator)) throw syntaxError(operatorPlace, 'no such condition operator');
      const keyPlace = `${operatorPlace}.${key}`;
      return { operator, key, values: conditionValues(values, keyPlace), place: keyPlace };
    });
  });
}

/** Numbers and booleans count as the text they are written with. */
function conditionValues(value: Json, place: string): readonly string[] {
  const values = isJsonArray(value) ? value : [value];
  return values.map((each) => {
    if (typeof each === 'string') return each;
    if (typeof each === 'number' || typeof each === 'boolean') return String(each);
    throw syntaxError(place, 'expected a string, number or boolean, or an array of them');
  });
}

function expectMembers(value: JsonObject, known: ReadonlySet<string>, place: string): void {
  for (const name of Object.keys(value)) {
    if (!known.has(name)) throw syntaxError(place, `no such element: ${name}`);
  }
}

function optionalString(value: JsonObject, name: string, place: string): string | undefined {
  const member = value[name];
  if (member === undefined || typeof member === 'string') return member;
  throw syntaxError(`${place}.${name}`, 'expected a string');
}

function optionalStrings(value: JsonObject, name: string, place: string): readonly string[] | undefined {
  const member = value[name];
  if (member === undefined) return undefined;
  const members = isJsonArray(member) ? member : [member];
  return members.map((each) => {
    if (typeof each === 'string') return each;
    throw syntaxError(`${place}.${name}`, 'expected a string or an array of strings');
  });
}

function syntaxError(place: string, expectation: string): MalformedPolicyDocument {
  return new MalformedPolicyDocument(syntaxErrors, place, expectation);
}
