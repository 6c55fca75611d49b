import { type ChildProcess, spawn } from 'node:child_process';
import { spawnApart } from '../../child-descriptors.ts';
import { whenClosed } from '../when-closed.ts';

/** How a command of a container engine ended. */
export interface EngineEnd {
  /** Undefined where a signal ended it, or it never began. */
  readonly code: number | undefined;
  /** The beginning of what it wrote to its output. */
  readonly output: string;
  /** The end of what it wrote to its error output, or why it never began. */
  readonly errors: string;
}

export interface EngineCommand {
  readonly ended: Promise<EngineEnd>;
  /** Ends the command itself; a container that it made stays. */
  end(): void;
}

export interface EngineCommandOptions {
  /** Variables that the command has besides the server's own. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Ended if it takes longer. */
  readonly millisecondsMax?: number;
  /** Told of what it writes, which then is not kept. */
  readonly onOutput?: (chunk: Buffer) => void;
  /** Told of what it writes to its error output. */
  readonly onErrors?: (chunk: Buffer) => void;
}

/** What engines tell of their own is far smaller. */
const outputCharactersMax = 1024 * 1024;
const errorCharactersMax = 4 * 1024;

/** Between asking a command to end and ending it. */
const endMilliseconds = 2_000;

/** Runs `program parameters…`, in a process group of its own: what a terminal sends to the server is not for it. */
export function runEngine(
  program: string,
  parameters: readonly string[],
  options: EngineCommandOptions = {},
): EngineCommand {
  const { environment = {}, millisecondsMax, onOutput, onErrors } = options;
  let child: ChildProcess;
  try {
    child = spawnApart(['ignore', 'pipe', 'pipe'], (stdio) =>
      spawn(program, parameters, { env: { ...process.env, ...environment }, detached: true, stdio }),
    );
  } catch (error) {
    return { ended: Promise.resolve(neverBegan(error)), end: () => {} };
  }
  let output = '';
  let errors = '';
  const takeOutput =
    onOutput ??
    ((chunk: Buffer) => {
      if (output.length < outputCharactersMax) output += chunk.toString();
    });
  child.stdout?.on('data', takeOutput);
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-errorCharactersMax);
    onErrors?.(chunk);
  });
  for (const stream of [child.stdout, child.stderr]) stream?.on('error', () => {});
  let hasEnded = false;

  function signal(name: NodeJS.Signals): void {
    if (child.pid === undefined || hasEnded) return;
    try {
      process.kill(-child.pid, name);
    } catch {
      // Every process of the group has ended already.
    }
  }

  function end(): void {
    signal('SIGTERM');
    setTimeout(() => signal('SIGKILL'), endMilliseconds).unref();
  }

  const limit = millisecondsMax === undefined ? undefined : setTimeout(end, millisecondsMax);
  const ended = new Promise<EngineEnd>((resolve) => {
    child.once('error', (error) => {
      if (child.pid === undefined) resolve(neverBegan(error));
    });
    child.once('exit', (code) => {
      hasEnded = true;
      whenClosed(child, () => resolve({ code: code ?? undefined, output, errors }));
    });
  }).finally(() => clearTimeout(limit));
  return { ended, end };
}

function neverBegan(error: unknown): EngineEnd {
  return { code: undefined, output: '', errors: error instanceof Error ? error.message : String(error) };
}

/** Why an engine did not do what it was told to: the last line of what it wrote that says so. */
export function refusalIn(errors: string): string {
  const lines = errors.split('\n').filter((line) => line.trim() !== '' && !isAdvice.test(line));
  const said = (lines.at(-1) ?? 'no reason was given').replace(/^((docker|podman|Error): )+/, '');
  return said.slice(0, refusalCharactersMax);
}

/** What docker ends its errors with: `See 'docker run --help'.` */
const isAdvice = /^(See '|Run ').* --help'/;

/** Source: API Reference of ECS, "Container", reason. */
const refusalCharactersMax = 1024;
