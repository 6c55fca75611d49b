import { responseBytesMax } from './frames.ts';
import type { Exit } from './function-process.ts';

/** What Lambda answers where the function did not: the name of the error and a sentence. */
export interface PlatformFailure {
  readonly errorType: string;
  readonly errorMessage: string;
}

export function failurePayload({ errorType, errorMessage }: PlatformFailure): string {
  return JSON.stringify({ errorType, errorMessage });
}

export function timedOut(requestId: string, timeoutSeconds: number): PlatformFailure {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
  return { errorType: 'Sandbox.Timedout', errorMessage };
}

export function responseTooLarge(): PlatformFailure {
  const errorMessage = `Response payload size exceeded maximum allowed payload size (${responseBytesMax} bytes).`;
  return { errorType: 'Function.ResponseSizeTooLarge', errorMessage };
}

export function invalidRuntime(requestId: string, reason: string): PlatformFailure {
  return { errorType: 'Runtime.InvalidRuntime', errorMessage: `RequestId: ${requestId} Error: ${reason}` };
}

/**
 * A process that ended before it answered.
 *
 * A kill that is not ours comes from the operating system, or from a bootstrap that ran out of memory.
 */
export function exited(requestId: string, exit: Exit): PlatformFailure {
  const lead = `RequestId: ${requestId} Error: `;
  if (exit.startFailure !== undefined) {
    return { errorType: 'Runtime.InvalidEntrypoint', errorMessage: `${lead}${exit.startFailure}` };
  }
  if (exit.signal === 'SIGKILL' && !exit.isKilled) return outOfMemory(requestId);
  const errorType = 'Runtime.ExitError';
  if (exit.signal !== null) {
    const signal = signalNames[exit.signal] ?? exit.signal.toLowerCase();
    return { errorType, errorMessage: `${lead}Runtime exited with error: signal: ${signal}` };
  }
  if (exit.code === 0) return { errorType, errorMessage: `${lead}Runtime exited without providing a reason` };
  return { errorType, errorMessage: `${lead}Runtime exited with error: exit status ${exit.code}` };
}

export function outOfMemory(requestId: string): PlatformFailure {
  const errorMessage = `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`;
  return { errorType: 'Runtime.OutOfMemory', errorMessage };
}

/** Signals in Go's words, in which Lambda's supervisor reports them. */
const signalNames: Partial<Record<NodeJS.Signals, string>> = {
  SIGABRT: 'aborted',
  SIGBUS: 'bus error',
  SIGFPE: 'floating point exception',
  SIGHUP: 'hangup',
  SIGILL: 'illegal instruction',
  SIGINT: 'interrupt',
  SIGKILL: 'killed',
  SIGPIPE: 'broken pipe',
  SIGSEGV: 'segmentation fault',
  SIGTERM: 'terminated',
  SIGTRAP: 'trace/breakpoint trap',
};
