import { AwsError } from '../../base/aws-error.ts';

/** Session policies and tags together are too large. */
export class PackedPolicyTooLarge extends AwsError {
  readonly code = 'PackedPolicyTooLarge';

  constructor(percent: number) {
    super(`Packed policy consumes ${percent}% of allotted space, please use smaller policy.`);
  }
}
