import type { Arn } from '../../base/arn.ts';
import type { Tag } from './tag.ts';

export interface SecretBody {
  readonly arn: Arn;
  readonly name: string;
  readonly description: string | undefined;
  readonly kmsKeyId: string | undefined;
  readonly tags: readonly Tag[];
  /** Who else may use it: the policy's text. */
  readonly policy: string | undefined;
  readonly createdAt: number;
  readonly changedAt: number;
  /** The beginning of the day (UTC) on which its value was last read. */
  readonly accessedAt: number | undefined;
  /** When it was told to go, and when it goes. */
  readonly deletion: { readonly askedAt: number; readonly dueAt: number } | undefined;
  /** In the order they were made. */
  readonly versions: readonly SecretVersion[];
}

export interface SecretVersion {
  readonly id: string;
  readonly stages: readonly string[];
  readonly createdAt: number;
}

/** A version's value, sealed: `SecretString` or `SecretBinary` as the API has it, as JSON. */
export interface SecretValueBody {
  readonly sealed: string;
}
