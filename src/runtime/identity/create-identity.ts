import { parseArn } from '../../base/arn.ts';
import { assert } from '../../base/assert.ts';
import type { Clock } from '../../base/clock.ts';
import type { RequestContext } from '../../iam/request.ts';
import type { Store } from '../../store/store.ts';
import { createAccessCheck, type RecordCall } from './access-check.ts';
import { assumeRole } from './assume-role.ts';
import type { Audit } from './audit.ts';
import { createExecutionRoles } from './execution-roles.ts';
import { createFindCredential } from './find-credential.ts';
import type { Caller, Enforcement, Identity } from './identity.ts';
import {
  createPrincipalPolicies,
  type PrincipalPolicies,
  type ServiceControlPolicies,
} from './principal-policies.ts';
import { createSessionCredentials } from './session-credentials.ts';

export interface IdentityOptions {
  readonly store: Store;
  readonly clock: Pick<Clock, 'now'>;
  /** A text that was never given before and cannot be guessed. */
  readonly newId: () => string;
  /** Signs temporary credentials; with another one those that are out become worthless. */
  readonly secret: Buffer;
  readonly enforcement: Enforcement;
  /** Whether roles that are not in the store are let through and recorded, so that a dummy role works. */
  readonly auditUnknownRoles: boolean;
  /** Whether denials say, after AWS's words, which statement of which account decided. True where not given. */
  readonly explainDenials?: boolean;
  /** Told of every call that was denied, or would have been. */
  readonly audit: Audit;
  /** Told of every call that a role makes, whatever becomes of it. */
  readonly recordCall?: RecordCall;
  /** By account, from the organization's root down; an account that is missing is in no organization. */
  readonly serviceControlPolicies?: Readonly<Record<string, ServiceControlPolicies>>;
}

/** Throws MalformedPolicyDocument where a service control policy is none. */
export function createIdentity(options: IdentityOptions): Identity {
  const { store, clock, newId, secret, explainDenials = true } = options;
  const policies = createPrincipalPolicies(options);
  const access = createAccessCheck(policies, { ...options, explainDenials });
  const sessions = createSessionCredentials(secret);
  const assumption = { store, clock, policies, access };
  return {
    authorize: async (caller, { action, resource, context, resourcePolicy }) => {
      const { principal, place } = caller;
      const callerContext = callContext(policies, caller);
      const question = {
        principal,
        region: place.region,
        action,
        resource,
        resourcePolicy,
        callerContext,
        context,
      };
      const denial = await access.check(question);
      if (denial !== undefined) throw denial;
    },
    assumeRole: (caller, request) => {
      return assumeRole(assumption, { ...caller, context: callContext(policies, caller) }, request);
    },
    assumeExecutionRole: createExecutionRoles({ ...assumption, newId }),
    callerOf: ({ principal, account, roleArn }, region) => {
      const partition = parseArn(roleArn)?.partition ?? 'aws';
      return { principal, place: { partition, account, region }, context: noContext };
    },
    issueCredentials: ({ principal, assumedRoleArn }) => {
      const grant = policies.grantOf(principal);
      assert(grant !== undefined, `a session that was opened here, not ${assumedRoleArn}`);
      return sessions.issue(grant, newId());
    },
    findCredential: createFindCredential({ store, policies, sessions }),
    serviceControlOf: policies.serviceControlOf,
  };
}

const noContext: RequestContext = {};

/** What the request brings, and what the session it is made with brings. */
function callContext(policies: PrincipalPolicies, { principal, context }: Caller): RequestContext {
  const sourceIdentity = policies.grantOf(principal)?.sourceIdentity;
  return sourceIdentity === undefined ? context : { ...context, 'aws:SourceIdentity': sourceIdentity };
}
