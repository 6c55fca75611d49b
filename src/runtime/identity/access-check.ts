import { type Arn, parseArn } from '../../base/arn.ts';
import { AccessDeniedException } from '../../base/aws-error.ts';
import type { Clock } from '../../base/clock.ts';
import type { ApplicablePolicies } from '../../iam/applicable-policies.ts';
import type { Decision } from '../../iam/decision.ts';
import { evaluate } from '../../iam/evaluate.ts';
import { accessDeniedMessage, explainDecision } from '../../iam/explain.ts';
import type { SourcedPolicy } from '../../iam/policy.ts';
import { isAccountPrincipal, type Principal, principalName, type RoleSession } from '../../iam/principal.ts';
import type { AuthorizationRequest, RequestContext } from '../../iam/request.ts';
import type { Audit } from './audit.ts';
import { allowAllPolicy, trustOf } from './compiled-policies.ts';
import type { Enforcement } from './identity.ts';
import type { PrincipalPolicies } from './principal-policies.ts';
import type { MadeCall } from './recorded-calls.ts';

/** What may be done or not, by whom and in which circumstances. */
export interface AccessQuestion {
  readonly principal: Principal;
  /** Where the call is made; empty for a call without a region. */
  readonly region: string;
  readonly action: string;
  readonly resource: Arn;
  readonly resourcePolicy: SourcedPolicy | undefined;
  readonly callerContext: RequestContext;
  readonly context: RequestContext | undefined;
}

export interface AccessCheck {
  /** The error to answer with, or undefined where the call goes ahead. Records what the settings have recorded. */
  check(question: AccessQuestion): Promise<AccessDeniedException | undefined>;
  /** `check` for a role that is not in the store, which only settings that let unknown roles through allow. */
  checkUnknownRole(question: AccessQuestion): Promise<AccessDeniedException | undefined>;
}

export interface AccessCheckOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly enforcement: Enforcement;
  /** Whether a role that is not in the store is let through and recorded, so that a dummy role works. */
  readonly auditUnknownRoles: boolean;
  /** Whether messages go on, after AWS's words, to name the statements that decided. */
  readonly explainDenials: boolean;
  readonly audit: Audit;
  /** Told of every call that a role makes, whatever becomes of it. Must not throw. */
  readonly recordCall?: RecordCall | undefined;
}

export type RecordCall = (role: RoleSession, call: MadeCall) => void;

export function createAccessCheck(policies: PrincipalPolicies, options: AccessCheckOptions): AccessCheck {
  const { clock, enforcement, auditUnknownRoles, explainDenials, audit, recordCall } = options;

  /** `decide`, told to whoever records what roles do. */
  async function recorded(
    question: AccessQuestion,
    decide: (question: AccessQuestion) => Promise<AccessDeniedException | undefined>,
  ): Promise<AccessDeniedException | undefined> {
    const denial = enforcement === 'off' ? undefined : await decide(question);
    const { principal, action, resource, context } = question;
    if (recordCall !== undefined && principal.kind === 'AssumedRole') {
      recordCall(principal, { action, resource, context, isDenied: denial !== undefined, at: clock.now() });
    }
    return denial;
  }

  async function check(question: AccessQuestion): Promise<AccessDeniedException | undefined> {
    const found = await policies.find(question.principal);
    const isUnknown = found === 'unknown-role';
    if (isUnknown && auditUnknownRoles) {
      record('unknown-role', question, 'The role of the caller is not in the store.');
      // Roles that exist decide who assumes them, also where nobody knows what the caller may do.
      if (question.resourcePolicy?.policy.kind !== 'trust') return undefined;
    }
    const own = isUnknown ? policiesOfUnknown(question.principal, auditUnknownRoles) : found;
    const request = new AskedRequest(question, clock.now());
    const decision = evaluate(request, withResource(own, question.resourcePolicy));
    return decision.isAllowed ? undefined : deny(question, request, decision);
  }

  async function checkUnknownRole(question: AccessQuestion): Promise<AccessDeniedException | undefined> {
    const { principal, resource } = question;
    const explanation = `There is no role ${resource}.`;
    if (!auditUnknownRoles) {
      return refuse(question, { message: messageWithoutReason(question), explanation, decision: undefined });
    }
    // Nobody knows whom the role would trust, but what a caller that exists may do is still its own policies' to say.
    const trusting = isAccountPrincipal(principal) ? trustOf(principal.account, resource) : undefined;
    const denial = trusting && (await check({ ...question, resourcePolicy: trusting }));
    if (denial === undefined) record('unknown-role', question, explanation);
    return denial;
  }

  function deny(question: AccessQuestion, request: AuthorizationRequest, decision: Decision) {
    const message = isAboutRoles(question.action)
      ? messageWithoutReason(question)
      : accessDeniedMessage(request, decision);
    return refuse(question, { message, explanation: explainDecision(decision), decision });
  }

  function refuse(question: AccessQuestion, denial: Denial): AccessDeniedException | undefined {
    const { message, explanation, decision } = denial;
    const outcome = enforcement === 'audit' ? 'would-be-denied' : 'denied';
    record(outcome, question, explanation, decision);
    if (enforcement === 'audit') return undefined;
    const text = explainDenials ? `${message} (${explanation})` : message;
    return new AccessDeniedException(text, errorForm(question.action));
  }

  function record(
    outcome: 'denied' | 'would-be-denied' | 'unknown-role',
    { principal, action, resource }: AccessQuestion,
    explanation: string,
    decision?: Decision,
  ): void {
    audit({ outcome, caller: principalName(principal), action, resource, explanation, decision });
  }

  return {
    check: (question) => recorded(question, check),
    checkUnknownRole: (question) => recorded(question, checkUnknownRole),
  };
}

interface Denial {
  readonly message: string;
  readonly explanation: string;
  readonly decision: Decision | undefined;
}

function policiesOfUnknown(principal: Principal, isTrusted: boolean): ApplicablePolicies {
  return { identity: isTrusted ? [allowAllPolicy(principalName(principal))] : [] };
}

function withResource(policies: ApplicablePolicies, resource: SourcedPolicy | undefined): ApplicablePolicies {
  return resource === undefined ? policies : { ...policies, resource };
}

/** A question as IAM is asked it. Its context is put together only for a policy that has conditions. */
class AskedRequest implements AuthorizationRequest {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: Arn;
  readonly resourceAccount: string | undefined;
  readonly #question: AccessQuestion;
  readonly #at: number;
  #context: RequestContext | undefined;

  constructor(question: AccessQuestion, at: number) {
    const { principal, action, resource, resourcePolicy } = question;
    const owner = parseArn(resource)?.account;
    this.principal = principal;
    this.action = action;
    this.resource = resource;
    // An S3 bucket's ARN, for one, has no account; then the bucket's policy knows it. What AWS manages is nobody's.
    this.resourceAccount =
      owner === undefined || owner === '' || owner === 'aws' ? resourcePolicy?.account : owner;
    this.#question = question;
    this.#at = at;
  }

  get context(): RequestContext {
    this.#context ??= contextOf(this.#question, this.#at);
    return this.#context;
  }
}

function contextOf({ callerContext, region, context }: AccessQuestion, at: number): RequestContext {
  return {
    ...callerContext,
    'aws:RequestedRegion': region,
    'aws:CurrentTime': isoTimeOf(at),
    'aws:EpochTime': String(Math.floor(at / 1000)),
    ...context,
  };
}

/** Many requests are decided within a millisecond, and writing its time is a good part of a decision. */
let latest = { at: Number.NaN, text: '' };

function isoTimeOf(at: number): string {
  if (latest.at !== at) latest = { at, text: new Date(at).toISOString() };
  return latest.text;
}

/** The denial of a role that policies cannot open to the caller, because another partition has it. */
export function outOfReach(question: Pick<AccessQuestion, 'principal' | 'action' | 'resource'>) {
  return new AccessDeniedException(messageWithoutReason(question), errorForm(question.action));
}

/** STS says nothing of a role to whom it does not let in, not even whether there is one. */
function messageWithoutReason({
  principal,
  action,
  resource,
}: Pick<AccessQuestion, 'principal' | 'action' | 'resource'>): string {
  return `User: ${principalName(principal)} is not authorized to perform: ${action} on resource: ${resource}`;
}

function isAboutRoles(action: string): boolean {
  return action.startsWith('sts:');
}

/** How the action's own service calls the error. */
function errorForm(action: string): { readonly code?: string; readonly status?: number } {
  if (action.startsWith('iam:') || action.startsWith('sts:')) return { code: 'AccessDenied', status: 403 };
  return action.startsWith('lambda:') ? { status: 403 } : {};
}
