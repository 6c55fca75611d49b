import type { DecidingStatement, Decision, MissingAllow } from './decision.ts';
import type { SourcedPolicy, Statement } from './policy.ts';
import { isAccountPrincipal, principalName } from './principal.ts';
import { principalMatch } from './principal-element.ts';
import { type Question, questionOf } from './question.ts';
import type { AuthorizationRequest } from './request.ts';

/**
 * The message of AWS's AccessDenied errors.
 *
 * Source: IAM User Guide, "Troubleshoot access denied error messages".
 */
export function accessDeniedMessage(request: AuthorizationRequest, decision: Decision): string {
  const { principal, action, resource } = request;
  return `User: ${principalName(principal)} is not authorized to perform: ${action} on resource: ${resource} ${decision.reason}`;
}

/** In sentences: which statement of which policy in which account decided, or on which side nothing allowed it. */
export function explainDecision(decision: Decision): string {
  switch (decision.effect) {
    case 'Allow':
      return explainAllow(decision);
    case 'ExplicitDeny':
      return decision.decidedBy.map((statement) => `Denied by ${describe(statement)}.`).join(' ');
    case 'ImplicitDeny':
      return explainImplicitDeny(decision);
  }
  return decision.effect satisfies never;
}

function explainAllow({ decidedBy }: Decision): string {
  if (decidedBy.length === 0) return 'Allowed: the root user of an account needs no policy that allows it.';
  return `Allowed by ${decidedBy.map(describe).join(', and by ')}.`;
}

function describe(statement: DecidingStatement): string {
  const { policyType, policyName, owner, account } = statement;
  return `${nameOf(statement.sid, statement.statementIndex)} of the ${policyType} ${policyName} on ${owner} in account ${account}`;
}

function nameOf(sid: string | undefined, index: number): string {
  return sid === undefined ? `statement ${index}` : `statement ${index} (${sid})`;
}

function explainImplicitDeny({ request, missing }: Decision): string {
  const { principal, resourceAccount } = request;
  const sentences: string[] = [];
  if (
    isAccountPrincipal(principal) &&
    resourceAccount !== undefined &&
    resourceAccount !== principal.account
  ) {
    sentences.push(
      `The call goes from account ${principal.account} to account ${resourceAccount}, so both must allow it.`,
    );
  }
  const question = questionOf(request, false);
  for (const each of missing) {
    sentences.push(explainMissing(question, each));
    for (const source of each.policies) sentences.push(...nearMisses(question, source));
  }
  return sentences.join(' ');
}

function explainMissing(
  { request }: Question,
  { policyType, account, policies, isAlternative }: MissingAllow,
): string {
  const subject = account === undefined ? policyType : `${policyType} in account ${account}`;
  if (isAlternative) return `A ${subject} would do as well, but none allows it.`;
  const lead = `No ${subject} allows ${request.action} on ${request.resource}`;
  if (policies.length === 0) return `${lead}: there is none.`;
  return `${lead} (asked: ${policies.map(({ name, owner }) => `${name} on ${owner}`).join(', ')}).`;
}

/** Allow statements that name the action, and what about each of them does not fit the request. */
function nearMisses(question: Question, { policy, name }: SourcedPolicy): readonly string[] {
  return policy.statements.flatMap((statement) => {
    if (statement.effect === 'Deny' || !statement.matchesAction(question.action)) return [];
    const fault = faultOf(question, statement);
    return fault === undefined ? [] : [`In ${name}, ${nameOf(statement.sid, statement.index)} ${fault}.`];
  });
}

function faultOf({ request, isBounded }: Question, statement: Statement): string | undefined {
  if (statement.matchPrincipal(request.principal, isBounded) === principalMatch.none) {
    return `allows the action, but not to ${principalName(request.principal)}`;
  }
  if (!statement.matchesResource(request.resource, request)) {
    return `allows the action, but not on ${request.resource}`;
  }
  return statement.meetsCondition(request) ? undefined : 'allows the action, but its Condition is not met';
}
