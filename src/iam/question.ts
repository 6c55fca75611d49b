import { type SourcedPolicy, type Statement, statementsFor } from './policy.ts';
import { type PrincipalMatch, principalMatch } from './principal-element.ts';
import type { AuthorizationRequest } from './request.ts';

/** A request, and what follows from it that every statement is asked about. */
export interface Question {
  readonly request: AuthorizationRequest;
  /** In lower case. */
  readonly action: string;
  /** The action's service prefix, in lower case. */
  readonly service: string;
  /** Whether the principal has a permissions boundary. */
  readonly isBounded: boolean;
}

export function questionOf(request: AuthorizationRequest, isBounded: boolean): Question {
  const action = request.action.toLowerCase();
  const colon = action.indexOf(':');
  return { request, action, service: colon < 0 ? action : action.slice(0, colon), isBounded };
}

/** How closely `statement` names the principal, or `none` where it does not speak about the request. */
export function applies({ request, action, isBounded }: Question, statement: Statement): PrincipalMatch {
  if (!statement.matchesAction(action)) return principalMatch.none;
  const match = statement.matchPrincipal(request.principal, isBounded);
  if (match === principalMatch.none || !statement.matchesResource(request.resource, request)) {
    return principalMatch.none;
  }
  return statement.meetsCondition(request) ? match : principalMatch.none;
}

/** The first statement of the policy that allows the request. */
export function findAllow(question: Question, { policy }: SourcedPolicy): Statement | undefined {
  for (const statement of statementsFor(policy, question.service).allows) {
    if (applies(question, statement) !== principalMatch.none) return statement;
  }
  return undefined;
}

export function isAllowedBySome(question: Question, sources: readonly SourcedPolicy[]): boolean {
  for (const source of sources) {
    if (findAllow(question, source) !== undefined) return true;
  }
  return false;
}

export function isDeniedBySome(question: Question, sources: readonly SourcedPolicy[]): boolean {
  for (const source of sources) {
    if (isDeniedBy(question, source)) return true;
  }
  return false;
}

export function isDeniedBy(question: Question, { policy }: SourcedPolicy): boolean {
  for (const statement of statementsFor(policy, question.service).denies) {
    if (applies(question, statement) !== principalMatch.none) return true;
  }
  return false;
}
