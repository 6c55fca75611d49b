import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { spawnApart } from './child-descriptors.ts';
import { createReportReader, encodeRequest, type Report, type RequestHeader } from './frames.ts';
import { createLogTail } from './log-tail.ts';

/** What a process is started with. */
export interface Launch {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly codeDirectory: string;
}

/** How a process ended: its exit status, the signal that killed it, or why it never started. */
export interface Exit {
  readonly kind: 'exit';
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly startFailure: string | undefined;
  /** Whether it was this server that killed it. */
  readonly isKilled: boolean;
}

/** Log kept per invocation; what comes before it is dropped. */
const logBytesMax = 64 * 1024;

/**
 * One process that runs one function, one invocation at a time.
 *
 * It leads a process group of its own, which dies with it: whatever the function started is killed when the process
 * ends or is killed.
 */
export class FunctionProcess {
  readonly startedAt = performance.now();
  /** Settles when the process has ended. */
  readonly ended: Promise<void>;
  readonly #child: ChildProcess;
  readonly #requests: Writable;
  readonly #log = createLogTail(logBytesMax);
  #isReady = false;
  #isKilled = false;
  #exit: Exit | undefined;
  #awaiting: ((report: Report | Exit) => void) | undefined;

  constructor({ command, arguments: parameters, environment, codeDirectory }: Launch) {
    this.#child = spawnApart(['ignore', 'pipe', 'pipe', 'pipe', 'pipe'], (stdio) =>
      spawn(command, parameters, { cwd: codeDirectory, env: environment, detached: true, stdio }),
    );
    const [, output, errors, requests, reports] = this.#child.stdio as unknown as ProcessStreams;
    this.#requests = requests;
    output.on('data', (chunk: Buffer) => this.#log.append(chunk));
    errors.on('data', (chunk: Buffer) => this.#log.append(chunk));
    const reader = createReportReader((report) => this.#receive(report));
    reports.on('data', (chunk: Buffer) => {
      if (!reader.push(chunk)) this.kill();
    });
    // A pipe breaks when the process ends, which its exit tells better.
    for (const stream of [output, errors, requests, reports]) stream.on('error', () => {});
    this.ended = new Promise((resolve) => {
      this.#child.once('error', (error) => this.#end({ code: null, signal: null, error }, resolve));
      this.#child.once('exit', (code, signal) => this.#end({ code, signal }, resolve));
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Whether the handler is loaded, so that the next report answers a request. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Whether it can take another invocation, as far as is known. */
  get isUsable(): boolean {
    return !this.#isKilled && this.#exit === undefined;
  }

  /**
   * The next report, or the end of the process. Every line that the function wrote before it is in the log by then.
   */
  nextReport(): Promise<Report | Exit> {
    if (this.#exit !== undefined) return Promise.resolve(this.#exit);
    return new Promise((resolve) => {
      this.#awaiting = resolve;
    });
  }

  /** Hands an invocation to the process, and answers its report. */
  request(header: RequestHeader, payload: string): Promise<Report | Exit> {
    const report = this.nextReport();
    if (this.#exit === undefined) this.#requests.write(encodeRequest(header, payload));
    return report;
  }

  /** What the function wrote since this was last asked. */
  takeLog(): string {
    return this.#log.take();
  }

  kill(): void {
    this.#isKilled = true;
    const pid = this.#child.pid;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // Every process of the group has ended already.
    }
  }

  #receive(report: Report): void {
    const resolve = this.#awaiting;
    this.#awaiting = undefined;
    // Nobody asked: the function wrote to the bootstrap's descriptor, or failed between two invocations.
    if (resolve === undefined) {
      this.kill();
      return;
    }
    if (report.kind === 'ready') this.#isReady = true;
    whenOutputIsRead(() => resolve(report));
  }

  #end(how: { code: number | null; signal: NodeJS.Signals | null; error?: Error }, ended: () => void): void {
    if (this.#exit !== undefined) return;
    const { code, signal, error } = how;
    const exit: Exit = { kind: 'exit', code, signal, startFailure: error?.message, isKilled: this.#isKilled };
    this.kill();
    whenOutputIsRead(() => {
      this.#exit = exit;
      for (const stream of this.#child.stdio) stream?.destroy();
      this.#awaiting?.(exit);
      this.#awaiting = undefined;
      ended();
    });
  }
}

type ProcessStreams = readonly [null, Readable, Readable, Writable, Readable];

/**
 * A report and the output before it come through different pipes, and may be read in either order. What was written
 * before the report was readable when the report was, so this poll of the event loop has it among what it found; the
 * callback follows all of that.
 */
function whenOutputIsRead(proceed: () => void): void {
  setImmediate(proceed);
}
