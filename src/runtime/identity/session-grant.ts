import type { Arn } from '../../base/arn.ts';
import type { Tag } from '../../store/resources/tag.ts';

/** All that a role session is: what its token carries, and what its principal is built from. */
export interface SessionGrant {
  readonly roleArn: Arn;
  readonly sessionName: string;
  /** Of the role that was assumed; undefined where that role is not in the store. */
  readonly roleId: string | undefined;
  /** The session policy's text. */
  readonly sessionPolicy: string | undefined;
  readonly sessionPolicyArns: readonly Arn[];
  readonly tags: readonly Tag[];
  readonly sourceIdentity: string | undefined;
  readonly expiresAt: number;
}
