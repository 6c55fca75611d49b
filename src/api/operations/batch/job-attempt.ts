import type { Arn } from '../../../base/arn.ts';
import { isJsonArray, isJsonObject } from '../../../base/json.ts';
import { type JobEnd, reasonOfEnd } from '../../../compute/jobs/job-end.ts';
import type { BatchAttempt, BatchJobBody } from '../../../store/resources/batch.ts';
import type { JobParts } from '../jobs/job-parts.ts';
import { roleEnvironment, taskRoleRefusal } from '../jobs/role-environment.ts';

/** One run of a job's command, before it runs. */
export interface AttemptPlan {
  readonly taskArn: Arn;
  readonly logStreamName: string;
  /** Names the process and its log. */
  readonly launchId: string;
  readonly environmentName: string;
}

export function planAttempt(job: BatchJobBody, environmentArn: Arn, taskId: string): AttemptPlan {
  const { partition, region, account } = job.place;
  const environmentName = environmentArn.split('/').at(-1) ?? '';
  const [definition = ''] = (job.definitionArn.split('/').at(-1) ?? '').split(':');
  return {
    taskArn: `arn:${partition}:ecs:${region}:${account}:task/AWSBatch-${environmentName}/${taskId}`,
    logStreamName: `${definition}/default/${taskId}`,
    launchId: `batch-${taskId}`,
    environmentName,
  };
}

/** The command of a job as it was submitted. */
export function commandOf({ container }: BatchJobBody): readonly string[] {
  return isJsonArray(container.command) ? container.command.map(String) : [];
}

/**
 * The variables of a job's process: the container's own, those that Batch sets, and the credentials of its role.
 * Undefined where the role cannot be assumed.
 *
 * Source: User Guide, "AWS Batch job environment variables".
 */
export async function attemptEnvironment(
  parts: JobParts,
  job: BatchJobBody,
  { taskArn, environmentName }: AttemptPlan,
): Promise<Readonly<Record<string, string>> | undefined> {
  const { jobRoleArn, environment } = job.container;
  const roleArn = typeof jobRoleArn === 'string' ? jobRoleArn : undefined;
  const { region } = job.place;
  const role = await roleEnvironment(parts, { roleArn, sourceArn: taskArn, service: 'ecs-tasks', region });
  if (role === undefined) return undefined;
  return {
    ...role,
    ...variablesOf(environment),
    AWS_BATCH_JOB_ID: job.jobId,
    AWS_BATCH_JOB_ATTEMPT: String(job.attempts.length + 1),
    AWS_BATCH_JQ_NAME: job.queueName,
    AWS_BATCH_CE_NAME: environmentName,
    ...(job.child !== undefined && {
      AWS_BATCH_JOB_ARRAY_INDEX: String(job.child.index),
      AWS_BATCH_JOB_ARRAY_SIZE: String(job.child.size),
    }),
  };
}

function variablesOf(environment: unknown): Readonly<Record<string, string>> {
  const variables: Record<string, string> = {};
  if (!Array.isArray(environment)) return variables;
  for (const variable of environment) {
    if (isJsonObject(variable)) variables[String(variable.name)] = String(variable.value ?? '');
  }
  return variables;
}

export interface AttemptTimes {
  readonly startedAt: number | undefined;
  readonly stoppedAt: number;
}

/** What AWS says of a run that took too long. */
export const timedOut = 'Job attempt duration exceeded timeout';

/** What AWS says of a run that came to its end. */
export function concludeAttempt(plan: AttemptPlan, end: JobEnd, times: AttemptTimes): BatchAttempt {
  const { taskArn, logStreamName } = plan;
  return {
    taskArn,
    logStreamName,
    ...times,
    exitCode: end.exitCode,
    reason: reasonOfEnd(end),
    statusReason: statusReasonOf(end),
  };
}

function statusReasonOf({ startFailure, stopped }: JobEnd): string {
  if (startFailure !== undefined) return 'Task failed to start';
  return stopped === 'timeout' ? timedOut : 'Essential container in task exited';
}

/** A run of which nothing is known but that the server which ran it is gone. */
export function lostAttempt(job: BatchJobBody, stoppedAt: number): BatchAttempt {
  return {
    taskArn: planAttempt(job, 'unknown', job.jobId.replaceAll('-', '')).taskArn,
    logStreamName: '',
    startedAt: job.startedAt,
    stoppedAt,
    exitCode: undefined,
    reason: undefined,
    statusReason: 'Host EC2 (instance stepwell) terminated.',
  };
}

/** A run that did not begin, because the job's role cannot be assumed. */
export function roleRefused(plan: AttemptPlan, job: BatchJobBody, stoppedAt: number): BatchAttempt {
  return {
    taskArn: plan.taskArn,
    logStreamName: plan.logStreamName,
    startedAt: undefined,
    stoppedAt,
    exitCode: undefined,
    reason: undefined,
    statusReason: taskRoleRefusal(String(job.container.jobRoleArn)),
  };
}
