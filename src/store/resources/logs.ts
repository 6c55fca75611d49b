import type { Arn } from '../../base/arn.ts';
import type { Tag } from './tag.ts';

export interface LogGroupBody {
  readonly arn: Arn;
  readonly name: string;
  readonly createdAt: number;
  readonly retentionDays: number | undefined;
  readonly groupClass: 'STANDARD' | 'INFREQUENT_ACCESS' | 'DELIVERY';
  readonly kmsKeyId: string | undefined;
  readonly tags: readonly Tag[];
  /** Of one that was deleted: who logs to it is told that it is not there, unlike for one this server never had. */
  readonly deletedAt: number | undefined;
}

export interface LogStreamBody {
  readonly name: string;
  readonly createdAt: number;
}

/** Who else may write logs to an account and region. */
export interface LogResourcePolicyBody {
  readonly name: string;
  readonly document: string;
  readonly updatedAt: number;
}
