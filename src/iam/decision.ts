import type { Arn } from '../base/arn.ts';
import type { Effect, SourcedPolicy, Statement } from './policy.ts';
import type { AuthorizationRequest } from './request.ts';

export type PolicyType =
  | 'identity-based policy'
  | 'resource-based policy'
  | 'permissions boundary'
  | 'session policy'
  | 'service control policy'
  | 'trust policy';

/** The answer to an AuthorizationRequest, and what it rests on. */
export interface Decision {
  readonly isAllowed: boolean;
  readonly effect: 'Allow' | 'ExplicitDeny' | 'ImplicitDeny';
  /**
   * The statements that granted (across accounts one on each side), or all that denied. Empty for an implicit deny,
   * and for the root user of an account, who needs no grant.
   */
  readonly decidedBy: readonly DecidingStatement[];
  /** Where an Allow was needed and there was none; empty unless the effect is ImplicitDeny. */
  readonly missing: readonly MissingAllow[];
  /** In AWS's words, such as `because no identity-based policy allows the lambda:InvokeFunction action`. */
  readonly reason: string;
  readonly request: AuthorizationRequest;
}

export interface DecidingStatement {
  readonly policyType: PolicyType;
  readonly policyName: string;
  /** ARN of what the policy hangs on. */
  readonly owner: Arn;
  readonly account: string;
  readonly sid: string | undefined;
  readonly statementIndex: number;
  readonly effect: Effect;
}

export interface MissingAllow {
  readonly policyType: PolicyType;
  /** The account that would have to allow it; undefined where the resource's account is unknown. */
  readonly account: string | undefined;
  /** The policies that were asked. */
  readonly policies: readonly SourcedPolicy[];
  /** Whether what is missing before it would do as well. */
  readonly isAlternative: boolean;
}

export function decidingStatement(
  statement: Statement,
  { name, owner, account }: SourcedPolicy,
  policyType: PolicyType,
): DecidingStatement {
  const { sid, index, effect } = statement;
  return { policyType, policyName: name, owner, account, sid, statementIndex: index, effect };
}
