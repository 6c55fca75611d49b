import { availableParallelism } from 'node:os';
import type { Arn } from '../base/arn.ts';
import { assert } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import { createCodeStore, type InstalledCode } from './code-store.ts';
import { failurePayload, invalidRuntime } from './failure-payload.ts';
import { configurationKey, type FunctionConfiguration } from './function-configuration.ts';
import { functionEnvironment } from './function-environment.ts';
import { FunctionProcess } from './function-process.ts';
import { createInterpreterFinder, type Interpreter } from './interpreter.ts';
import { createProcessPool } from './process-pool.ts';
import { type Invocation, type InvocationResult, runInvocation } from './run-invocation.ts';

/**
 * Runs users' functions the way Lambda runs them: in processes of their own, with the environment, the context object,
 * the log lines and the error payloads that Lambda gives.
 *
 * A process is kept between invocations and runs one at a time. It gets nothing of the server but the search path, and
 * neither it nor what it started outlives a timeout, a retired configuration, or the server. It is no sandbox beyond
 * that: a function may do what the server's user may do.
 */
export interface FunctionRunner {
  /**
   * Unpacks a ZIP archive once, to run functions from.
   *
   * Throws InvalidParameterValueException for an archive that Lambda refuses.
   */
  install(archive: Uint8Array): Promise<InstalledCode>;
  isInstalled(codeSha256: string): boolean;
  /** Deletes unpacked code that no function refers to any more. */
  uninstall(codeSha256: string): Promise<void>;
  /**
   * Runs one invocation; a function that fails is a result with `functionError`. The code is installed.
   *
   * `payload` is JSON text. Throws TooManyRequestsException when too many invocations wait for a process, and
   * ServiceException when the runner is closed before the function answers.
   */
  invoke(
    configuration: FunctionConfiguration,
    payload: string,
    invocation: Invocation,
  ): Promise<InvocationResult>;
  /** Ends the processes of a function that was changed or deleted; invocations that run finish first. */
  retire(functionArn: Arn): void;
  /** Resolves once no invocation runs or waits. */
  whenIdle(): Promise<void>;
  /** Kills every process and settles when the last has ended. */
  close(): Promise<void>;
}

/** One invocation's log, for whoever keeps or shows it. */
export interface InvocationLog {
  readonly functionArn: Arn;
  readonly requestId: string;
  /** Whole lines, as Lambda writes them; the end of a log longer than a process keeps. */
  readonly text: string;
}

export interface FunctionRunnerSettings {
  /** Where unpacked code is kept. */
  readonly directory: string;
  readonly clock: Clock;
  /** Processes over all functions. */
  readonly processesMax?: number;
  /** Invocations that wait for a process, over all functions. */
  readonly waitingMax?: number;
  readonly idleMilliseconds?: number;
  /** Variables every function gets, unless its own configuration sets them. */
  readonly environmentBase?: Readonly<Record<string, string>>;
  /** Where interpreters are looked for; the PATH functions see. */
  readonly searchPath?: string;
  readonly onLog?: (log: InvocationLog) => void;
}

const processesMaxDefault = 16;
/** For each processor: one computes while another is told of its next invocation. */
const promptProcessesPerProcessor = 2;
const patienceMilliseconds = 50;
/** Lambda's own quota of concurrent executions per region. Source: Developer Guide, "Lambda quotas". */
const waitingMaxDefault = 1000;
const idleMillisecondsDefault = 5 * 60 * 1000;
const searchPathDefault = '/usr/local/bin:/usr/bin:/bin';

export function createFunctionRunner(settings: FunctionRunnerSettings): FunctionRunner {
  const {
    directory,
    clock,
    environmentBase = {},
    searchPath = process.env.PATH ?? searchPathDefault,
    onLog,
  } = settings;
  const code = createCodeStore(directory);
  const findInterpreter = createInterpreterFinder(searchPath);
  const pool = createProcessPool({
    clock,
    processesMax: settings.processesMax ?? processesMaxDefault,
    promptMax: availableParallelism() * promptProcessesPerProcessor,
    patienceMilliseconds,
    waitingMax: settings.waitingMax ?? waitingMaxDefault,
    idleMilliseconds: settings.idleMilliseconds ?? idleMillisecondsDefault,
  });

  let invocationCount = 0;
  let onIdle: (() => void)[] = [];

  async function invoke(
    configuration: FunctionConfiguration,
    payload: string,
    invocation: Invocation,
  ): Promise<InvocationResult> {
    invocationCount += 1;
    try {
      return await run(configuration, payload, invocation);
    } finally {
      invocationCount -= 1;
      if (invocationCount === 0) {
        for (const resolve of onIdle) resolve();
        onIdle = [];
      }
    }
  }

  async function run(
    configuration: FunctionConfiguration,
    payload: string,
    invocation: Invocation,
  ): Promise<InvocationResult> {
    const interpreter = await findInterpreter(configuration.runtime);
    if ('reason' in interpreter) return refuseRuntime(invocation.requestId, interpreter.reason);
    const { functionArn } = configuration;
    const process = await pool.acquire({
      key: configurationKey(configuration),
      functionArn,
      start: () => startProcess(configuration, interpreter),
    });
    try {
      const surroundings = { payload, clock, isStopping: pool.isClosed };
      const { log, ...result } = await runInvocation(process, configuration, invocation, surroundings);
      onLog?.({ functionArn, requestId: invocation.requestId, text: log });
      return result;
    } finally {
      pool.release(process);
    }
  }

  function startProcess(configuration: FunctionConfiguration, interpreter: Interpreter): FunctionProcess {
    const { codeSha256, environment } = configuration;
    assert(code.isInstalled(codeSha256), `code ${codeSha256} is installed`);
    const codeDirectory = code.directoryOf(codeSha256);
    const withBase = { ...configuration, environment: { ...environmentBase, ...environment } };
    return new FunctionProcess({
      command: interpreter.command,
      arguments: interpreter.arguments(configuration),
      environment: functionEnvironment(withBase, { codeDirectory, searchPath, startedAt: clock.now() }),
      codeDirectory,
    });
  }

  const { install, isInstalled, uninstall } = code;
  return {
    install,
    isInstalled,
    uninstall,
    invoke,
    retire: pool.retire,
    whenIdle() {
      if (invocationCount === 0) return Promise.resolve();
      return new Promise((resolve) => {
        onIdle.push(resolve);
      });
    },
    close: pool.close,
  };
}

function refuseRuntime(requestId: string, reason: string): InvocationResult {
  const failure = invalidRuntime(requestId, reason);
  return {
    payload: failurePayload(failure),
    functionError: 'Unhandled',
    logTail: `${failure.errorMessage}\n${failure.errorType}\n`,
    durationMilliseconds: 0,
  };
}
