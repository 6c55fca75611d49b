import { type ApplicablePolicies, isAssumingRole } from './applicable-policies.ts';
import {
  type DecidingStatement,
  type Decision,
  decidingStatement,
  type MissingAllow,
  type PolicyType,
} from './decision.ts';
import { explicitDeny, isExplicitlyDenied, isUnderServiceControl } from './explicit-deny.ts';
import { type SourcedPolicy, type Statement, statementsFor } from './policy.ts';
import { type AccountPrincipal, isAccountPrincipal } from './principal.ts';
import { type PrincipalMatch, principalMatch } from './principal-element.ts';
import { applies, findAllow, isAllowedBySome, type Question, questionOf } from './question.ts';
import type { AuthorizationRequest } from './request.ts';

/**
 * Whether AWS would let `request` through under `policies`, and which statement decides it.
 *
 * An explicit Deny in any policy wins. Service control policies must allow on every level. In one account an
 * identity policy or the resource's policy is enough, except that assuming a role and using a KMS key always need
 * the resource's policy; across accounts both sides must allow. Boundaries and session policies narrow what identity
 * policies grant, and what a resource policy grants to a role, but not what it grants to a user, to one session or
 * to everyone. Services and federated or anonymous callers have only the resource's policy.
 *
 * Source: IAM User Guide, "Policy evaluation logic", "Policy evaluation for requests within a single account" and
 * "Cross-account policy evaluation logic".
 */
export function evaluate(request: AuthorizationRequest, policies: ApplicablePolicies): Decision {
  const question = questionOf(request, policies.boundary !== undefined);
  if (isExplicitlyDenied(question, policies)) return explicitDeny(question, policies);
  const { principal } = request;
  return isAccountPrincipal(principal)
    ? decideForAccount(question, policies, principal)
    : decideByResource(question, policies);
}

function decideForAccount(
  question: Question,
  policies: ApplicablePolicies,
  principal: AccountPrincipal,
): Decision {
  const { request } = question;
  const unwilling = unwillingLevel(question, policies, principal);
  if (unwilling !== undefined) {
    return implicitDeny(request, [missing('service control policy', principal.account, unwilling)]);
  }

  const { resource } = policies;
  const grant = resource && closestGrant(question, resource, resourceTypeOf(policies));
  const isOwnAccount = (request.resourceAccount ?? principal.account) === principal.account;
  if (grant !== undefined && isOwnAccount && grant.match === principalMatch.self) {
    return allowed(request, [grant.statement]);
  }
  const needsGrant = !isOwnAccount || isAssumingRole(policies) || policies.isKeyPolicy === true;
  const isRoot = principal.kind === 'Account';
  if (needsGrant && grant === undefined && (isOwnAccount || isRoot)) {
    // Nothing on the principal's side can make up for a trust or key policy that does not know the caller.
    return implicitDeny(request, [missingGrant(question, policies)]);
  }
  if (isRoot) return allowed(request, grant === undefined ? [] : [grant.statement]);
  return decideForIdentity(question, policies, { principal, grant, needsGrant, isOwnAccount });
}

/** What the resource's side says, and how much it counts. */
interface ResourceSide {
  readonly principal: AccountPrincipal;
  readonly grant: ResourceGrant | undefined;
  readonly needsGrant: boolean;
  readonly isOwnAccount: boolean;
}

function decideForIdentity(
  question: Question,
  policies: ApplicablePolicies,
  { principal, grant, needsGrant, isOwnAccount }: ResourceSide,
): Decision {
  const { request } = question;
  const { identity, boundary, session, resource } = policies;
  const isGrantedToRole = isOwnAccount && grant?.match === principalMatch.role;
  const permission = isGrantedToRole ? grant.statement : findPermission(question, identity);
  const isWithinBoundary = boundary === undefined || findAllow(question, boundary) !== undefined;
  const isWithinSession = session === undefined || session.length === 0 || isAllowedBySome(question, session);
  const hasGrant = grant !== undefined || !needsGrant;
  if (permission !== undefined && isWithinBoundary && isWithinSession && hasGrant) {
    const isTwoSided = needsGrant && grant !== undefined && !isGrantedToRole;
    return allowed(request, isTwoSided ? [permission, grant.statement] : [permission]);
  }

  const { account } = principal;
  const lacking: MissingAllow[] = [];
  if (permission === undefined) lacking.push(missing('identity-based policy', account, identity));
  if (!isWithinBoundary) lacking.push(missing('permissions boundary', account, boundary && [boundary]));
  if (!isWithinSession) lacking.push(missing('session policy', account, session));
  if (!hasGrant) lacking.push(missingGrant(question, policies));
  else if (permission === undefined && grant === undefined && resource !== undefined) {
    lacking.push({ ...missingGrant(question, policies), isAlternative: true });
  }
  return implicitDeny(request, lacking);
}

function decideByResource(question: Question, policies: ApplicablePolicies): Decision {
  const { resource } = policies;
  const grant = resource && closestGrant(question, resource, resourceTypeOf(policies));
  return grant === undefined
    ? implicitDeny(question.request, [missingGrant(question, policies)])
    : allowed(question.request, [grant.statement]);
}

/** The first level of the organization on which no service control policy allows the request. */
function unwillingLevel(
  question: Question,
  { serviceControl }: ApplicablePolicies,
  principal: AccountPrincipal,
): readonly SourcedPolicy[] | undefined {
  if (serviceControl === undefined || !isUnderServiceControl(principal)) return undefined;
  for (const level of serviceControl) {
    if (!isAllowedBySome(question, level)) return level;
  }
  return undefined;
}

interface ResourceGrant {
  readonly match: PrincipalMatch;
  readonly statement: DecidingStatement;
}

/** Of the statements that allow the request, the one that names the principal most closely. */
function closestGrant(
  question: Question,
  source: SourcedPolicy,
  type: PolicyType,
): ResourceGrant | undefined {
  let closest: Statement | undefined;
  let closestMatch: PrincipalMatch = principalMatch.none;
  for (const statement of statementsFor(source.policy, question.service).allows) {
    const match = applies(question, statement);
    if (match <= closestMatch) continue;
    closest = statement;
    closestMatch = match;
    if (match === principalMatch.self) break;
  }
  if (closest === undefined) return undefined;
  return { match: closestMatch, statement: decidingStatement(closest, source, type) };
}

function findPermission(
  question: Question,
  identity: readonly SourcedPolicy[],
): DecidingStatement | undefined {
  for (const source of identity) {
    const statement = findAllow(question, source);
    if (statement !== undefined) return decidingStatement(statement, source, 'identity-based policy');
  }
  return undefined;
}

function resourceTypeOf(policies: ApplicablePolicies): PolicyType {
  return isAssumingRole(policies) ? 'trust policy' : 'resource-based policy';
}

function missingGrant({ request }: Question, policies: ApplicablePolicies): MissingAllow {
  const { principal, resourceAccount } = request;
  const { resource } = policies;
  const owner = resourceAccount ?? (isAccountPrincipal(principal) ? principal.account : undefined);
  return missing(resourceTypeOf(policies), owner ?? resource?.account, resource && [resource]);
}

function missing(
  policyType: PolicyType,
  account: string | undefined,
  policies: readonly SourcedPolicy[] = [],
): MissingAllow {
  return { policyType, account, policies, isAlternative: false };
}

const nothingMissing: readonly MissingAllow[] = [];

function allowed(request: AuthorizationRequest, decidedBy: readonly DecidingStatement[]): Decision {
  const reason = allowReason(decidedBy);
  return { isAllowed: true, effect: 'Allow', decidedBy, missing: nothingMissing, reason, request };
}

function allowReason([first, second]: readonly DecidingStatement[]): string {
  if (first === undefined) return 'because the root user of an account needs no policy to allow it';
  if (second !== undefined) return 'because both sides allow it';
  switch (first.policyType) {
    case 'identity-based policy':
      return 'because an identity-based policy allows it';
    case 'trust policy':
      return 'because the role trust policy allows it';
    default:
      return 'because a resource-based policy allows it';
  }
}

function implicitDeny(request: AuthorizationRequest, lacking: readonly MissingAllow[]): Decision {
  const [first] = lacking;
  // AWS calls the trust policy by its full name.
  const type = first?.policyType === 'trust policy' ? 'role trust policy' : first?.policyType;
  const reason = `because no ${type} allows the ${request.action} action`;
  return { isAllowed: false, effect: 'ImplicitDeny', decidedBy: [], missing: lacking, reason, request };
}
