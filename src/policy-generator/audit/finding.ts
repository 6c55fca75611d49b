import type { Arn } from '../../base/arn.ts';
import type { JsonObject } from '../../base/json.ts';
import type { DecidingStatement, PolicyType } from '../../iam/decision.ts';
import type { NeedGroup } from '../need.ts';
import type { TrustPolicyDocument } from '../policy.ts';
import type { FindingCode } from './codes.ts';

export type Severity = 'error' | 'warning' | 'note';

/** Why a permission is asked for: a Need's reason, or to become the role that makes the call. */
export type AuditGroup = NeedGroup | 'assume-role';

/** Something about the roles that a reader should change or know. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** The state machine's name; undefined for what concerns a role whichever machine uses it. */
  readonly machine: string | undefined;
  /** `/States/Foo`; `/` for the machine itself. */
  readonly path: string | undefined;
  readonly stateName: string | undefined;
  readonly group: AuditGroup | undefined;
  readonly roleArn: Arn;
  readonly message: string;
  /** The statement that decides, or that nearly does. */
  readonly statement?: StatementReference | undefined;
  readonly fix?: Fix | undefined;
}

export type StatementReference = Pick<
  DecidingStatement,
  'policyType' | 'policyName' | 'owner' | 'account' | 'sid' | 'statementIndex'
>;

/** A change to one policy, after which the finding is gone. */
export interface Fix {
  readonly change: 'AddStatements' | 'ReplaceStatement' | 'RemoveStatement' | 'ReplaceTrustPolicy' | 'Edit';
  readonly policyType: PolicyType;
  /** ARN of what the policy hangs on; an account's id for a service control policy. */
  readonly owner: string;
  /** Where the change is to one policy of several. */
  readonly policyName?: string | undefined;
  readonly statementIndex?: number | undefined;
  readonly statements?: readonly JsonObject[] | undefined;
  readonly trustPolicy?: TrustPolicyDocument | undefined;
  /** A sentence in the imperative. */
  readonly description: string;
}
