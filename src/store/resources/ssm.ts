import type { Arn } from '../../base/arn.ts';
import type { Tag } from './tag.ts';

export interface ParameterBody {
  readonly arn: Arn;
  readonly name: string;
  readonly tags: readonly Tag[];
  readonly latest: ParameterVersion;
  /** The version that each label names. */
  readonly labels: Readonly<Record<string, number>>;
}

/** A version of a parameter, which never changes. */
export interface ParameterVersion {
  readonly version: number;
  readonly type: 'String' | 'StringList' | 'SecureString';
  /** Sealed where the type is SecureString. */
  readonly value: string;
  readonly description: string | undefined;
  readonly allowedPattern: string | undefined;
  readonly keyId: string | undefined;
  readonly tier: 'Standard' | 'Advanced';
  readonly dataType: string;
  readonly modifiedAt: number;
  readonly modifiedBy: Arn;
}
