import type { SourcedPolicy } from './policy.ts';

/** The policies that apply to a request, found by the caller. Compiled policies may be shared by many requests. */
export interface ApplicablePolicies {
  /** Of the user and its groups, or of the role. */
  readonly identity: readonly SourcedPolicy[];
  /** The permissions boundary of the user or role. */
  readonly boundary?: SourcedPolicy | undefined;
  /** What the session was narrowed to when it was opened; undefined or empty where it was not. */
  readonly session?: readonly SourcedPolicy[] | undefined;
  /** The resource's own policy: a function's, a queue's, and for sts:AssumeRole the role's trust policy. */
  readonly resource?: SourcedPolicy | undefined;
  /**
   * From the organization's root down to the principal's account, what is attached on each level; undefined where
   * the account is in no organization or manages it.
   */
  readonly serviceControl?: readonly (readonly SourcedPolicy[])[] | undefined;
  /** Whether the resource is a role that is being assumed; known without saying where `resource` is a trust policy. */
  readonly isTrustPolicy?: boolean | undefined;
  /** Whether the resource is a KMS key, whose policy must speak for any other policy to count. */
  readonly isKeyPolicy?: boolean | undefined;
}

/** Whether the request is to assume a role. */
export function isAssumingRole({ isTrustPolicy, resource }: ApplicablePolicies): boolean {
  return isTrustPolicy === true || resource?.policy.kind === 'trust';
}
