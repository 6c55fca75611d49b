import type { Arn } from '../../../base/arn.ts';
import type { JsonObject } from '../../../base/json.ts';
import type { BatchAttempt, BatchJobBody, BatchJobStatus } from '../../../store/resources/batch.ts';
import { optional } from '../typed-operation.ts';
import { batchArn } from './names.ts';

/** How many jobs of an array have each status. */
export type StatusSummary = Readonly<Record<BatchJobStatus, number>>;

export function jobArnOf({ place, jobId }: BatchJobBody): Arn {
  return batchArn(place, 'job', jobId);
}

/** The API's JobDetail, which is also what EventBridge hears. `summary` is that of an array's jobs. */
export function jobJson(job: BatchJobBody, summary?: StatusSummary): JsonObject {
  const last = job.attempts.at(-1);
  return {
    jobArn: jobArnOf(job),
    jobName: job.jobName,
    jobId: job.jobId,
    jobQueue: job.queueArn,
    status: job.status,
    ...optional('statusReason', job.statusReason),
    attempts: job.attempts.map(attemptJson),
    createdAt: job.createdAt,
    ...optional('startedAt', job.startedAt),
    ...optional('stoppedAt', job.stoppedAt),
    retryStrategy: { attempts: job.attemptsMax, evaluateOnExit: job.evaluateOnExit },
    dependsOn: job.dependsOn.map(({ jobId, type }) => ({
      ...optional('jobId', jobId),
      ...optional('type', type),
    })),
    jobDefinition: job.definitionArn,
    container: { ...job.container, ...(last === undefined ? {} : lastRun(last)) },
    ...(job.timeoutSeconds !== undefined && { timeout: { attemptDurationSeconds: job.timeoutSeconds } }),
    ...arrayProperties(job, summary),
    ...(job.terminationReason !== undefined && { isTerminated: true, isCancelled: false }),
    ...job.reported,
  };
}

/** The API's JobSummary. */
export function jobSummaryJson(job: BatchJobBody): JsonObject {
  const last = job.attempts.at(-1);
  const container = {
    ...optional('exitCode', last?.exitCode),
    ...optional('reason', last?.reason),
  };
  return {
    jobArn: jobArnOf(job),
    jobId: job.jobId,
    jobName: job.jobName,
    createdAt: job.createdAt,
    status: job.status,
    ...optional('statusReason', job.statusReason),
    ...optional('startedAt', job.startedAt),
    ...optional('stoppedAt', job.stoppedAt),
    ...(Object.keys(container).length > 0 && { container }),
    ...(job.arraySize !== undefined && { arrayProperties: { size: job.arraySize } }),
    ...(job.child !== undefined && { arrayProperties: { index: job.child.index, size: job.child.size } }),
    jobDefinition: job.definitionArn,
  };
}

function lastRun({ taskArn, logStreamName, exitCode, reason }: BatchAttempt): JsonObject {
  return { taskArn, logStreamName, ...optional('exitCode', exitCode), ...optional('reason', reason) };
}

function attemptJson(attempt: BatchAttempt): JsonObject {
  return {
    container: { ...lastRun(attempt), networkInterfaces: [] },
    ...optional('startedAt', attempt.startedAt),
    stoppedAt: attempt.stoppedAt,
    statusReason: attempt.statusReason,
  };
}

function arrayProperties({ arraySize, child }: BatchJobBody, summary: StatusSummary | undefined): JsonObject {
  if (child !== undefined) return { arrayProperties: { index: child.index, size: child.size } };
  if (arraySize === undefined) return {};
  return { arrayProperties: { size: arraySize, ...optional('statusSummary', summary) } };
}
