import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { onTestFinished } from 'vitest';
import type { Clock } from '../../src/base/clock.ts';
import type { FunctionConfiguration } from '../../src/compute/function-configuration.ts';
import {
  createFunctionRunner,
  type FunctionRunner,
  type FunctionRunnerSettings,
} from '../../src/compute/function-runner.ts';
import type { Invocation, InvocationResult } from '../../src/compute/run-invocation.ts';

/** The machine's clock: these tests watch real processes. */
export const realClock: Clock = {
  now: Date.now,
  schedule(at, run) {
    const timer = setTimeout(run, Math.max(0, at - Date.now()));
    return () => clearTimeout(timer);
  },
};

/** A directory that is gone after the test. */
export function aDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'stepwell-compute-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A runner that is closed after the test. */
export function aFunctionRunner(settings: Partial<FunctionRunnerSettings> = {}): FunctionRunner {
  const runner = createFunctionRunner({ directory: aDirectory(), clock: realClock, ...settings });
  onTestFinished(() => runner.close());
  return runner;
}

export function aZip(files: Readonly<Record<string, string>>): Uint8Array {
  const entries: Zippable = {};
  for (const [name, text] of Object.entries(files)) entries[name] = strToU8(text);
  return zipSync(entries);
}

export interface InstalledFunction {
  readonly configuration: FunctionConfiguration;
  invoke(event: unknown, invocation?: Partial<Invocation>): Promise<InvocationResult>;
}

let functionCount = 0;

/** A function made of `files`, ready to invoke; `overrides` change its configuration. */
export async function aFunction(
  runner: FunctionRunner,
  files: Readonly<Record<string, string>>,
  overrides: Partial<FunctionConfiguration> = {},
): Promise<InstalledFunction> {
  functionCount += 1;
  const functionName = overrides.functionName ?? `function-${functionCount}`;
  const { codeSha256 } = await runner.install(aZip(files));
  const configuration: FunctionConfiguration = {
    functionArn: `arn:aws:lambda:eu-west-1:123456789012:function:${functionName}`,
    functionName,
    version: '$LATEST',
    runtime: 'nodejs20.x',
    handler: 'index.handler',
    codeSha256,
    timeoutSeconds: 20,
    memoryMegabytes: 128,
    environment: {},
    ...overrides,
  };
  const invoke = (event: unknown, invocation: Partial<Invocation> = {}) =>
    runner.invoke(configuration, JSON.stringify(event), { requestId: 'request-1', ...invocation });
  return { configuration, invoke };
}

/** Whether a process of that id runs; one that only waits to be reaped by its parent does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return process.platform !== 'linux' || !/^State:\tZ/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Settles once no process of that id runs. */
export async function ended(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
}
