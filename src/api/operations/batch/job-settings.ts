import type { JsonObject } from '../../../base/json.ts';
import { ClientException } from '../jobs/client-exception.ts';

// What a job definition and a request for a job may both say of how a job is run.

export interface RetryStrategy {
  readonly attempts?: number;
  readonly evaluateOnExit?: readonly (JsonObject & { readonly action: string })[];
}

export interface JobTimeout {
  readonly attemptDurationSeconds?: number;
}

export interface ResourceRequirement {
  readonly type: string;
  readonly value: string;
}

/** Source: API Reference, "RetryStrategy" and "JobTimeout". */
const attemptsMax = 10;
const evaluationsMax = 5;
const timeoutSecondsMin = 60;

/** Throws ClientException. */
export function checkRetryStrategy({ attempts = 1, evaluateOnExit = [] }: RetryStrategy = {}): void {
  if (attempts < 1 || attempts > attemptsMax) {
    throw new ClientException(`retryStrategy.attempts must be between 1 and ${attemptsMax}`);
  }
  if (evaluateOnExit.length > evaluationsMax) {
    throw new ClientException(`retryStrategy.evaluateOnExit must have at most ${evaluationsMax} conditions`);
  }
  for (const { action, onExitCode, onReason, onStatusReason } of evaluateOnExit) {
    if (!['RETRY', 'EXIT'].includes(action.toUpperCase())) {
      throw new ClientException('retryStrategy.evaluateOnExit.action must be RETRY or EXIT');
    }
    if (onExitCode === undefined && onReason === undefined && onStatusReason === undefined) {
      throw new ClientException('retryStrategy.evaluateOnExit must have a condition besides its action');
    }
    if (typeof onExitCode === 'string' && !/^\d*\*?$/.test(onExitCode)) {
      throw new ClientException('retryStrategy.evaluateOnExit.onExitCode can contain only numbers');
    }
  }
}

/** Throws ClientException. */
export function checkTimeout({ attemptDurationSeconds }: JobTimeout = {}): void {
  if (attemptDurationSeconds === undefined || attemptDurationSeconds >= timeoutSecondsMin) return;
  throw new ClientException(`timeout.attemptDurationSeconds must be at least ${timeoutSecondsMin} seconds`);
}

/** The value of the requirement `type`; throws ClientException for one that is no positive number. */
export function requirementOf(
  requirements: readonly ResourceRequirement[] = [],
  type: 'VCPU' | 'MEMORY',
): number | undefined {
  const found = requirements.find((requirement) => requirement.type === type);
  if (found === undefined) return undefined;
  const value = Number(found.value);
  if (value > 0) return value;
  throw new ClientException(`resourceRequirements ${type} must be a positive number, not ${found.value}`);
}
