import type { Arn } from '../../base/arn.ts';
import type { Tag } from './tag.ts';

/** What a role and a user have in common. */
export interface IamEntityBody {
  readonly arn: Arn;
  /** As given; the key has it in small letters, because names that differ only in case are the same name. */
  readonly name: string;
  /** `AROA…` or `AIDA…`: stays its own when a successor takes the name. */
  readonly id: string;
  /** `/` or `/division/team/`. */
  readonly path: string;
  readonly createdAt: number;
  readonly inlinePolicies: readonly InlinePolicy[];
  readonly attachedPolicyArns: readonly Arn[];
  readonly permissionsBoundaryArn: Arn | undefined;
  readonly tags: readonly Tag[];
}

export interface InlinePolicy {
  readonly name: string;
  /** The policy's text, as given. */
  readonly document: string;
}

export interface RoleBody extends IamEntityBody {
  readonly description: string | undefined;
  /** The trust policy's text, as given. */
  readonly assumeRolePolicyDocument: string;
  readonly maxSessionDurationSeconds: number;
}

export interface UserBody extends IamEntityBody {
  readonly accessKeyIds: readonly string[];
}

export interface ManagedPolicyBody {
  readonly arn: Arn;
  readonly name: string;
  /** `ANPA…`. */
  readonly id: string;
  readonly path: string;
  readonly description: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** In order of creation. */
  readonly versions: readonly PolicyVersion[];
  readonly defaultVersionId: string;
  /** Version ids are never given twice. */
  readonly nextVersionNumber: number;
  /** Entities it is attached to, and entities it bounds: kept with the policy so that it cannot be deleted meanwhile. */
  readonly attachmentCount: number;
  readonly boundaryCount: number;
  readonly tags: readonly Tag[];
}

export interface PolicyVersion {
  /** `v1`. */
  readonly id: string;
  readonly document: string;
  readonly createdAt: number;
}

export interface AccessKeyBody {
  readonly account: string;
  readonly partition: string;
  /** Undefined for a key of the account's root. */
  readonly userName: string | undefined;
  readonly secretAccessKey: string;
  readonly status: 'Active' | 'Inactive';
  readonly createdAt: number;
}

export interface ServerSecretBody {
  readonly keyBase64: string;
}

export interface RecordedCallsBody {
  /** In order of action and resource. */
  readonly calls: readonly RecordedCall[];
  /** Calls that were made besides, of which nothing else is known. */
  readonly omittedCount: number;
}

/** An action on a resource, as often as a role took it. */
export interface RecordedCall {
  readonly action: string;
  readonly resource: Arn;
  /** Whether `resource` is only what the ARNs of many resources begin with. */
  readonly isPrefix: boolean;
  /** Condition keys that say what the call was about. */
  readonly context: Readonly<Record<string, string>>;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly count: number;
  /** How many of them were refused. */
  readonly deniedCount: number;
}
