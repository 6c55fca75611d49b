import type { Arn } from '../../base/arn.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { PolicyType } from '../../iam/decision.ts';
import { parseDocument, type StatementFields } from '../../iam/document.ts';
import { MalformedPolicyDocument } from '../../iam/malformed-policy-document.ts';
import { parsePolicy } from '../../iam/parse-policy.ts';
import type { PolicyKind, SourcedPolicy } from '../../iam/policy.ts';
import type { NamedDocument } from './roles.ts';

/** A policy with its statements as they are written, which a compiled one no longer shows. */
export interface PolicySource {
  readonly type: PolicyType;
  readonly kind: PolicyKind;
  readonly name: string;
  readonly owner: Arn;
  readonly account: string;
  readonly statements: readonly WrittenStatement[];
  readonly compiled: SourcedPolicy;
}

export interface WrittenStatement {
  readonly source: Pick<PolicySource, 'type' | 'name' | 'owner' | 'account'>;
  readonly index: number;
  readonly fields: StatementFields;
  readonly json: JsonObject;
}

interface Place {
  readonly type: PolicyType;
  readonly kind: PolicyKind;
  readonly owner: Arn;
  readonly account: string;
}

/** `document` as a policy, or why IAM refuses it. */
export function parseSource({ name, document }: NamedDocument, place: Place): PolicySource | string {
  try {
    const value = typeof document === 'string' ? (JSON.parse(document) as Json) : document;
    const compiled = { policy: parsePolicy(value, place.kind), name, ...ownerOf(place) };
    const source = { type: place.type, name, ...ownerOf(place) };
    const statements = parseDocument(value).statements.map((fields, index) => {
      return { source, index, fields, json: statementsIn(value)[index] ?? {} };
    });
    return { ...place, name, statements, compiled };
  } catch (error) {
    if (error instanceof MalformedPolicyDocument || error instanceof SyntaxError) return error.message;
    throw error;
  }
}

function ownerOf({ owner, account }: Place) {
  return { owner, account };
}

function statementsIn(document: Json): readonly JsonObject[] {
  if (!isJsonObject(document)) return [];
  const { Statement: statement } = document;
  return (isJsonArray(statement) ? statement : [statement]).filter(isJsonObject);
}

/** The two ways to take a condition that nobody knows the answer to. */
export interface Bounds<Policies> {
  /** Allows only what is allowed whatever the conditions turn out to say. */
  readonly certain: Policies;
  /** Allows whatever may be allowed. */
  readonly possible: Policies;
}

/** `source` for requests of whose condition keys only `knownKeys` (in lower case) are known. */
export function boundsOf(source: PolicySource, knownKeys: ReadonlySet<string>): Bounds<SourcedPolicy> {
  const { compiled, statements } = source;
  if (!statements.some((statement) => openKeysOf(statement, knownKeys).length > 0)) {
    return { certain: compiled, possible: compiled };
  }
  return {
    certain: withOpen(source, knownKeys, 'Allow'),
    possible: withOpen(source, knownKeys, 'Deny'),
  };
}

/** The condition keys of a statement that a definition says nothing of. */
export function openKeysOf({ fields }: WrittenStatement, knownKeys: ReadonlySet<string>): readonly string[] {
  return fields.conditions.map(({ key }) => key).filter((key) => !knownKeys.has(key.toLowerCase()));
}

/** `source` with the open conditions of statements of effect `closed` never met, and of the others always. */
function withOpen(
  source: PolicySource,
  knownKeys: ReadonlySet<string>,
  closed: 'Allow' | 'Deny',
): SourcedPolicy {
  const { kind, compiled, statements } = source;
  const Statement = statements.map((statement): JsonObject => {
    if (openKeysOf(statement, knownKeys).length === 0) return statement.json;
    const isClosed = statement.fields.Effect === closed;
    return { ...statement.json, Condition: isClosed ? never : withoutOpen(statement, knownKeys) };
  });
  const { policy } = compiled;
  return { ...compiled, policy: parsePolicy({ Version: policy.version, Statement }, kind) };
}

/** A key that every request has. */
const never: JsonObject = { Null: { 'aws:PrincipalIsAWSService': 'true' } };

function withoutOpen({ json }: WrittenStatement, knownKeys: ReadonlySet<string>): JsonObject {
  const { Condition: condition } = json;
  if (!isJsonObject(condition)) return {};
  const kept = Object.entries(condition).map(([operator, keys]): [string, Json] => {
    const known = Object.entries(isJsonObject(keys) ? keys : {}).filter(([key]) =>
      knownKeys.has(key.toLowerCase()),
    );
    return [operator, Object.fromEntries(known)];
  });
  return Object.fromEntries(kept);
}
