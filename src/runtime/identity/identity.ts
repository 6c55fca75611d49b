import type { Arn, Place } from '../../base/arn.ts';
import type { ApplicablePolicies } from '../../iam/applicable-policies.ts';
import type { SourcedPolicy } from '../../iam/policy.ts';
import type { Principal } from '../../iam/principal.ts';

/** Who makes a call, and where: the account and region come from the credential that signed it. */
export interface Caller {
  /**
   * As a Credential or a RoleSession gave it, not a copy: what narrows a session is known by the object, and a
   * principal made by hand has the role's own permissions.
   */
  readonly principal: Principal;
  readonly place: Place;
  /** Condition keys the request itself brings: `aws:SourceIp`, `aws:UserAgent`, `aws:SecureTransport`, … */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
  /** The account whose quotas the call takes from, where it is not that of `place`. */
  readonly quotaAccount?: string;
}

/** What an operation needs to be allowed. */
export interface Permission {
  /** `lambda:InvokeFunction`. */
  readonly action: string;
  /** An ARN, or `*` for an action without resources. */
  readonly resource: Arn;
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** The resource's own policy, where it has one. */
  readonly resourcePolicy?: SourcedPolicy;
}

/** An access key as the signature check needs it. */
export interface Credential {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** What the request must carry as `X-Amz-Security-Token`; undefined for a long-term key. */
  readonly sessionToken: string | undefined;
  readonly principal: Principal;
  readonly account: string;
  /** Epoch milliseconds; undefined for a long-term key. */
  readonly expiresAt: number | undefined;
}

/** What AssumeRole hands out. */
export interface RoleSession {
  readonly roleArn: Arn;
  readonly assumedRoleArn: Arn;
  readonly assumedRoleId: string;
  readonly principal: Principal;
  readonly account: string;
  readonly expiresAt: number;
  /** How much of the space for session policies and tags is taken, in percent. */
  readonly packedPolicyPercent: number;
}

export interface AssumeRoleRequest {
  readonly roleArn: Arn;
  readonly roleSessionName: string;
  readonly externalId?: string;
  readonly durationSeconds?: number;
  readonly sessionPolicy?: string;
  readonly sessionPolicyArns?: readonly Arn[];
  readonly sourceIdentity?: string;
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
}

/** `enforce` denies, `audit` lets through and records what would have been denied, `off` decides nothing. */
export type Enforcement = 'enforce' | 'audit' | 'off';

/**
 * Every decision about who may do what, made from the policies in the store by `iam`.
 *
 * Compiled policies are cached by the stored body they came from, so a change takes effect with the next decision,
 * in sessions that are open too.
 */
export interface Identity {
  /** Throws AccessDeniedException with AWS's words and the deciding statement where the caller lacks `permission`. */
  authorize(caller: Caller, permission: Permission): Promise<void>;
  /** A session of `request.roleArn` for `caller`, or AccessDenied. Both sides are checked. */
  assumeRole(caller: Caller, request: AssumeRoleRequest): Promise<RoleSession>;
  /**
   * The session that a state machine's executions run as: `states.amazonaws.com` assumes its role. Kept until shortly
   * before it expires or the role changes. Throws AccessDeniedException.
   */
  assumeExecutionRole(request: ExecutionRoleRequest): Promise<RoleSession>;
  /** A caller that acts as `session` in its own account and `region`. */
  callerOf(session: RoleSession, region: string): Caller;
  /** Access key, secret key and session token for `session`, for code that calls back over HTTP. */
  issueCredentials(session: Pick<RoleSession, 'principal' | 'assumedRoleArn'>): IssuedCredentials;
  /**
   * The credential behind an access key id; undefined where there is none, it is inactive, or the token is not its
   * own. One that has expired is still given, so that the caller can be told.
   */
  findCredential(accessKeyId: string, sessionToken: string | undefined): Promise<Credential | undefined>;
  /** What the organization attaches from its root down to `account`; undefined for an account in none. */
  serviceControlOf(account: string): ApplicablePolicies['serviceControl'];
}

export interface ExecutionRoleRequest {
  readonly roleArn: Arn;
  /** What runs as the role: a state machine, or for `lambda` a function. */
  readonly sourceArn: Arn;
  /** The service that assumes the role: `states`, `lambda`. */
  readonly service: string;
}

export interface IssuedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiresAt: number;
}
