import type { Arn } from '../../base/arn.ts';
import type { Decision } from '../../iam/decision.ts';

/**
 * A call that was denied, or that would have been.
 *
 * `denied`: refused. `would-be-denied`: let through, because enforcement only audits. `unknown-role`: let through,
 * because the role is not in the store and there is nothing to decide by.
 */
export interface AuditRecord {
  readonly outcome: 'denied' | 'would-be-denied' | 'unknown-role';
  /** ARN of who called, or the name of the service that did. */
  readonly caller: string;
  readonly action: string;
  readonly resource: Arn;
  /** Which statement of which policy in which account decided, in sentences. */
  readonly explanation: string;
  /** Undefined where there was no policy to ask. */
  readonly decision: Decision | undefined;
}

export type Audit = (record: AuditRecord) => void;
