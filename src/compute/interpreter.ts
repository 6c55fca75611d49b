import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { FunctionConfiguration } from './function-configuration.ts';

/** How processes of one runtime are started. */
export interface Interpreter {
  readonly command: string;
  arguments(configuration: FunctionConfiguration): readonly string[];
}

/** Why no process of a runtime can be started here, in words for whoever runs the server. */
export interface NoInterpreter {
  readonly reason: string;
}

export type FindInterpreter = (runtime: string) => Promise<Interpreter | NoInterpreter>;

const nodeBootstrap = fileURLToPath(new URL('./bootstrap/bootstrap.mjs', import.meta.url));
const pythonBootstrap = fileURLToPath(new URL('./bootstrap/bootstrap.py', import.meta.url));

/** Share of the memory setting that V8 may use for objects, as Lambda sets it. */
const heapShareOfMemory = 0.9;
const probeTimeoutMilliseconds = 10_000;
/** What the Python bootstrap itself needs. */
const oldestPythonMinor = 8;

/**
 * Finds the interpreter of a runtime once, however often it is asked.
 *
 * A Node function runs with the Node that runs the server. A Python function runs with the runtime's own version where
 * the search path has it, else with whichever Python 3 it has.
 */
export function createInterpreterFinder(searchPath: string): FindInterpreter {
  const found = new Map<string, Promise<Interpreter | NoInterpreter>>();
  return (runtime) => {
    const known = found.get(runtime);
    if (known !== undefined) return known;
    const finding = findInterpreter(runtime, searchPath);
    found.set(runtime, finding);
    // What is missing may be installed while the server runs.
    void finding.then((interpreter) => 'reason' in interpreter && found.delete(runtime));
    return finding;
  };
}

async function findInterpreter(runtime: string, searchPath: string): Promise<Interpreter | NoInterpreter> {
  if (/^nodejs\d+\.x$/.test(runtime)) return nodeInterpreter;
  const minor = /^python3\.(\d+)$/.exec(runtime)?.[1];
  if (minor === undefined)
    return { reason: `the runtime ${runtime} is not supported; use nodejs*.x or python3.*` };
  for (const name of [`python3.${minor}`, 'python3']) {
    const command = await probePython(name, searchPath);
    if (command !== undefined) return pythonInterpreter(command);
  }
  return { reason: `the runtime ${runtime} needs python3 on the server's PATH; install Python 3.${minor}` };
}

const nodeInterpreter: Interpreter = {
  command: process.execPath,
  arguments: ({ memoryMegabytes }) => [
    `--max-old-space-size=${Math.floor(memoryMegabytes * heapShareOfMemory)}`,
    nodeBootstrap,
  ],
};

/** Bytecode is not written next to the code: one directory of code serves many functions, and is never changed. */
function pythonInterpreter(command: string): Interpreter {
  return { command, arguments: () => ['-B', '-X', 'utf8', pythonBootstrap] };
}

/** The executable behind `name`, past version managers' shims, or undefined where it is no usable Python. */
function probePython(name: string, searchPath: string): Promise<string | undefined> {
  const program = 'import sys; print(sys.version_info[1], sys.executable)';
  const options = { env: { PATH: searchPath }, timeout: probeTimeoutMilliseconds };
  return new Promise((resolve) => {
    execFile(name, ['-c', program], options, (error, output) => {
      const [, minor, executable] = /^(\d+) (.+)\n/.exec(output) ?? [];
      resolve(error === null && Number(minor) >= oldestPythonMinor ? executable : undefined);
    });
  });
}
