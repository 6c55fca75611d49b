import type { Severity } from './finding.ts';

interface CodeFacts {
  readonly severity: Severity;
  /** What it says in one sentence, whichever role it is about. */
  readonly summary: string;
}

/** Every finding an audit can make. */
export const codes = {
  ROLE_UNKNOWN: { severity: 'error', summary: 'The policies of a role were not given.' },
  TARGET_ROLE_UNKNOWN: {
    severity: 'warning',
    summary: "The policies of a Task's target role were not given.",
  },
  TARGET_ROLE_DYNAMIC: {
    severity: 'note',
    summary: 'Which target role a Task assumes is only known when an execution runs.',
  },
  POLICY_UNKNOWN: {
    severity: 'note',
    summary: 'A managed policy hangs on the role whose document was not given.',
  },
  MALFORMED_POLICY: { severity: 'error', summary: 'IAM would refuse the policy document.' },
  RESOURCE_IN_OTHER_ACCOUNT: {
    severity: 'note',
    summary: 'The call needs the permission of a resource policy in another account.',
  },

  MISSING_CALL: { severity: 'error', summary: "The role may not make the state's call." },
  MISSING_POLL: { severity: 'error', summary: 'The role may not look whether the job has ended.' },
  MISSING_EVENTS: {
    severity: 'error',
    summary: 'The role may not make the managed rule that tells when a job ends.',
  },
  MISSING_CANCEL: { severity: 'warning', summary: 'The role may not end the job when the execution stops.' },
  MISSING_PASS_ROLE: { severity: 'error', summary: 'The role may not hand another role to the service.' },
  WRONG_MANAGED_RULE: {
    severity: 'error',
    summary: 'The role may make a managed rule, but not the one that Step Functions uses.',
  },
  ECS_FAMILY_WITHOUT_REVISION: {
    severity: 'error',
    summary: 'The policy names a task definition family without its revisions.',
  },
  FUNCTION_QUALIFIER: {
    severity: 'error',
    summary: 'The policy names a function with another qualifier than the state calls.',
  },
  BUCKET_WITHOUT_OBJECTS: { severity: 'error', summary: 'The policy names a bucket, but not its objects.' },
  RESOURCE_ELSEWHERE: {
    severity: 'error',
    summary: 'The policy names the resource in another account, region or partition.',
  },
  CONDITION_NOT_MET: {
    severity: 'error',
    summary: 'The policy grants it under a condition that the state does not meet.',
  },
  PARTLY_ALLOWED: {
    severity: 'warning',
    summary: 'The role may do it to some of the resources that the state may name.',
  },
  PARTLY_DENIED: {
    severity: 'warning',
    summary: 'A Deny speaks of some of the resources that the state may name.',
  },
  CONDITIONAL: {
    severity: 'warning',
    summary: 'Whether it is allowed depends on a condition or a policy that nobody gave to look at.',
  },
  EXPLICIT_DENY: { severity: 'error', summary: 'A statement denies it.' },
  DENIED_BY_BOUNDARY: {
    severity: 'error',
    summary: "The role's permissions boundary does not let it through.",
  },
  DENIED_BY_SCP: {
    severity: 'error',
    summary: "A service control policy of the role's account does not let it through.",
  },

  EXECUTION_ROLE_OTHER_ACCOUNT: {
    severity: 'error',
    summary: "The execution role is not of the state machine's account.",
  },
  EXECUTION_ROLE_TRUST: { severity: 'error', summary: 'Step Functions may not assume the execution role.' },
  CROSS_PARTITION: { severity: 'error', summary: 'The target role is in another partition.' },
  EXTERNAL_ID_INVALID: {
    severity: 'error',
    summary: "STS refuses the state machine's ARN as an external id.",
  },
  MISSING_ASSUME_ROLE: { severity: 'error', summary: 'The execution role may not assume the target role.' },
  ASSUME_ROLE_BY_TRUST: {
    severity: 'note',
    summary: 'Only the trust policy of a role in the same account lets the execution role assume it.',
  },
  TRUST_PRINCIPAL: { severity: 'error', summary: 'The target role does not trust the execution role.' },
  TRUST_EXTERNAL_ID: {
    severity: 'error',
    summary: "The target role asks for another external id than the state machine's ARN.",
  },
  TRUST_CONDITION: {
    severity: 'error',
    summary: "A condition of the role's trust policy is not met.",
  },
  TRUST_WITHOUT_EXTERNAL_ID: {
    severity: 'warning',
    summary:
      'The target role can be assumed without an external id, or with that of another machine: a confused deputy.',
  },
  TRUST_ANYONE: { severity: 'error', summary: 'The role can be assumed from any account.' },
  TRUST_WHOLE_ACCOUNT: {
    severity: 'warning',
    summary: 'Every role of an account can be let assume this one, not only the execution role.',
  },
  TRUST_WITHOUT_SOURCE: {
    severity: 'warning',
    summary: 'Step Functions can be made to use the execution role by another account: a confused deputy.',
  },

  UNUSED_STATEMENT: { severity: 'note', summary: 'No state needs what the statement grants.' },
  UNUSED_ACTIONS: { severity: 'note', summary: 'No state needs some actions of the statement.' },
  UNUSED_RESOURCES: { severity: 'note', summary: 'No state needs some resources of the statement.' },
  WIDE_ACTIONS: {
    severity: 'warning',
    summary: 'The statement grants actions by a wildcard, and more of them than the states need.',
  },
  WIDE_RESOURCES: {
    severity: 'note',
    summary: 'The statement grants more resources by a wildcard than the states need.',
  },
  PASS_ROLE_TO_ANY_SERVICE: {
    severity: 'warning',
    summary: 'The role may hand roles to other services than those that the states use.',
  },
} as const satisfies Readonly<Record<string, CodeFacts>>;

export type FindingCode = keyof typeof codes;
