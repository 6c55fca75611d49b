import type { Arn } from '../base/arn.ts';
import type { MeetsCondition } from './condition.ts';
import type { ReferencedKeys } from './context-keys.ts';
import type { Principal } from './principal.ts';
import type { PrincipalMatch } from './principal-element.ts';
import type { AuthorizationRequest } from './request.ts';

/**
 * What a document is written for, which decides what it must and must not hold. A permissions boundary is an
 * `identity` policy.
 */
export type PolicyKind = 'identity' | 'resource' | 'trust' | 'session' | 'service-control';

export type Effect = 'Allow' | 'Deny';

/** A policy document, parsed and compiled once; it may be kept and shared for as long as the document stands. */
export interface Policy {
  readonly kind: PolicyKind;
  readonly version: '2008-10-17' | '2012-10-17';
  readonly statements: readonly Statement[];
  /** By service prefix in lower case, the statements that can match an action of that service. */
  readonly byService: ReadonlyMap<string, StatementGroup>;
  /** The statements that can match an action of any other service. */
  readonly forOtherServices: StatementGroup;
}

export interface StatementGroup {
  readonly denies: readonly Statement[];
  readonly allows: readonly Statement[];
}

export interface Statement {
  readonly index: number;
  readonly sid: string | undefined;
  readonly effect: Effect;
  /** `action` in lower case. */
  matchesAction(action: string): boolean;
  matchesResource(resource: Arn, request: AuthorizationRequest): boolean;
  /** How closely the statement names `principal`; `isBounded` where it has a permissions boundary. */
  matchPrincipal(principal: Principal, isBounded: boolean): PrincipalMatch;
  readonly meetsCondition: MeetsCondition;
  /** The condition keys that the statement reads. */
  readonly keys: ReferencedKeys;
}

/** A policy with the place it was found in, which decisions and explanations name. */
export interface SourcedPolicy {
  readonly policy: Policy;
  /** `inline policy Foo`, or a managed policy's ARN. */
  readonly name: string;
  /** ARN of the user, role or resource that the policy hangs on. */
  readonly owner: Arn;
  readonly account: string;
}

/** The statements of `policy` that can match an action of `service` (in lower case). */
export function statementsFor(policy: Policy, service: string): StatementGroup {
  return policy.byService.get(service) ?? policy.forOtherServices;
}
