import type { Arn } from '../../base/arn.ts';
import { isJsonArray, isJsonObject, type Json, type JsonObject } from '../../base/json.ts';
import type { PolicyType } from '../../iam/decision.ts';
import { type Grant, Grants } from '../grant.ts';
import type { PolicyStatement, TrustPolicyDocument } from '../policy.ts';
import { statementsOf } from '../statements.ts';
import type { CompiledRole } from './compiled-role.ts';
import type { Fix, StatementReference } from './finding.ts';
import type { WrittenStatement } from './policy-source.ts';

/** A policy of which findings speak. */
export interface FixedPolicy {
  readonly policyType: PolicyType;
  readonly owner: string;
  readonly policyName?: string | undefined;
}

/** `grants` as the statements to add to a policy. */
export function additionOf(policy: FixedPolicy, grants: readonly Grant[], description: string): Fix {
  return { change: 'AddStatements', ...policy, statements: written(statementsFor(grants)), description };
}

/** `grants` as statements, each grant once. */
export function statementsFor(grants: readonly Grant[]): readonly PolicyStatement[] {
  const all = new Grants();
  for (const grant of grants) all.add(grant);
  return statementsOf(all.reduced());
}

export function replacementOf(
  reference: StatementReference,
  statements: readonly PolicyStatement[],
  description: string,
): Fix {
  return { change: 'ReplaceStatement', ...placeOf(reference), statements: written(statements), description };
}

export function removalOf(reference: StatementReference, description: string): Fix {
  return { change: 'RemoveStatement', ...placeOf(reference), description };
}

export function trustFix(owner: Arn, trustPolicy: TrustPolicyDocument, description: string): Fix {
  return { change: 'ReplaceTrustPolicy', policyType: 'trust policy', owner, trustPolicy, description };
}

/** A Deny that spares one role: removed where it speaks of no other, with an exception for it elsewhere. */
export function exceptionFrom(
  role: CompiledRole,
  reference: StatementReference,
  statement: WrittenStatement | undefined,
): Fix {
  const { policyType, policyName, account } = reference;
  const place = `${nameOf(reference)} of ${policyName} in account ${account}`;
  if (policyType === 'identity-based policy' && policyName.startsWith('inline policy')) {
    return removalOf(reference, `Remove ${place}, or narrow it to what the state does not need.`);
  }
  const change = statement === undefined ? 'Edit' : 'ReplaceStatement';
  return {
    change,
    ...placeOf(reference),
    ...(statement !== undefined && { statements: [sparing(statement.json, role.arn)] }),
    description: `Except ${role.arn} from ${place}.`,
  };
}

/** `statement` for everybody but the role `arn`. */
function sparing(statement: JsonObject, arn: Arn): JsonObject {
  const conditions = isJsonObject(statement.Condition) ? statement.Condition : {};
  const notLike = isJsonObject(conditions.ArnNotLike) ? conditions.ArnNotLike : {};
  const spared = listOf(notLike['aws:PrincipalArn']);
  const ArnNotLike = { ...notLike, 'aws:PrincipalArn': [...spared, arn] };
  return { ...statement, Condition: { ...conditions, ArnNotLike } };
}

function listOf(value: Json | undefined): readonly Json[] {
  if (value === undefined) return [];
  return isJsonArray(value) ? value : [value];
}

export function referenceTo({ source, index, fields }: WrittenStatement): StatementReference {
  const { type, name, owner, account } = source;
  return { policyType: type, policyName: name, owner, account, sid: fields.Sid, statementIndex: index };
}

/** `statement 2 (Foo)`. */
export function nameOf({ sid, statementIndex }: StatementReference): string {
  return sid === undefined || sid === ''
    ? `statement ${statementIndex}`
    : `statement ${statementIndex} (${sid})`;
}

function placeOf({ policyType, policyName, owner, statementIndex }: StatementReference) {
  return { policyType, owner, policyName, statementIndex };
}

function written(statements: readonly PolicyStatement[]): readonly JsonObject[] {
  return statements.map((statement) => ({ ...statement }));
}
