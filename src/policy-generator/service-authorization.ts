import type { Arn } from '../base/arn.ts';

/**
 * What IAM knows of every service's actions, as the Service Authorization Reference has it. Handed in, because the data is large
 * and whoever needs it loads it.
 */
export interface ServiceAuthorization {
  /** By IAM's prefix and the action's name, in any case; undefined where there is no such action. */
  findAction(prefix: string, action: string): AuthorizedAction | undefined;
}

export interface AuthorizedAction {
  /** `s3:ListAllMyBuckets`, as IAM spells it. */
  readonly name: string;
  /** Empty where the action knows no resources but `*`. */
  readonly resourceTypes: readonly AuthorizedResource[];
  /** Actions that a caller needs besides, such as `iam:PassRole`. */
  readonly dependentActions: readonly string[];
}

export interface AuthorizedResource {
  /** `key-pair`. */
  readonly name: string;
  readonly isRequired: boolean;
  /** With `${Partition}`, `${Region}`, `${Account}` and names such as `${BucketName}`; several where a type has several. */
  readonly arns: readonly Arn[];
}
