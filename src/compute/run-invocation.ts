import type { Clock } from '../base/clock.ts';
import { ServiceException } from './errors.ts';
import {
  exited,
  failurePayload,
  outOfMemory,
  type PlatformFailure,
  responseTooLarge,
  timedOut,
} from './failure-payload.ts';
import type { Report } from './frames.ts';
import type { FunctionConfiguration } from './function-configuration.ts';
import type { Exit, FunctionProcess } from './function-process.ts';
import { lastBytesOf } from './log-tail.ts';
import { watchMemory } from './memory-watch.ts';

/** One call of a function. */
export interface Invocation {
  readonly requestId: string;
  /** The ARN that was called, where it is not the function's own: an alias's, for instance. */
  readonly invokedFunctionArn?: string;
  /** An X-Ray tracing header. */
  readonly traceId?: string;
  /** JSON text of the `X-Amz-Client-Context` header, decoded. */
  readonly clientContext?: string;
}

export interface InvocationResult {
  /** What the function returned, or the error payload: JSON text, except for a Python function that returns bytes. */
  readonly payload: string;
  /** The `X-Amz-Function-Error` header. */
  readonly functionError?: 'Unhandled';
  /** The last 4 KB of the invocation's log. */
  readonly logTail: string;
  readonly durationMilliseconds: number;
}

/** An invocation's result and its log, up to the bound a process keeps. */
export interface CompletedInvocation extends InvocationResult {
  readonly log: string;
}

/** Time for a handler to load, on top of its timeout. Source: Developer Guide, "Lambda execution environment". */
const initializationMillisecondsMax = 10_000;
const logTailBytesMax = 4096;

/**
 * Runs one invocation in `process`, which the caller has to itself, and kills the process where it must not be used again.
 *
 * Throws ServiceException where somebody else killed the process: the server is stopping.
 */
export async function runInvocation(
  process: FunctionProcess,
  configuration: FunctionConfiguration,
  invocation: Invocation,
  { payload, clock, isStopping }: { payload: string; clock: Clock; isStopping: () => boolean },
): Promise<CompletedInvocation> {
  let initMilliseconds: number | undefined;
  let outcome: Outcome | undefined;
  if (!process.isReady) {
    outcome = await initialize(process, configuration, clock);
    initMilliseconds = performance.now() - process.startedAt;
    if (outcome.report.kind === 'ready') outcome = undefined;
  }
  const initLog = process.takeLog();
  const startedAt = performance.now();
  outcome ??= await execute(process, configuration, invocation, payload, clock);
  if (outcome.report.kind === 'exit' && outcome.stopped === undefined && isStopping())
    throw new ServiceException();

  const durationMilliseconds = performance.now() - startedAt;
  const conclusion = conclude(outcome, configuration, invocation.requestId);
  if (conclusion.isProcessSpent) process.kill();
  const lines: LogLines = { configuration, invocation, conclusion, durationMilliseconds, initMilliseconds };
  const log = `${initLog}${startLine(lines)}${process.takeLog()}${closingLines(lines)}`;
  const result = {
    payload: conclusion.payload,
    logTail: lastBytesOf(log, logTailBytesMax),
    durationMilliseconds,
    log,
  };
  return conclusion.isFailure ? { ...result, functionError: 'Unhandled' } : result;
}

/** What came of a step, and whether it was us who ended the process before it could tell. */
interface Outcome {
  readonly report: Report | Exit;
  readonly stopped: 'timeout' | 'memory' | undefined;
}

async function initialize(
  process: FunctionProcess,
  { timeoutSeconds }: FunctionConfiguration,
  clock: Clock,
): Promise<Outcome> {
  let stopped: Outcome['stopped'];
  const dueAt = clock.now() + initializationMillisecondsMax + timeoutSeconds * 1000;
  const cancel = clock.schedule(dueAt, () => {
    stopped = 'timeout';
    process.kill();
  });
  const report = await process.nextReport();
  cancel();
  return { report, stopped };
}

async function execute(
  process: FunctionProcess,
  { functionArn, timeoutSeconds, memoryMegabytes }: FunctionConfiguration,
  { requestId, invokedFunctionArn, traceId, clientContext }: Invocation,
  payload: string,
  clock: Clock,
): Promise<Outcome> {
  let stopped: Outcome['stopped'];
  const stop = (cause: Outcome['stopped']) => {
    stopped = cause;
    process.kill();
  };
  const deadlineAt = clock.now() + timeoutSeconds * 1000;
  const cancelTimeout = clock.schedule(deadlineAt, () => stop('timeout'));
  const { pid } = process;
  const cancelWatch =
    pid === undefined ? undefined : watchMemory({ pid, memoryMegabytes, clock }, () => stop('memory'));
  const report = await process.request(
    { requestId, deadlineAt, invokedFunctionArn: invokedFunctionArn ?? functionArn, traceId, clientContext },
    payload,
  );
  cancelTimeout();
  cancelWatch?.();
  return { report, stopped };
}

interface Conclusion {
  readonly payload: string;
  readonly isFailure: boolean;
  /** Set where the process, and not the function, is to blame; the log says so. */
  readonly platformFailure: PlatformFailure | undefined;
  readonly isProcessSpent: boolean;
  readonly residentKibibytes: number;
}

function conclude(
  { report, stopped }: Outcome,
  configuration: FunctionConfiguration,
  requestId: string,
): Conclusion {
  if (report.kind === 'exit') {
    const failure =
      stopped === 'timeout'
        ? timedOut(requestId, configuration.timeoutSeconds)
        : stopped === 'memory'
          ? outOfMemory(requestId)
          : exited(requestId, report);
    return concludeFailure(failure, true, configuration.memoryMegabytes * 1024);
  }
  const { kind, payload, residentKibibytes } = report;
  if (kind === 'tooLarge') return concludeFailure(responseTooLarge(), false, residentKibibytes);
  // A process that says it is ready when it was asked for an answer is not one to ask again.
  const isProcessSpent = kind === 'fatal' || kind === 'ready';
  return {
    payload,
    isFailure: kind !== 'result',
    platformFailure: undefined,
    isProcessSpent,
    residentKibibytes,
  };
}

function concludeFailure(
  failure: PlatformFailure,
  isProcessSpent: boolean,
  residentKibibytes: number,
): Conclusion {
  const payload = failurePayload(failure);
  return { payload, isFailure: true, platformFailure: failure, isProcessSpent, residentKibibytes };
}

interface LogLines {
  readonly configuration: FunctionConfiguration;
  readonly invocation: Invocation;
  readonly conclusion: Conclusion;
  readonly durationMilliseconds: number;
  readonly initMilliseconds: number | undefined;
}

function startLine({ invocation, configuration }: LogLines): string {
  return `START RequestId: ${invocation.requestId} Version: ${configuration.version}\n`;
}

/** Lambda's own lines after the function's, the report last. */
function closingLines(lines: LogLines): string {
  const { configuration, invocation, conclusion, durationMilliseconds, initMilliseconds } = lines;
  const failure = conclusion.platformFailure;
  const failureLines = failure === undefined ? '' : `${failure.errorMessage}\n${failure.errorType}\n`;
  const residentMegabytes = Math.ceil(conclusion.residentKibibytes / 1024);
  const report = [
    `REPORT RequestId: ${invocation.requestId}`,
    `Duration: ${durationMilliseconds.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(durationMilliseconds)} ms`,
    `Memory Size: ${configuration.memoryMegabytes} MB`,
    `Max Memory Used: ${residentMegabytes} MB`,
  ];
  if (initMilliseconds !== undefined) report.push(`Init Duration: ${initMilliseconds.toFixed(2)} ms`);
  if (failure?.errorType === 'Sandbox.Timedout') report.push('Status: timeout');
  else if (failure !== undefined) report.push(`Status: error\tError Type: ${failure.errorType}`);
  return `${failureLines}END RequestId: ${invocation.requestId}\n${report.join('\t')}\t\n`;
}
