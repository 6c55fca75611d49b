import { type ApplicablePolicies, isAssumingRole } from './applicable-policies.ts';
import { type Decision, decidingStatement, type PolicyType } from './decision.ts';
import { type SourcedPolicy, statementsFor } from './policy.ts';
import { type AccountPrincipal, isAccountPrincipal } from './principal.ts';
import { principalMatch } from './principal-element.ts';
import { applies, isDeniedBy, isDeniedBySome, type Question } from './question.ts';

/** Whether a Deny in any of `policies` speaks about the request. */
export function isExplicitlyDenied(question: Question, policies: ApplicablePolicies): boolean {
  const { identity, boundary, session, resource, serviceControl } = policies;
  if (resource !== undefined && isDeniedBy(question, resource)) return true;
  const { principal } = question.request;
  if (!isAccountPrincipal(principal)) return false;
  if (isDeniedBySome(question, identity)) return true;
  if (boundary !== undefined && isDeniedBy(question, boundary)) return true;
  if (session !== undefined && isDeniedBySome(question, session)) return true;
  if (serviceControl === undefined || !isUnderServiceControl(principal)) return false;
  for (const level of serviceControl) {
    if (isDeniedBySome(question, level)) return true;
  }
  return false;
}

/** The decision that names every statement which denies the request. */
export function explicitDeny(question: Question, policies: ApplicablePolicies): Decision {
  const decidedBy = denialOrder.flatMap((type) =>
    policiesOfType(question, policies, type).flatMap((source) =>
      statementsFor(source.policy, question.service)
        .denies.filter((statement) => applies(question, statement) !== principalMatch.none)
        .map((statement) => decidingStatement(statement, source, labelOf(type, policies))),
    ),
  );
  const reason = `with an explicit deny in ${withArticle(decidedBy[0]?.policyType)}`;
  return {
    isAllowed: false,
    effect: 'ExplicitDeny',
    decidedBy,
    missing: [],
    reason,
    request: question.request,
  };
}

/** Service-linked roles are outside of what an organization can limit. */
export function isUnderServiceControl(principal: AccountPrincipal): boolean {
  return principal.kind !== 'AssumedRole' || !principal.isServiceLinked;
}

/** The order in which AWS asks the policies; of several denials its message names the first. */
const denialOrder = [
  'service control policy',
  'resource-based policy',
  'identity-based policy',
  'permissions boundary',
  'session policy',
] as const;

type DenyingType = (typeof denialOrder)[number];

function policiesOfType(
  { request: { principal } }: Question,
  policies: ApplicablePolicies,
  type: DenyingType,
): readonly SourcedPolicy[] {
  const { identity, boundary, session, resource, serviceControl } = policies;
  if (type === 'resource-based policy') return resource === undefined ? [] : [resource];
  if (!isAccountPrincipal(principal)) return [];
  switch (type) {
    case 'service control policy':
      return isUnderServiceControl(principal) ? (serviceControl ?? []).flat() : [];
    case 'identity-based policy':
      return identity;
    case 'permissions boundary':
      return boundary === undefined ? [] : [boundary];
    case 'session policy':
      return session ?? [];
  }
  return type satisfies never;
}

function labelOf(type: DenyingType, policies: ApplicablePolicies): PolicyType {
  return type === 'resource-based policy' && isAssumingRole(policies) ? 'trust policy' : type;
}

function withArticle(type: PolicyType | undefined): string {
  if (type === 'trust policy') return 'the role trust policy';
  return type === 'identity-based policy' ? `an ${type}` : `a ${type}`;
}
