/** The marks that Step Functions leaves on the jobs that it starts and waits for, and says when it ends them. */
export const startedBySfn = {
  key: 'MANAGED_BY_AWS',
  value: 'STARTED_BY_STEP_FUNCTIONS',
  /** A person's words for it, where a service shows who started a task. */
  name: 'AWS Step Functions',
  stopReason: 'Stopped by AWS Step Functions',
} as const;
